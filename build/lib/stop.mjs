// @ts-check
/** An end whose message is meant to be read by a person: printed as it is, without a stack. */
export class Stop extends Error {
  /**
   * @param {string} message whole sentences: what happened and what to do
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'Stop';
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command's main function; its value is the exit code. The code is set, not forced, so that output that
 * is still on its way to a pipe arrives.
 *
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof Stop) {
      console.error(error.message);
      process.exitCode = error.exitCode;
    } else {
      console.error(error);
      process.exitCode = 1;
    }
  }
}

/**
 * The system's code of an error (`ENOENT`, …), or undefined.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function codeOf(error) {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
