import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  actions,
  activate,
  createRun,
  perform,
  play,
  statistics,
} from './testing/call-sequences.test-support.ts';
import { settle } from './testing/fake-seat.test-support.ts';

describe('the call machine (docs/spec/call.md)', () => {
  it('CA-1, CA-7: no sequence of actions and events leaves a stuck call, a lost BYE or two live calls', async () => {
    // What carries a call on comes more often, so that most runs see several calls answered, held and joined.
    const forward = fc.constantFrom<Action>(
      'ring',
      'dial',
      'answer',
      'mediaReady',
      'acceptSent',
      'placed',
      'accepted',
      'reinvited',
    );
    const action = fc.oneof(forward, fc.constantFrom<Action>(...actions));
    const step = fc.tuple(action, fc.nat({ max: 3 }), fc.boolean());
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), play), {
      numRuns: 600,
    });
  });

  it('CA-7: a transfer that nobody answers leaves nothing unsettled when it is asked for again', () =>
    play([
      ['answer', 0, false],
      ['mediaReady', 0, false],
      ['acceptSent', 0, false],
      ['transferBlind', 0, false],
      ...Array.from({ length: 8 }, () => ['secondsPass', 0, false] as const),
      ['transferBlind', 0, false],
      ['referTaken', 0, false],
    ]));

  it('CA-4 becomes active when the 200 OK has left, not when it was meant to', async () => {
    const run = createRun();
    const { call } = run.ring();
    for (const action of ['answer', 'mediaReady', 'acceptStuck'] as const) {
      await perform(run, action, 0);
      await settle();
    }
    expect(call.state).toBe('answering');
    expect(run.asked.size).toBe(1);
    call.accepted(run.time.clock.monotonic());
    await settle();
    expect(call.state).toBe('active');
    expect(run.asked.size).toBe(0);
  });

  it('CA-9 gives media another try after a refused re-INVITE', async () => {
    const run = createRun();
    const { call } = run.ring();
    await activate(run, call);
    for (const action of ['pageLost', 'pageBack', 'reinviteRefused'] as const) await perform(run, action, 0);
    await settle();
    expect(call.media).toBe('failed');
    for (const action of ['pageBack', 'reinvited'] as const) await perform(run, action, 0);
    await settle();
    expect(call.media).toBe('connecting');
    await perform(run, 'packets', 0);
    expect(call.media).toBe('flowing');
  });

  it('CA-10 takes a call for dead when nobody answers and no packets come, and for alive while they do', async () => {
    const run = createRun();
    const { call: silent } = run.ring();
    await activate(run, silent);
    silent.conversation.refresh();
    await perform(run, 'reinviteUnanswered', 0);
    await settle();
    expect(run.rowsOf(silent).at(-1)?.endReason).toBe('signalling-failed');

    const { call: heard } = run.ring();
    await activate(run, heard);
    await perform(run, 'packets', 1);
    heard.conversation.refresh();
    await perform(run, 'reinviteUnanswered', 1);
    await settle();
    expect(heard).toMatchObject({ state: 'active', media: 'flowing' });
  });

  it('CA-25 dismisses a failed transfer with the resume, after which its late success means nothing', async () => {
    const run = createRun();
    const { call, leg } = run.ring();
    await activate(run, call);
    const held = call.conversation.hold();
    await perform(run, 'reinvited', 0);
    await held;
    const asked = call.conversation.transferBlind('110', 'sip:110@test.invalid');
    await perform(run, 'referTaken', 0);
    await asked;
    await perform(run, 'notifyBusy', 0);
    expect(call.snapshot().transfer).toMatchObject({ state: 'failed', statusCode: 486 });
    const resumed = call.conversation.resume();
    await perform(run, 'reinvited', 0);
    await resumed;
    expect(call.snapshot().transfer).toBeNull();
    leg.onRefer?.(200);
    expect(call.state).toBe('active');
  });

  it('CA-9 says that nothing is heard any more after three seconds, unless the call is held', async () => {
    const run = createRun();
    const { call } = run.ring();
    await activate(run, call);
    await perform(run, 'packets', 0);
    expect(call.media).toBe('flowing');
    const count = () => call.conversation.counted(statistics(run.legOf(call).mediaSessionId, run.packets));
    await run.time.pass(2_999);
    count();
    expect(call.media).toBe('flowing');
    const held = call.conversation.hold();
    await perform(run, 'reinvited', 0);
    await held;
    await run.time.pass(60_000);
    count();
    expect(call.media).toBe('flowing');
    const resumed = call.conversation.resume();
    await perform(run, 'reinvited', 0);
    await resumed;
    await run.time.pass(3_000);
    count();
    expect(call.media).toBe('connecting');
    expect(call.snapshot().quality?.oneWay).toBe('not-heard');
  });
});
