import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  agentStateReportOf,
  exchangeOf,
  keepProvision,
  loadSettings,
  marksOf,
  openSecrets,
  readProvision,
  remoteHubOf,
  rulesOf,
  sealSecrets,
} from './index.ts';

let directory: string;
let store: Map<string, string>;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'settings-'));
  store = new Map();
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (value: unknown) =>
  writeFileSync(join(directory, 'settings.json'), typeof value === 'string' ? value : JSON.stringify(value));
const read = () => readFileSync(join(directory, 'settings.json'), 'utf8');
const REAL = {
  seat: 17,
  exchange: {
    kind: 'sip',
    servers: ['wss://pbx.example'],
    domain: 'pbx.example',
    username: '8017',
    password: 'open-sesame',
    media: { iceServers: [{ urls: 'turn:relay.example', username: 'seat', credential: 'turn-word' }] },
  },
  hub: { kind: 'remote', url: 'https://hub.example', token: 'hub-token' },
  futureUse: undefined,
};

describe('settings', () => {
  it('SE-1 without a file the seat practises on its own', () => {
    const settings = loadSettings(directory);
    expect(settings).toMatchObject({ seat: 1, hub: { kind: 'embedded' } });
    expect(marksOf(settings, store)).toEqual([8000, 12000, 15000]);
    expect(exchangeOf(settings, store)).toBeUndefined();
    expect(remoteHubOf(settings, store)).toBeUndefined();
  });

  it.each([
    ['not JSON', '{"seat": 1', 'not valid JSON'],
    ['a seat out of range', { seat: 1000 }, 'seat'],
    ['a misspelt entry', { seet: 1 }, 'seet'],
    [
      'an exchange without a server',
      { exchange: { kind: 'sip', username: 'x', domain: 'y' } },
      'exchange.servers',
    ],
    ['marks that do not ascend', { answerMarks: [8, 15, 12] }, 'answerMarks'],
    ['a hub that is no address', { hub: { kind: 'remote', url: 'hub' } }, 'hub.url'],
  ])('SE-2 %s is refused by name', (_what, value, says) => {
    write(value);
    expect(() => loadSettings(directory)).toThrow(
      expect.objectContaining({ code: 'settings-invalid', message: expect.stringContaining(says) }),
    );
  });

  it('SE-3 a byte order mark, as Windows editors leave it, is fine', () => {
    write('\uFEFF{"seat": 5}');
    expect(loadSettings(directory).seat).toBe(5);
  });

  it('SE-4 secrets leave the file for the sealed store and still reach the phone and the sync', () => {
    write(REAL);
    sealSecrets(directory, loadSettings(directory), {
      get: (key) => store.get(key),
      set: (key, value) => void store.set(key, value),
    });
    expect(read()).not.toMatch(/open-sesame|hub-token|turn-word/);
    expect(statSync(join(directory, 'settings.json')).mode & 0o777).toBe(0o600);
    const again = loadSettings(directory);
    expect(again).toMatchObject({ seat: 17, exchange: { username: '8017' } });
    expect(exchangeOf(again, store)).toMatchObject({
      password: 'open-sesame',
      marks: [8000, 12000, 15000],
      media: { iceServers: [{ urls: 'turn:relay.example', username: 'seat', credential: 'turn-word' }] },
    });
    expect(remoteHubOf(again, store)).toEqual({ url: 'https://hub.example', token: 'hub-token' });
  });

  it('SE-4 what the exchange’s web service authorizes by leaves the file too', () => {
    write({ ...REAL, agentState: { by: 'http', url: 'https://pbx.example/', authorization: 'Bearer word' } });
    const keep = {
      get: (key: string) => store.get(key),
      set: (key: string, value: string) => void store.set(key, value),
    };
    sealSecrets(directory, loadSettings(directory), keep);
    expect(read()).not.toContain('Bearer word');
    const again = loadSettings(directory);
    expect(agentStateReportOf(again, keep)).toMatchObject({ by: 'http', authorization: 'Bearer word' });
  });

  it('SE-5 a password written again goes before the one kept', () => {
    store.set('secret.exchange.password', 'old');
    write(REAL);
    expect(exchangeOf(loadSettings(directory), store)?.password).toBe('open-sesame');
  });

  it('SE-6 a secret that was never given is said, not guessed', () => {
    write({ ...REAL, exchange: { ...REAL.exchange, password: undefined } });
    expect(() => exchangeOf(loadSettings(directory), store)).toThrow(
      expect.objectContaining({
        code: 'settings-invalid',
        message: expect.stringContaining('exchange.password'),
      }),
    );
  });

  it('SE-7 a file without secrets is not rewritten', () => {
    write({ seat: 3 });
    const before = read();
    sealSecrets(directory, loadSettings(directory), store as never);
    expect(read()).toBe(before);
  });

  it('SE-8 the sealed store keeps what it is given, shows nothing of it, and opens with its key only', () => {
    const key = Buffer.alloc(32, 7);
    openSecrets(directory, key).set('a', 'open-sesame');
    openSecrets(directory, key).set('b', '口令');
    const again = openSecrets(directory, key);
    expect([again.get('a'), again.get('b'), again.get('c')]).toEqual(['open-sesame', '口令', undefined]);
    const file = join(directory, 'secrets.sealed');
    const bytes = readFileSync(file);
    expect(bytes.includes('open-sesame')).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => openSecrets(directory, Buffer.alloc(32, 8))).toThrow(
      expect.objectContaining({ code: 'secrets-unreadable' }),
    );
    writeFileSync(file, bytes.subarray(0, 20));
    expect(() => openSecrets(directory, key)).toThrow(
      expect.objectContaining({ code: 'secrets-unreadable' }),
    );
    expect(readFileSync(file)).toHaveLength(20);
  });

  it('PV-3 what is written in the file goes before what the hub gave, as a whole; what is not there is the hub’s', () => {
    const exchange = {
      servers: ['wss://hub-given.example:7443'],
      domain: 'a.example',
      username: '8017',
      password: 'p',
    };
    keepProvision(store, {
      changedAt: 5,
      provision: readProvision({ exchange, answerMarks: [5, 10, 15] }),
    });
    expect(exchangeOf(loadSettings(directory), store)).toMatchObject({
      username: '8017',
      marks: [5000, 10_000, 15_000],
    });
    write({ exchange: { kind: 'practice' } });
    expect(exchangeOf(loadSettings(directory), store)).toBeUndefined();
    write({
      exchange: {
        kind: 'sip',
        servers: ['wss://own.example:7443'],
        domain: 'b.example',
        username: '8018',
        password: 'q',
      },
      answerMarks: [1, 2, 3],
    });
    const own = exchangeOf(loadSettings(directory), store);
    expect(own).toMatchObject({ username: '8018', password: 'q', marks: [1000, 2000, 3000] });
    expect(own?.servers).not.toContain('wss://hub-given.example:7443');
  });

  it('PV-3 rules of the centre: the file’s entry as a whole, else the hub’s, else the default', () => {
    const rules = () => rulesOf(loadSettings(directory), store);
    expect(rules()).toMatchObject({
      shift: { idleLockMinutes: 10, afterCallWork: { seconds: 60 } },
      intake: { amendMinutes: 30 },
      figures: { clockStart: 'queue' },
      figuresExportedBy: ['supervisor', 'administrator'],
      supervision: {},
    });
    expect(agentStateReportOf(loadSettings(directory), store)).toBeUndefined();
    const provision = readProvision({
      shift: { idleLockMinutes: 20, afterCallWork: { seconds: 30 } },
      intake: { amendMinutes: 5 },
      figures: { clockStart: 'ring' },
      figuresExportedBy: [],
      supervision: { listen: '*222{seat3}' },
      agentState: { by: 'publish' },
    });
    keepProvision(store, { changedAt: 5, provision });
    expect(rules()).toMatchObject({
      shift: { idleLockMinutes: 20, afterCallWork: { seconds: 30 } },
      intake: { amendMinutes: 5, keepDays: 30 },
      figures: { clockStart: 'ring', denominator: 'offered' },
      figuresExportedBy: [],
      supervision: { listen: '*222{seat3}' },
    });
    expect(agentStateReportOf(loadSettings(directory), store)).toMatchObject({ by: 'publish' });
    write({
      shift: { idleLockMinutes: null },
      supervision: {},
      agentState: { by: 'publish', expiresSeconds: 90 },
    });
    expect(rules()).toMatchObject({
      shift: { idleLockMinutes: null, afterCallWork: { seconds: 60 } },
      intake: { amendMinutes: 5 },
      supervision: {},
    });
    expect(rules().supervision).toEqual({});
    expect(agentStateReportOf(loadSettings(directory), store)).toMatchObject({ expiresSeconds: 90 });
  });

  it('PV-5 what the hub gave lies sealed, and is there after a restart', () => {
    const key = Buffer.alloc(32, 3);
    const exchange = {
      servers: ['wss://hub-given.example:7443'],
      domain: 'a.example',
      username: '8017',
      password: 'not in clear',
    };
    keepProvision(openSecrets(directory, key), { changedAt: 5, provision: readProvision({ exchange }) });
    const bytes = readFileSync(join(directory, 'secrets.sealed'));
    expect(bytes.includes('not in clear') || bytes.includes('hub-given')).toBe(false);
    expect(exchangeOf(loadSettings(directory), openSecrets(directory, key))?.password).toBe('not in clear');
  });
});
