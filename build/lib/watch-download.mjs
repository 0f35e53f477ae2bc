// @ts-check
/**
 * Loaded before `electron/install.js`, which says neither how far it is nor why a connection failed: `fetch`
 * hides the reason in the error's cause, and only the stack is printed. Writes `download N %` lines and the
 * cause's code to standard error.
 */
const plainFetch = globalThis.fetch;

/** @param {Parameters<typeof fetch>} args */
globalThis.fetch = async (...args) => {
  const response = await plainFetch(...args).catch((error) => {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause !== null && typeof cause === 'object' && 'code' in cause ? cause.code : cause;
    process.stderr.write(`fetch failed: ${String(code)}\n`);
    throw error;
  });
  const total = Number(response.headers.get('content-length'));
  if (!response.ok || response.body === null || !(total > 0)) return response;
  let received = 0;
  let told = -1;
  const counted = response.body.pipeThrough(
    new TransformStream({
      transform: (chunk, controller) => {
        received += chunk.byteLength;
        const percent = Math.floor((100 * received) / total);
        if (percent > told) process.stderr.write(`download ${percent} %\n`);
        told = Math.max(told, percent);
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted, response);
};
