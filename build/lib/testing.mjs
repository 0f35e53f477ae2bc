// @ts-check
/** Stand-ins for the tests of this folder. */

/**
 * @param {Partial<import('./child.mjs').Ended>} [ended]
 * @returns {import('./child.mjs').Ended}
 */
export function ended(ended = {}) {
  return { code: 0, signal: null, output: '', timedOut: false, startError: undefined, ...ended };
}

/**
 * A `run` that answers from a function and remembers what it was asked.
 *
 * @param {(command: string, args: readonly string[]) => Partial<import('./child.mjs').Ended>} answer
 */
export function fakeRun(answer) {
  /** @type {Array<{ command: string, args: readonly string[], env: NodeJS.ProcessEnv | undefined }>} */
  const calls = [];
  /** @type {import('./child.mjs').Run} */
  const run = async (command, args, options) => {
    calls.push({ command, args, env: options?.env });
    const result = ended(answer(command, args));
    for (const line of result.output.split('\n')) options?.onLine?.(line);
    return result;
  };
  return { run, calls };
}

/** Progress that keeps its lines. */
export function fakeProgress() {
  /** @type {string[]} */
  const lines = [];
  /** @type {import('./progress.mjs').Progress} */
  const progress = {
    say: (line) => void lines.push(line),
    step: (label) => ({
      update: (detail) => void lines.push(`${label} … ${detail}`),
      done: (result) => void lines.push(`${label}: ${result}`),
    }),
  };
  return { progress, lines };
}
