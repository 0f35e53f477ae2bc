import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MessageParts, requestText, responseText } from './testing/messages.test-support.ts';
import { createTimers, type Timers } from './testing/timers.test-support.ts';
import { Unreliable } from './unreliable.ts';

function start() {
  const timers = createTimers();
  const sent: Array<{ readonly at: number; readonly message: string }> = [];
  const delivered: string[] = [];
  const unreliable = new Unreliable({
    schedule: timers.schedule,
    transmit: (message) => void sent.push({ at: timers.now(), message }),
    deliver: (message) => void delivered.push(message),
  });
  const times = (message: string) => sent.filter((one) => one.message === message).map(({ at }) => at);
  return { timers, sent, delivered, unreliable, times };
}

const INVITE = requestText('INVITE');
const BYE = requestText('BYE');
const ACK = requestText('ACK');

describe('what is sent over UDP (docs/spec/transport.md)', () => {
  it('TR-30 repeats an unanswered INVITE by timer A for 32 s, and then forgets it', () => {
    const { timers, unreliable, times } = start();
    unreliable.send(INVITE);
    timers.pass(100_000);
    expect(times(INVITE)).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it.each([100, 180, 200, 486])('TR-30 repeats an INVITE no more after %i', (status) => {
    const { timers, unreliable, times, delivered } = start();
    unreliable.send(INVITE);
    timers.pass(600);
    unreliable.receive(responseText(status, 'INVITE'));
    timers.pass(100_000);
    expect(times(INVITE)).toEqual([0, 500]);
    expect(delivered).toHaveLength(1);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it('TR-31 repeats another request by timer E, at most 4 s apart', () => {
    const { timers, unreliable, times } = start();
    unreliable.send(BYE);
    timers.pass(100_000);
    expect(times(BYE)).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it('TR-31 repeats it every 4 s after a provisional response, until a final one', () => {
    const { timers, unreliable, times } = start();
    unreliable.send(BYE);
    unreliable.receive(responseText(100, 'BYE'));
    timers.pass(5_000);
    unreliable.receive(responseText(200, 'BYE'));
    timers.pass(100_000);
    expect(times(BYE)).toEqual([0, 500, 4_500]);
  });

  it('TR-31 stops at the response to this request only', () => {
    const { timers, unreliable, times } = start();
    unreliable.send(BYE);
    const others: MessageParts[] = [{ branch: 'z9hG4bK2' }, { callId: 'call-2' }, { sequence: 2 }];
    for (const other of others) unreliable.receive(responseText(200, 'BYE', other));
    unreliable.receive(responseText(200, 'INFO'));
    timers.pass(1_000);
    expect(times(BYE)).toEqual([0, 500]);
    timers.pass(1_000);
    expect(times(BYE)).toEqual([0, 500, 1_500]);
  });

  it('TR-32 answers a repeated refusal with the ACK, for 32 s, and keeps it to itself', () => {
    const { timers, unreliable, times, delivered } = start();
    unreliable.send(INVITE);
    const refusal = responseText(486, 'INVITE');
    unreliable.receive(refusal);
    unreliable.send(ACK);
    timers.pass(20_000);
    unreliable.receive(refusal);
    expect(times(ACK)).toEqual([0, 20_000]);
    expect(delivered).toEqual([refusal]);
    timers.pass(32_000);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it('TR-32 gives every copy of a 2xx on, as its ACK is of another layer', () => {
    const { unreliable, delivered } = start();
    unreliable.send(INVITE);
    unreliable.receive(responseText(200, 'INVITE'));
    unreliable.send(requestText('ACK', { branch: 'z9hG4bK-ack' }));
    unreliable.receive(responseText(200, 'INVITE'));
    expect(delivered).toHaveLength(2);
  });

  it('TR-33 gives one copy of a reliable provisional response on', () => {
    const { unreliable, delivered } = start();
    const reliable = (sequence: number) =>
      responseText(183, 'INVITE', { extra: ['Require: 100rel', `RSeq: ${sequence}`] });
    unreliable.send(INVITE);
    for (const sequence of [1, 1, 2, 1, 2]) unreliable.receive(reliable(sequence));
    unreliable.receive(responseText(180, 'INVITE'));
    unreliable.receive(responseText(180, 'INVITE'));
    expect(delivered).toHaveLength(4);
  });
});

describe('what comes over UDP (docs/spec/transport.md)', () => {
  it('TR-34 answers a repeated request with the last response, for 32 s', () => {
    const { timers, unreliable, delivered, times } = start();
    const ok = responseText(200, 'BYE');
    unreliable.receive(BYE);
    unreliable.receive(BYE);
    unreliable.send(ok);
    timers.pass(31_999);
    unreliable.receive(BYE);
    expect(delivered).toEqual([BYE]);
    expect(times(ok)).toEqual([0, 31_999]);
    timers.pass(1);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it('TR-34 repeats 180 for a repeated INVITE, and leaves its 200 to the layer above', () => {
    const { unreliable, delivered, times } = start();
    const ringing = responseText(180, 'INVITE');
    const accepted = responseText(200, 'INVITE');
    unreliable.receive(INVITE);
    unreliable.send(ringing);
    unreliable.receive(INVITE);
    unreliable.send(accepted);
    unreliable.receive(INVITE);
    expect(delivered).toEqual([INVITE]);
    expect(times(ringing)).toHaveLength(2);
    expect(times(accepted)).toHaveLength(1);
  });

  it('TR-34 tells a CANCEL from the INVITE whose branch it has', () => {
    const { unreliable, delivered } = start();
    unreliable.receive(INVITE);
    unreliable.receive(requestText('CANCEL'));
    unreliable.receive(requestText('CANCEL'));
    expect(delivered).toEqual([INVITE, requestText('CANCEL')]);
  });

  it('TR-35 repeats our refusal of an INVITE by timer G until the ACK, which goes up once', () => {
    const { timers, unreliable, delivered, times } = start();
    const refusal = responseText(486, 'INVITE');
    unreliable.receive(INVITE);
    unreliable.send(refusal);
    timers.pass(8_000);
    expect(times(refusal)).toEqual([0, 500, 1_500, 3_500, 7_500]);
    unreliable.receive(ACK);
    unreliable.receive(ACK);
    unreliable.receive(INVITE);
    timers.pass(100_000);
    expect(times(refusal)).toHaveLength(5);
    expect(delivered).toEqual([INVITE, ACK]);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it('TR-35 gives up without an ACK after 32 s', () => {
    const { timers, unreliable, times } = start();
    unreliable.receive(INVITE);
    unreliable.send(responseText(603, 'INVITE'));
    timers.pass(100_000);
    expect(times(responseText(603, 'INVITE')).at(-1)).toBe(31_500);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });

  it('TR-36 gives on what it cannot read, and remembers nothing of it', () => {
    const { unreliable, delivered } = start();
    const unreadable = [
      '',
      'x',
      'INVITE sip:x SIP/2.0\r\n\r\n',
      requestText('BYE', { branch: 'b'.repeat(600) }),
    ];
    for (const message of unreadable) unreliable.receive(message);
    expect(delivered).toEqual(unreadable);
    expect(unreliable.size).toBe(0);
  });

  it('TR-36 remembers a bounded number of requests, the youngest', () => {
    const { timers, unreliable, delivered } = start();
    const flood = Array.from({ length: 5_000 }, (_, index) =>
      requestText('BYE', { branch: `z9hG4bK${index}` }),
    );
    for (const message of flood) unreliable.receive(message);
    expect(unreliable.size).toBe(4_096);
    expect(timers.waiting()).toBe(4_096);
    unreliable.receive(flood.at(-1) ?? '');
    expect(delivered).toHaveLength(5_000);
  });

  it('TR-36 is silent once it is stopped', () => {
    const { timers, unreliable, sent } = start();
    unreliable.send(INVITE);
    unreliable.receive(requestText('INVITE', { branch: 'z9hG4bK2' }));
    unreliable.send(responseText(486, 'INVITE', { branch: 'z9hG4bK2' }));
    unreliable.stop();
    timers.pass(100_000);
    expect(sent).toHaveLength(2);
    expect([unreliable.size, timers.waiting()]).toEqual([0, 0]);
  });
});

/** Two ends whose messages are lost as told, and then no more. */
function pair(timers: Timers, losses: readonly boolean[]) {
  const left = [...losses];
  const seen = { client: [] as string[], server: [] as string[] };
  const wire = (to: () => Unreliable) => (message: string) => {
    if (!left.shift()) timers.schedule(10, () => to().receive(message));
  };
  const client: Unreliable = new Unreliable({
    schedule: timers.schedule,
    transmit: wire(() => server),
    deliver: (message) => {
      seen.client.push(message);
      if (message.startsWith('SIP/2.0 486')) client.send(ACK);
    },
  });
  const server: Unreliable = new Unreliable({
    schedule: timers.schedule,
    transmit: wire(() => client),
    deliver: (message) => {
      seen.server.push(message);
      if (message === INVITE) server.send(responseText(486, 'INVITE'));
      if (message === BYE) server.send(responseText(200, 'BYE'));
    },
  });
  return { client, server, seen };
}

describe('whatever is lost (docs/spec/transport.md)', () => {
  // Timer A sends seven INVITEs: no more than six losses can be survived by each.
  const losses = fc.array(fc.boolean(), { maxLength: 6 });

  it.each([
    ['a request', BYE, [responseText(200, 'BYE')], [BYE]],
    ['a refused INVITE', INVITE, [responseText(486, 'INVITE')], [INVITE, ACK]],
  ])('TR-37 %s is handled once, answered once, and then forgotten', (_name, request, toClient, toServer) => {
    fc.assert(
      fc.property(losses, (lost) => {
        const timers = createTimers();
        const { client, server, seen } = pair(timers, lost);
        client.send(request);
        timers.pass(100_000);
        // The layer above is told of the copy of a final response too when its request is answered already.
        expect([...new Set(seen.client)]).toEqual(toClient);
        expect(seen.server).toEqual(toServer);
        expect([client.size, server.size, timers.waiting()]).toEqual([0, 0, 0]);
      }),
    );
  });
});
