import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLog } from '../../log/index.ts';
import { openDataDirectory } from './data-directory.ts';
import { parseFlags } from './flags.ts';
import { type HubChild, superviseHub } from './hub-process.ts';
import { readOrMakeKey } from './key-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'common-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('command line', () => {
  it('HC-1 reads what it knows and refuses what it does not', () => {
    expect(parseFlags(['--data', '/x', '--port', '8080', '--no-open'])).toMatchObject({
      data: '/x',
      port: 8080,
      'no-open': true,
    });
    expect(parseFlags([])).toMatchObject({ 'no-open': false });
    for (const bad of [['--port', 'eighty'], ['--port', '70000'], ['--unknown'], ['stray'], ['--data']]) {
      expect(() => parseFlags(bad)).toThrow(expect.objectContaining({ code: 'usage' }));
    }
  });
});

describe('data folder', () => {
  it('HC-2 is made for this user only', () => {
    const made = openDataDirectory(join(directory, 'a', 'b'));
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('HC-3 one that cannot be written is named, with what to do', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(() => openDataDirectory(join(file, 'below'))).toThrow(
      expect.objectContaining({
        code: 'data-unwritable',
        message: expect.stringMatching(/file\/below.*--data DIR/),
      }),
    );
  });
});

describe('key file', () => {
  it('HC-4 is made once, readable by this user only', () => {
    const file = join(directory, 'cache.key');
    const key = readOrMakeKey(file);
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readOrMakeKey(file).equals(key)).toBe(true);
  });

  it('HC-5 a spoilt one is refused and left as it is', () => {
    const file = join(directory, 'cache.key');
    writeFileSync(file, 'spoilt');
    chmodSync(file, 0o600);
    expect(() => readOrMakeKey(file)).toThrow(expect.objectContaining({ code: 'key-invalid' }));
    expect(readFileSync(file, 'utf8')).toBe('spoilt');
  });
});

describe('key of the other host', () => {
  it('HC-9 a key that only Electron can open is not replaced by a new one', () => {
    const file = join(directory, 'cache.key');
    writeFileSync(`${file}.sealed`, 'sealed');
    expect(() => readOrMakeKey(file)).toThrow(expect.objectContaining({ code: 'key-locked' }));
    expect(existsSync(file)).toBe(false);
  });
});

describe('embedded hub', () => {
  function supervised() {
    interface Started {
      readonly args: readonly string[];
      line: (line: string) => void;
      exit: (code: number | null) => void;
      killed: boolean;
    }
    let changes = 0;
    const started: Started[] = [];
    const timers: Array<{ milliseconds: number; run: () => void; cancelled: boolean }> = [];
    mkdirSync(join(directory, 'hub'));
    writeFileSync(join(directory, 'hub', 'token'), 'the-token\n');
    const hub = superviseHub({
      dataDirectory: directory,
      log: createMemoryLog(),
      onChanged: () => {
        changes += 1;
      },
      schedule: (milliseconds, run) => {
        const timer = { milliseconds, run, cancelled: false };
        timers.push(timer);
        return () => {
          timer.cancelled = true;
        };
      },
      spawnHub: (args): HubChild => {
        const one: Started = { args, line: () => undefined, exit: () => undefined, killed: false };
        started.push(one);
        return {
          onLine: (listener) => {
            one.line = listener;
          },
          onExit: (listener) => {
            one.exit = listener;
          },
          kill: () => {
            one.killed = true;
          },
        };
      },
    });
    return { hub, started, timers, changes: () => changes };
  }

  it('HC-6 has an address once it says that it listens, whatever else it prints', () => {
    const { hub, started, changes } = supervised();
    started[0]?.line('starting');
    started[0]?.line('{"listening":');
    expect([hub.address(), hub.supervisor()]).toEqual([undefined, undefined]);
    const file = join(directory, 'hub', 'seat-supervisor');
    expect(started[0]?.args.slice(-2)).toEqual(['--seat-supervisor', file]);
    writeFileSync(file, '{"id":"seat-supervisor","password":"of this start"}\n');
    started[0]?.line('{"listening":"http://127.0.0.1:4000"}');
    expect(hub.address()).toEqual({ url: 'http://127.0.0.1:4000', token: 'the-token' });
    expect(hub.supervisor()).toEqual({ id: 'seat-supervisor', password: 'of this start' });
    expect(changes()).toBe(1);
  });

  it('HC-7 is started again on the same port, each time after twice the pause, and soon again once it listened', () => {
    const { started, timers } = supervised();
    started[0]?.line('{"listening":"http://127.0.0.1:4000"}');
    started[0]?.exit(1);
    timers[0]?.run();
    started[1]?.exit(1);
    timers[1]?.run();
    started[2]?.line('{"listening":"http://127.0.0.1:4000"}');
    started[2]?.exit(null);
    expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([500, 1000, 500]);
    expect(started[1]?.args).toContain('4000');
  });

  it('HC-8 stays down once stopped', () => {
    const { hub, started, timers } = supervised();
    hub.stop();
    expect(started[0]?.killed).toBe(true);
    started[0]?.exit(0);
    expect(timers).toEqual([]);
  });
});
