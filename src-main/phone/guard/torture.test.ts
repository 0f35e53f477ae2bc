import { Core } from 'sip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhoneBench } from '../testing/bench.test-support.ts';
import { headerOf, parseSip } from '../testing/exchange.test-support.ts';
import { METHODS } from '../user-agent.ts';
import { type Abilities, inspect } from './inspect.ts';
import { TORTURE_MESSAGES, tortureMessage } from './testing/torture.test-support.ts';

const abilities: Abilities = {
  methods: METHODS,
  extensions: ['100rel', 'replaces', 'timer'],
  sentBy: 'seat.invalid',
};

/**
 * What becomes of each message at a seat whose account is `user`: the status of the response, `taken` by the core
 * where no response is due, or `dropped`. The third column is RFC 4475's demand (docs/spec/bad-input.md).
 */
const EXPECTED: ReadonlyArray<
  readonly [section: string, name: string, outcome: number | 'taken' | 'dropped']
> = [
  ['3.1.1.1', 'wsinv', 404],
  ['3.1.1.2', 'intmeth', 501],
  ['3.1.1.3', 'esc01', 404],
  ['3.1.1.4', 'escnull', 405],
  ['3.1.1.5', 'esc02', 501],
  ['3.1.1.6', 'lwsdisp', 200],
  ['3.1.1.7', 'longreq', 180],
  ['3.1.1.8', 'dblreq', 405],
  ['3.1.1.9', 'semiuri', 404],
  ['3.1.1.10', 'transports', 200],
  ['3.1.1.11', 'mpart01', 405],
  ['3.1.1.12', 'unreason', 'taken'],
  ['3.1.1.13', 'noreason', 'taken'],
  ['3.1.2.1', 'badinv01', 400],
  ['3.1.2.2', 'clerr', 400],
  ['3.1.2.3', 'ncl', 400],
  ['3.1.2.4', 'scalar02', 400],
  ['3.1.2.5', 'scalarlg', 'dropped'],
  ['3.1.2.6', 'quotbal', 400],
  ['3.1.2.7', 'ltgtruri', 400],
  ['3.1.2.8', 'lwsruri', 400],
  ['3.1.2.9', 'lwsstart', 400],
  ['3.1.2.10', 'trws', 400],
  ['3.1.2.11', 'escruri', 400],
  ['3.1.2.12', 'baddate', 180],
  ['3.1.2.13', 'regbadct', 405],
  ['3.1.2.14', 'badaspec', 400],
  ['3.1.2.15', 'baddn', 400],
  ['3.1.2.16', 'badvers', 505],
  ['3.1.2.17', 'mismatch01', 400],
  ['3.1.2.18', 'mismatch02', 400],
  ['3.1.2.19', 'bigcode', 'dropped'],
  ['3.2.1', 'badbranch', 200],
  ['3.3.1', 'insuf', 400],
  ['3.3.2', 'unkscm', 416],
  ['3.3.3', 'novelsc', 416],
  ['3.3.4', 'unksm2', 405],
  ['3.3.5', 'bext01', 420],
  ['3.3.6', 'invut', 415],
  ['3.3.7', 'regaut01', 405],
  ['3.3.8', 'multi01', 400],
  ['3.3.9', 'mcl01', 400],
  ['3.3.10', 'bcast', 'dropped'],
  ['3.3.11', 'zeromf', 200],
  ['3.3.12', 'cparam01', 405],
  ['3.3.13', 'cparam02', 405],
  ['3.3.14', 'regescrt', 405],
  ['3.3.15', 'sdp01', 406],
  ['3.4.1', 'inv2543', 404],
];

describe('the messages of RFC 4475 at a registered seat', () => {
  const bench = createPhoneBench();
  beforeAll(() => bench.register({ username: 'user' }));
  afterAll(() => bench.close());

  it('BI-1 are all here', () => {
    expect(EXPECTED.map(([, name]) => name).sort()).toEqual([...TORTURE_MESSAGES.keys()].sort());
    expect(EXPECTED).toHaveLength(49);
  });

  const answered = EXPECTED.filter(([, , outcome]) => typeof outcome === 'number');
  it.each(answered)('BI-1 section %s, %s: %i', async (_, name, status) => {
    const text = tortureMessage(name);
    const callId = /^(?:Call-ID|i)\s*:\s*(\S+)/im.exec(text)?.[1] ?? '';
    bench.exchange.send(text);
    const response = await bench.exchange.next(
      (message) =>
        message.status !== null && message.status !== 100 && headerOf(message, 'Call-ID') === callId,
    );
    expect(response.status).toBe(status);
    const sent = text.slice(0, text.indexOf('\r\n\r\n')).match(/SIP\s*\/\s*\d\.0\s*\/\s*[A-Z]+\s/g) ?? [];
    const vias = response.headers.filter(([field]) => field.toLowerCase() === 'via');
    expect(vias.length).toBeGreaterThanOrEqual(sent.length);
    if (/^To\s*:/im.test(text)) expect(headerOf(response, 'To')).toMatch(/;\s*tag\s*=/);
    if (status === 405 || status === 501) expect(headerOf(response, 'Allow')).toBe(METHODS.join(', '));
    if (status === 420) expect(headerOf(response, 'Unsupported')).toContain('nothingSupportsThisEither');
    // The next message must not be a call that rings beside this one.
    for (const call of bench.seat.phone.state().calls) {
      if (call.state === 'ringing') bench.seat.phone.handlers.reject({ callId: call.id });
    }
  });

  const unanswered = EXPECTED.filter(([, , outcome]) => typeof outcome === 'string');
  it.each(unanswered)('BI-1 section %s, %s: %s, without a response', async (_, name, outcome) => {
    const own = { ...abilities, sentBy: name === 'unreason' ? '192.0.2.198' : '192.0.2.105' };
    const { kind } = inspect(tortureMessage(name), own);
    expect(kind).toBe(outcome === 'taken' ? 'response' : 'drop');
    const before = bench.exchange.received.length;
    bench.exchange.send(tortureMessage(name));
    bench.exchange.send(tortureMessage('lwsdisp'));
    await bench.exchange.next((message) => message.method === 'OPTIONS' && message.status === 200);
    expect(bench.exchange.received.length).toBe(before + 1);
  });

  it('BI-1 leave the seat as it was: it rings for the next call', async () => {
    const { callId } = await bench.ringing();
    expect(bench.callOf(callId)?.state).toBe('ringing');
  });
});

describe('the well-formed messages of RFC 4475', () => {
  const wellFormed = EXPECTED.filter(([section]) => section.startsWith('3.1.1.'));

  it.each(wellFormed)('BI-1 section %s: %s is read where its method is served', (_, name) => {
    const text = tortureMessage(name);
    const method = parseSip(text).start.split(' ')[0] ?? '';
    const sentBy = name === 'unreason' ? '192.0.2.198' : '192.0.2.105';
    const verdict = inspect(text, { ...abilities, methods: [...METHODS, method], sentBy });
    expect(verdict.kind).toMatch(/^(request|response)$/);
  });

  it('BI-1 wsinv: every field is read as it is meant', () => {
    const verdict = inspect(tortureMessage('wsinv'), abilities);
    if (verdict.kind !== 'request') throw new Error('Not taken.');
    const { message } = verdict;
    expect(message).toBeInstanceOf(Core.IncomingRequestMessage);
    expect([message.fromTag, message.toTag, message.cseq]).toEqual(['98asjd8', '1918181833n', 9]);
    expect(message.getHeaders('Via')).toHaveLength(3);
    expect(message.body).toHaveLength(150);
    expect(message.getHeader('NewFangledHeader')).toBe('newfangled value continued newfangled value');
  });
});
