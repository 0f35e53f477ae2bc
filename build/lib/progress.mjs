// @ts-check
/**
 * One calm line a step. On a terminal the line is rewritten with a percentage and the seconds gone; elsewhere
 * a line says that the step began, one more every 15 seconds that it goes on, and one that it is done.
 *
 * @typedef {object} Step
 * @property {(detail: string) => void} update what is going on now, such as `45 %`
 * @property {(result: string) => void} done ends the step with its result
 *
 * @typedef {object} Progress
 * @property {(line: string) => void} say
 * @property {(label: string) => Step} step
 *
 * @typedef {object} Output
 * @property {(text: string) => unknown} write
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 */

const TERMINAL_MILLISECONDS = 500;
const PLAIN_MILLISECONDS = 15_000;

/**
 * @param {Output} [output]
 * @param {() => number} [now] milliseconds
 * @returns {Progress}
 */
export function createProgress(output = process.stdout, now = () => performance.now()) {
  const terminal = output.isTTY === true;
  /** @param {string} line */
  const say = (line) => void output.write(`${line}\n`);

  /** @param {string} label @returns {Step} */
  const step = (label) => {
    const began = now();
    let detail = '';
    const seconds = () => `${Math.round((now() - began) / 1000)} s`;
    const line = () => `${label} … ${detail === '' ? '' : `${detail}, `}${seconds()}`;
    const redraw = () => output.write(`\r\x1b[2K${line().slice(0, (output.columns ?? 80) - 1)}`);
    const timer = setInterval(
      terminal ? redraw : () => say(line()),
      terminal ? TERMINAL_MILLISECONDS : PLAIN_MILLISECONDS,
    );
    timer.unref();
    if (terminal) redraw();
    else say(`${label} …`);
    return {
      update: (text) => {
        detail = text;
      },
      done: (result) => {
        clearInterval(timer);
        say(`${terminal ? '\r\x1b[2K' : ''}${label}: ${result} (${seconds()})`);
      },
    };
  };
  return { say, step };
}
