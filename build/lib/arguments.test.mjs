// @ts-check
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartArguments } from './arguments.mjs';
import { Stop } from './stop.mjs';

/** @param {string[]} argv */
const parse = (...argv) => parseStartArguments(argv, '/home/u');

describe('parseStartArguments', () => {
  it('is the workstation with a window by default', () => {
    expect(parse()).toEqual({
      program: 'workstation',
      host: undefined,
      data: undefined,
      open: true,
      help: false,
      rest: [],
    });
  });

  it('makes the data folder absolute, from where the person typed', () => {
    expect(parse('--data', 'seat 1')).toMatchObject({
      data: resolve('/home/u/seat 1'),
      rest: ['--data', resolve('/home/u/seat 1')],
    });
    expect(parse('--data=/d=x').data).toBe(resolve('/d=x'));
  });

  it('keeps --host for itself and passes everything else on', () => {
    expect(parse('--host', 'browser', '--port', '9000', '--hub=http://h', '--no-open')).toMatchObject({
      host: 'browser',
      open: false,
      rest: ['--port', '9000', '--hub=http://h', '--no-open'],
    });
  });

  it('knows the other programs', () => {
    expect(parse('--demo', '--x')).toMatchObject({ program: 'demo', rest: ['--x'] });
    expect(parse('--hub-only')).toMatchObject({ program: 'hub', rest: [] });
    expect(parse('--help').help).toBe(true);
  });

  it.each([[['--host']], [['--host', 'safari']], [['--data']], [['--data', '--no-open']], [['--data=']]])(
    'refuses %j with the usage',
    (argv) => {
      expect(() => parse(...argv)).toThrow(Stop);
      expect(() => parse(...argv)).toThrow(/npm start -- \[flags\]/);
    },
  );
});
