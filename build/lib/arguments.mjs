// @ts-check
import { resolve } from 'node:path';
import { Stop } from './stop.mjs';

export const USAGE = `npm start -- [flags]     the workstation
npm run demo -- [flags]  plays a whole call by itself
npm run hub -- [flags]   only the hub

  --data DIR               data folder (default: the system's place for application data)
  --host electron|browser  which shell (default: Electron where its binary can be had)
  --port N                 port of the browser host
  --no-open                open no window, print the address
  --help                   this text
Other flags go to the program itself.`;

/**
 * @typedef {object} StartArguments
 * @property {'workstation' | 'demo' | 'hub'} program
 * @property {'electron' | 'browser' | undefined} host
 * @property {string | undefined} data absolute
 * @property {boolean} open false with --no-open
 * @property {boolean} help
 * @property {string[]} rest what the program gets: all but --host, --demo, --hub-only; --data made absolute
 */

/**
 * Reads what start itself needs to know and leaves the rest to the program.
 *
 * @param {readonly string[]} argv
 * @param {string} directory what a relative data folder is relative to: npm runs scripts in the project's root,
 *   so this is where the person typed the command (INIT_CWD)
 * @returns {StartArguments}
 * @throws {Stop} exit code 2
 */
export function parseStartArguments(argv, directory) {
  /** @type {StartArguments} */
  const parsed = {
    program: 'workstation',
    host: undefined,
    data: undefined,
    open: true,
    help: false,
    rest: [],
  };
  const queue = [...argv];
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    const [, name = argument, inline] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
    /** @param {string} example */
    const value = (example) => {
      const given = inline ?? queue.shift();
      if (!given || (inline === undefined && given.startsWith('--'))) {
        throw new Stop(`${name} needs a value: ${name} ${example}\n\n${USAGE}`, 2);
      }
      return given;
    };
    if (name === '--host') {
      const host = value('browser');
      if (host !== 'electron' && host !== 'browser') {
        throw new Stop(`--host is electron or browser, not ${host}.\n\n${USAGE}`, 2);
      }
      parsed.host = host;
    } else if (name === '--data') {
      parsed.data = resolve(directory, value('DIR'));
      parsed.rest.push('--data', parsed.data);
    } else if (name === '--demo') parsed.program = 'demo';
    else if (name === '--hub-only') parsed.program = 'hub';
    else if (name === '--help' || name === '-h') parsed.help = true;
    else {
      if (name === '--no-open') parsed.open = false;
      parsed.rest.push(argument);
    }
  }
  return parsed;
}
