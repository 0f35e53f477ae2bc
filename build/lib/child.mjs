// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Output kept of a child, in characters: enough for any error, never all of a runaway. */
const KEPT_CHARACTERS = 2_000_000;

/**
 * @typedef {object} Ended
 * @property {number} code exit code; 128 + the signal's number if a signal ended it; 127 if it never started
 * @property {NodeJS.Signals | null} signal
 * @property {string} output standard output and error as they came, the end of it
 * @property {boolean} timedOut
 * @property {NodeJS.ErrnoException | undefined} startError why it never started
 *
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [shell]
 * @property {number} [limitMilliseconds] after which it is killed
 * @property {AbortSignal} [stop] kills it
 * @property {(line: string) => void} [onLine]
 *
 * @typedef {(command: string, args: readonly string[], options?: RunOptions) => Promise<Ended>} Run
 */

/**
 * Runs a command to its end and keeps what it says. Never rejects.
 * @type {Run}
 */
export function run(command, args, options = {}) {
  const { cwd, env, shell = false, limitMilliseconds, stop, onLine } = options;
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: env ?? process.env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    let partial = '';
    let timedOut = false;
    /** @type {NodeJS.ErrnoException | undefined} */
    let startError;
    const timer =
      limitMilliseconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            kill(child);
          }, limitMilliseconds);
    const stopNow = () => kill(child);
    stop?.addEventListener('abort', stopNow, { once: true });
    /** @param {string} text */
    const hear = (text) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
      if (!onLine) return;
      const lines = (partial + text).split(/\r?\n/);
      partial = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', (error) => {
      startError = error;
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', stopNow);
      resolve({
        code: startError ? 127 : exitCodeOf(code, signal),
        signal,
        output: startError ? `${output}${startError.message}\n` : output,
        timedOut,
        startError,
      });
    });
  });
}

/**
 * Windows kills only the process itself, which is a shell for a batch file: taskkill ends what it started, too.
 * @param {import('node:child_process').ChildProcess} child
 */
function kill(child) {
  if (process.platform !== 'win32' || child.pid === undefined) child.kill('SIGKILL');
  else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
}

/**
 * Hands the terminal over to a program until it ends, and passes on the signals that reach only us.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null }>}
 */
export function handOver(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: env ?? process.env,
      stdio: 'inherit',
    });
    /** @type {Map<NodeJS.Signals, () => void>} */
    const handlers = new Map();
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      // Ctrl+C in a terminal reaches the whole process group, the child too: passing it on would make it two.
      const inGroup = signal === 'SIGINT' && process.stdin.isTTY === true;
      const handler = inGroup ? () => undefined : () => void child.kill(signal);
      handlers.set(signal, handler);
      process.on(signal, handler);
    }
    const release = () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve({ code: exitCodeOf(code, signal), signal });
    });
  });
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function exitCodeOf(code, signal) {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
}
