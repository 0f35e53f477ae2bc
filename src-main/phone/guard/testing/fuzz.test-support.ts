import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { v7 } from 'uuid';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import type { Log } from '../../../log/index.ts';
import { createPhone } from '../../phone.ts';
import { headerOf } from '../../testing/exchange.test-support.ts';
import { cannedSdp, createFakePage } from '../../testing/media-page.test-support.ts';
import { systemClock, systemSchedule } from '../../testing/seat.test-support.ts';
import type { Protocol } from '../../transport/index.ts';
import { authorityFile } from '../../transport/testing/certificates.test-support.ts';
import { type HostileExchange, startHostileExchange } from './hostile-exchange.test-support.ts';
import { createRandom, frame, mutate, oneOf, type Random } from './mutations.test-support.ts';
import { TORTURE_MESSAGES, tortureMessage } from './torture.test-support.ts';

export interface FuzzResult {
  readonly sent: number;
  readonly milliseconds: number;
  /** Heap after it all, less the heap after a tenth of it, both collected. */
  readonly heapGrowthBytes: number;
  /** Longest time between a harmless request after a batch and its answer. */
  readonly longestAnswerMilliseconds: number;
  /** Connections that the seat has opened; more than one when it broke one off. */
  readonly connections: number;
  readonly responses: Readonly<Record<string, number>>;
  /** Why messages were refused, as the log has it, each once in a while. */
  readonly reasons: readonly string[];
  readonly ringsAfterwards: boolean;
}

/** Messages between two harmless requests, so that no buffer overflows: datagrams are lost in silence. */
const BATCH = 40;
/** After so many messages the dialog is a new one: a CSeq that was made large ends the use of the old. */
const DIALOG = 1_000;
/** Over a stream, one message in so many is sent with the length it happens to have, which breaks the stream. */
const UNFRAMED = 2_500;

/**
 * Sends mutated messages to a registered seat over one transport, through real sockets on loopback. The same seed
 * sends the same mutations.
 */
export async function fuzz(protocol: Protocol, messages: number, seed: number): Promise<FuzzResult> {
  const random = createRandom(seed);
  const exchange = await startHostileExchange(protocol);
  const seat = createSeat(exchange.server);
  const collect = collector();
  const begun = performance.now();
  let heapBefore = 0;
  let longest = 0;
  try {
    await seat.phone.start();
    await until(() => seat.phone.state().registration.state === 'registered');
    const target = createTarget(exchange, seat);
    for (let sent = 0; sent < messages; sent += BATCH) {
      if (sent >= messages / 10 && heapBefore === 0) heapBefore = collect();
      await target.ready();
      for (let one = sent; one < Math.min(messages, sent + BATCH); one++) {
        const text = mutate(random, target.message(random, one));
        const isStream = protocol === 'TCP' || protocol === 'TLS';
        exchange.send(isStream && one % UNFRAMED !== UNFRAMED - 1 ? frame(text) : text);
      }
      longest = Math.max(longest, await target.ask());
      seat.rest(sent % DIALOG < BATCH);
    }
    await target.ready();
    const ringsAfterwards = await target.rings();
    const heapGrowthBytes = collect() - heapBefore;
    return {
      sent: messages,
      milliseconds: Math.round(performance.now() - begun),
      heapGrowthBytes,
      longestAnswerMilliseconds: Math.round(longest),
      connections: exchange.connections(),
      responses: Object.fromEntries([...exchange.responses].sort()),
      reasons: [...seat.reasons].sort(),
      ringsAfterwards,
    };
  } finally {
    await seat.phone.stop();
    await exchange.stop();
  }
}

/** A seat that keeps nothing of what happened, so that what grows is the seat itself. */
function createSeat(server: string) {
  const reasons = new Set<string>();
  const note = (event: string, data?: Readonly<Record<string, unknown>>) => {
    if (event === 'sip-message-refused') reasons.add(String(data?.['reason']));
  };
  const log: Log = { info: note, warn: note, error: note };
  const page = createFakePage();
  const phone = createPhone({
    exchange: exchangeSettingsSchema.parse({
      servers: [server],
      domain: 'exchange.invalid',
      username: 'seat1',
      password: 'secret',
      marks: [8_000, 12_000, 15_000],
      tls: { authorityFile },
    }),
    media: page.port,
    clock: systemClock,
    log,
    newId: () => v7(),
    saveRecord: () => undefined,
    schedule: systemSchedule,
    random: () => 0,
  });
  /** Ends what rings, as an operator would in time, and perhaps what was answered. */
  const rest = (withAnswered = false) => {
    page.calls.length = 0;
    for (const { id, state } of phone.state().calls) {
      if (state === 'ringing') phone.handlers.reject({ callId: id });
      if (state === 'active' && withAnswered) phone.handlers.hangUp({ callId: id });
    }
  };
  return { phone, reasons, rest };
}

/** What the mutations are made of: messages for this seat, its dialog and its requests. */
function createTarget(exchange: HostileExchange, { phone, rest }: ReturnType<typeof createSeat>) {
  let dialog = { callId: '', to: '', contact: '' };
  let asked = 0;
  let callNumber = 0;

  const invite = (id: string, callId: string, to: string, body = cannedSdp('caller')) =>
    [
      `INVITE ${exchange.contact()} SIP/2.0`,
      `Via: SIP/2.0/UDP exchange.invalid:5060;branch=z9hG4bK${id};rport`,
      'Max-Forwards: 70',
      'From: "张三" <sip:13800138000@exchange.invalid>;tag=theirs',
      `To: ${to}`,
      `Call-ID: ${callId}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:13800138000@exchange.invalid:5060>',
      'Allow: INVITE, ACK, BYE, CANCEL, PRACK',
      'Supported: 100rel, timer',
      'Content-Type: application/sdp',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  const inDialog = (method: string, id: string, sequence: number, extra: readonly string[] = [], body = '') =>
    [
      `${method} ${dialog.contact} SIP/2.0`,
      `Via: SIP/2.0/UDP exchange.invalid:5060;branch=z9hG4bK${id}`,
      'Max-Forwards: 70',
      'From: <sip:13800138000@exchange.invalid>;tag=theirs',
      `To: ${dialog.to}`,
      `Call-ID: ${dialog.callId}`,
      `CSeq: ${sequence} ${method}`,
      ...extra,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  const response = (id: string, method: string, status: number) =>
    [
      `SIP/2.0 ${status} Test`,
      `Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK${id};received=127.0.0.1;rport=5060`,
      'From: <sip:seat1@exchange.invalid>;tag=ours',
      'To: <sip:seat1@exchange.invalid>;tag=exchange',
      `Call-ID: ${id}`,
      `CSeq: 2 ${method}`,
      `Contact: <${exchange.contact()}>;expires=300`,
      'WWW-Authenticate: Digest realm="exchange", nonce="abc", algorithm=SHA-256, qop="auth"',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  const seatAddress = '<sip:seat1@exchange.invalid>';
  const torture = [...TORTURE_MESSAGES.keys()];

  const message = (random: Random, number: number): string => {
    const id = `f${number}`;
    const sequence = 2 + number;
    const sdp = ['Content-Type: application/sdp', 'Contact: <sip:13800138000@exchange.invalid:5060>'];
    return oneOf(random, [
      () => invite(id, id, seatAddress),
      () => invite(id, id, seatAddress, mutate(random, cannedSdp('caller'))),
      () => inDialog('INVITE', id, sequence, sdp, mutate(random, cannedSdp('caller', sequence))),
      () =>
        inDialog(
          'INFO',
          id,
          sequence,
          ['Content-Type: application/dtmf-relay'],
          'Signal=1\r\nDuration=100\r\n',
        ),
      () => inDialog('REFER', id, sequence, ['Refer-To: <sip:110@exchange.invalid>']),
      () =>
        inDialog(
          'NOTIFY',
          id,
          sequence,
          ['Event: refer', 'Content-Type: message/sipfrag'],
          'SIP/2.0 200 OK\r\n',
        ),
      () => inDialog('ACK', id, sequence),
      () => inDialog('PRACK', id, sequence, ['RAck: 1 1 INVITE']),
      () => inDialog('UPDATE', id, sequence, sdp, cannedSdp('caller')),
      () => (random() < 0.02 ? inDialog('BYE', id, sequence) : inDialog('OPTIONS', id, sequence)),
      () => inDialog('CANCEL', id, sequence),
      () => response(id, 'REGISTER', oneOf(random, [100, 200, 401, 407, 423, 503])),
      () => response(id, oneOf(random, ['INVITE', 'BYE', 'OPTIONS']), oneOf(random, [180, 200, 302, 486])),
      () =>
        tortureMessage(torture[Math.floor(random() * torture.length)] ?? '').replaceAll(
          'z9hG4bK',
          `z9hG4bK${id}`,
        ),
    ])();
  };

  const harmless = (id: string) =>
    [
      `OPTIONS ${exchange.contact()} SIP/2.0`,
      `Via: SIP/2.0/UDP exchange.invalid:5060;branch=z9hG4bK${id}`,
      'From: <sip:13800138000@exchange.invalid>;tag=theirs',
      `To: ${seatAddress}`,
      `Call-ID: ${id}`,
      'CSeq: 1 OPTIONS',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');

  /** Sends a harmless request until it is answered; answers after how many milliseconds it was. */
  const ask = async (): Promise<number> => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const id = `ask${++asked}`;
      const begun = performance.now();
      const answer = exchange.next((one) => headerOf(one, 'Call-ID') === id && one.status === 200, 1_000);
      // Over a stream that was broken, what is written is lost until the seat is back.
      exchange.send(harmless(id));
      if (await answer) return performance.now() - begun;
    }
    throw new Error('The seat does not answer any more.');
  };

  const ring = async () => {
    rest();
    const callId = `call${++callNumber}`;
    const ringing = exchange.next((one) => headerOf(one, 'Call-ID') === callId && one.status === 180, 5_000);
    exchange.send(invite(callId, callId, seatAddress));
    return { callId, ringing: await ringing };
  };

  /** Registered, and with a call that is answered, for what is sent in its dialog. */
  const ready = async () => {
    await until(() => phone.state().registration.state === 'registered');
    if (phone.state().calls.some(({ state }) => state === 'active')) return;
    const { callId } = await ring();
    const ok = exchange.next((one) => headerOf(one, 'Call-ID') === callId && one.status === 200, 5_000);
    const call = phone.state().calls.find(({ state }) => state === 'ringing');
    if (call === undefined) return;
    // What was sent before may end the call in this instant, which is none of our business.
    await Promise.resolve(phone.handlers.answer({ callId: call.id })).catch(() => undefined);
    const answer = await ok;
    if (answer === undefined) return;
    const contact = /<([^>]+)>/.exec(headerOf(answer, 'Contact'))?.[1] ?? '';
    dialog = { callId, to: headerOf(answer, 'To'), contact };
    exchange.send(inDialog('ACK', `ack${callId}`, 1));
  };

  return { message, ask, ready, rings: async () => (await ring()).ringing !== undefined };
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come about in 30 s.');
}

/** Collects all garbage; answers what is left of the heap, in bytes. */
function collector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed;
  };
}
