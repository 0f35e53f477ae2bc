import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { TestCallee } from './testing/callee.test-support.ts';
import { headerOf, responseTo } from './testing/exchange.test-support.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

const publication = {
  event: 'presence',
  contentType: 'application/pidf+xml',
  body: '<presence/>',
  expiresSeconds: 600,
  ifMatch: undefined,
};
const nextPublish = () =>
  bench.exchange.next(({ method, status }) => method === 'PUBLISH' && status === null);

describe('what the seat asks of the exchange beside calls', () => {
  it('PS-11 publishes, and says by which tag and for how long', async () => {
    await bench.register();
    const first = bench.seat.phone.services.publish(publication);
    const request = await nextPublish();
    expect(request.start).toBe('PUBLISH sip:seat1@exchange.invalid SIP/2.0');
    expect(headerOf(request, 'Event')).toBe('presence');
    expect(headerOf(request, 'Content-Type')).toBe('application/pidf+xml');
    expect(request.body).toBe('<presence/>');
    bench.exchange.send(responseTo(request, 200, ['SIP-ETag: abc', 'Expires: 300']));
    expect(await first).toEqual({ entityTag: 'abc', expiresSeconds: 300 });

    const second = bench.seat.phone.services.publish({ ...publication, ifMatch: 'abc' });
    const again = await nextPublish();
    expect(headerOf(again, 'SIP-If-Match')).toBe('abc');
    bench.exchange.send(responseTo(again, 423, ['Min-Expires: 900']));
    await expect(second).rejects.toMatchObject({ statusCode: 423, minimumExpiresSeconds: 900 });
  });

  it('PS-10 calls a code without voice; the exchange hangs up, and no call is on screen', async () => {
    await bench.register();
    const called = bench.seat.phone.services.callCode('*45');
    const callee = await TestCallee.called(bench.exchange);
    expect(callee.invite.start).toBe('INVITE sip:*45@exchange.invalid SIP/2.0');
    callee.respond(200, [], cannedSdp('code'));
    await callee.request('ACK');
    callee.send('BYE');
    await callee.answerTo('BYE', 200);
    await called;
    expect(bench.seat.phone.state().calls).toEqual([]);
    expect(bench.seat.records).toEqual([]);
    const standing = bench.seat.page.calls.find(({ call }) => call === 'setSession');
    expect(JSON.parse(standing?.value ?? '{}')).toMatchObject({ muted: true, heard: false });
    expect(bench.seat.page.calls.at(-1)?.call).toBe('close');
  });

  it('PS-10 leaves a call that is being talked on alone, and hangs up a code that does not', async () => {
    const waits: Array<() => void> = [];
    await bench.register({}, undefined, {
      schedule: (milliseconds, run) => {
        if (milliseconds === 3_000) waits.push(run);
        const timer = setTimeout(run, milliseconds === 3_000 ? 2 ** 30 : milliseconds);
        return () => clearTimeout(timer);
      },
    });
    const { callId } = await bench.answered();
    waits.length = 0;
    const called = bench.seat.phone.services.callCode('*46');
    const callee = await TestCallee.called(bench.exchange);
    callee.respond(200, [], cannedSdp('code'));
    await callee.request('ACK');
    for (const run of waits.splice(0)) run();
    const bye = await callee.request('BYE');
    bench.exchange.send(responseTo(bye, 200));
    await called;
    expect(bench.callOf(callId)).toMatchObject({ state: 'active', hold: 'none' });
  });

  it('PS-4 a code that is refused says by which status', async () => {
    await bench.register();
    const called = bench.seat.phone.services.callCode('*99');
    const callee = await TestCallee.called(bench.exchange);
    callee.respond(404);
    await expect(called).rejects.toMatchObject({ statusCode: 404 });
  });

  it('PS-3 without a registration nothing is sent', async () => {
    await bench.open({ refusals: [403] });
    await bench.seat.until(({ registration }) => registration.state === 'failed');
    await expect(bench.seat.phone.services.publish(publication)).rejects.toMatchObject({
      code: 'signalling-failed',
    });
    await expect(bench.seat.phone.services.callCode('*45')).rejects.toMatchObject({
      code: 'signalling-failed',
    });
  });
});
