import { describe, expect, it } from 'vitest';
import type { HubSignIn } from './sign-in.ts';
import { coded, desk, id, li, operators, PASSWORD, signIn } from './testing/shift-desk.test-support.ts';

describe('shift', () => {
  it('SH-1 in practice nobody is asked, and the seat is ready', () => {
    const { shift } = desk({ itself: true });
    shift.start();
    expect(shift.state()).toMatchObject({
      session: { verifiedBy: 'practice', shift: 'early' },
      agent: { state: 'ready', takesCalls: true },
      unlockBy: 'none',
    });
  });

  it('SH-3 the seat takes no calls before somebody has signed in and said ready', async () => {
    const { shift } = desk({ operators: await operators() });
    shift.start();
    expect(shift.state().session).toBeNull();
    expect(shift.takesCalls()).toBe(false);
    await signIn(shift);
    expect(shift.state().agent).toMatchObject({ state: 'not-ready', reason: 'signed-in' });
    shift.handlers.choose({ state: 'ready' });
    expect(shift.takesCalls()).toBe(true);
    expect(shift.by()).toMatchObject({ operatorId: '1001', operatorName: '李敏', shift: 'early' });
  });

  it('SH-4 a wrong password is refused, the fifth makes everybody wait half a minute', async () => {
    const { shift, pass } = desk({ operators: await operators() });
    shift.start();
    for (let n = 0; n < 5; n += 1)
      await expect(signIn(shift, 'wrong')).rejects.toThrow(coded('sign-in-refused'));
    await expect(signIn(shift)).rejects.toThrow(coded('sign-in-paused'));
    pass(30_001);
    await signIn(shift);
    expect(shift.current()?.operator.id).toBe('1001');
  });

  it('SH-5 who signed in at the hub before is let in while it is away, with a verifier that serves here only', async () => {
    const store = new Map<string, string>();
    let answer: HubSignIn = {
      kind: 'accepted',
      staff: li,
      offline: { salt: Buffer.alloc(16, 1).toString('base64'), validUntil: Date.UTC(2027, 0, 1) },
    };
    const hub = () => Promise.resolve(answer);
    const first = desk({ hub, store });
    await signIn(first.shift);
    expect(first.shift.current()?.verifiedBy).toBe('hub');
    first.shift.handlers.signOut({ note: '', handOverDrafts: false });
    answer = { kind: 'unreachable' };
    await signIn(first.shift);
    expect(first.shift.current()?.verifiedBy).toBe('seat');
    first.shift.handlers.signOut({ note: '', handOverDrafts: false });
    await expect(signIn(first.shift, 'wrong')).rejects.toThrow(coded('sign-in-refused'));
    await expect(
      first.shift.handlers.signIn({ operatorId: '1002', password: PASSWORD, pin: null, shift: 'early' }),
    ).rejects.toThrow(coded('sign-in-unknown-here'));
    expect([...store.values()].join()).not.toContain(PASSWORD);
    // Copied to a seat with another key it is worth nothing.
    const elsewhere = desk({ hub, store, key: Buffer.alloc(32, 8) });
    await expect(signIn(elsewhere.shift)).rejects.toThrow(coded('sign-in-refused'));
  });

  it('SH-5 whom the hub refuses is not let in behind its back, now or later', async () => {
    let answer: HubSignIn = {
      kind: 'accepted',
      staff: li,
      offline: { salt: Buffer.alloc(16, 1).toString('base64'), validUntil: Date.UTC(2027, 0, 1) },
    };
    const { shift } = desk({ hub: () => Promise.resolve(answer) });
    await signIn(shift);
    shift.handlers.signOut({ note: '', handOverDrafts: false });
    answer = { kind: 'refused' };
    await expect(signIn(shift)).rejects.toThrow(coded('sign-in-refused'));
    answer = { kind: 'unreachable' };
    await expect(signIn(shift)).rejects.toThrow(coded('sign-in-unknown-here'));
  });

  it('SH-6 the code unlocks; five wrong ones leave only the password', async () => {
    const { shift } = desk({ operators: await operators() });
    await signIn(shift);
    shift.handlers.lock(null);
    expect(shift.isOpen()).toBe(false);
    await shift.handlers.unlock({ secret: '2468' });
    expect(shift.isOpen()).toBe(true);
    shift.handlers.lock(null);
    for (let n = 0; n < 4; n += 1) {
      await expect(shift.handlers.unlock({ secret: '0000' })).rejects.toThrow(coded('unlock-refused'));
    }
    await expect(shift.handlers.unlock({ secret: '0000' })).rejects.toThrow(coded('unlock-by-password'));
    await expect(shift.handlers.unlock({ secret: '2468' })).rejects.toThrow(coded('unlock-refused'));
    await shift.handlers.unlock({ secret: PASSWORD });
    expect(shift.isOpen()).toBe(true);
  });

  it('SH-7 the seat locks when nobody touches it, not while a call is on, and goes on taking calls', async () => {
    const { shift, pass, talk } = desk({ operators: await operators(), settings: { idleLockMinutes: 5 } });
    await signIn(shift);
    shift.handlers.choose({ state: 'ready' });
    pass(4 * 60_000);
    shift.handlers.touched(null);
    pass(4 * 60_000);
    expect(shift.state().locked).toBe(false);
    pass(2 * 60_000);
    expect(shift.state().locked).toBe(true);
    expect(shift.takesCalls()).toBe(true);
    await shift.handlers.unlock({ secret: '2468' });
    talk(1);
    pass(20 * 60_000);
    expect(shift.state().locked).toBe(false);
  });

  it('PV-9 minutes until the lock change while somebody works; after-call work that runs ends as it began', async () => {
    const { shift, over, pass, set, talk, wrapUps } = desk({
      operators: await operators(),
      settings: { idleLockMinutes: null, afterCallWork: { seconds: 60 } },
    });
    await signIn(shift);
    shift.handlers.choose({ state: 'ready' });
    talk(1);
    over(1);
    set({ idleLockMinutes: 5, afterCallWork: { seconds: 10 } });
    pass(30_000);
    expect(shift.state().agent.wrapUp).toMatchObject({ limitMilliseconds: 60_000 });
    pass(31_000);
    expect(wrapUps).toEqual([{ callId: id(1), milliseconds: 60_000, endedBy: 'time' }]);
    talk(2);
    over(2);
    pass(10_000);
    expect(wrapUps.at(-1)).toMatchObject({ callId: id(2), milliseconds: 10_000 });
    expect(shift.state()).toMatchObject({ locked: false, idleLockMinutes: 5 });
    pass(6 * 60_000);
    expect(shift.state().locked).toBe(true);
  });

  it('SH-8 nobody signs out of a call, nor past open drafts unless they are handed over with a note', async () => {
    const { shift, drafts, over, talk } = desk({ operators: await operators() });
    await signIn(shift);
    shift.handlers.choose({ state: 'ready' });
    talk(1);
    const out = (handOverDrafts: boolean) => shift.handlers.signOut({ note: '钥匙在抽屉里', handOverDrafts });
    expect(() => out(true)).toThrow(coded('call-live'));
    over(1);
    expect(() => out(false)).toThrow(coded('drafts-open'));
    expect(drafts).toHaveLength(1);
    out(true);
    expect(shift.state().session).toBeNull();
    await signIn(shift);
    const [note] = shift.state().notes;
    expect(note).toMatchObject({ text: '钥匙在抽屉里', from: '李敏', drafts: 1, read: null });
    shift.handlers.noteRead({ noteId: note?.id ?? '' });
    expect(shift.state().notes[0]?.read).toMatchObject({ by: '李敏' });
  });

  it('SH-10 a restart goes on with the person, locked when it took long, and says what was cut off', async () => {
    const store = new Map<string, string>();
    const list = await operators();
    const first = desk({ operators: list, store });
    first.shift.start();
    await signIn(first.shift);
    first.shift.handlers.choose({ state: 'ready' });
    const { wall } = first.time;
    const soon = desk({ operators: list, store: new Map(store), wall: wall + 60_000 });
    soon.shift.start();
    expect(soon.shift.state()).toMatchObject({
      session: { operator: li },
      locked: false,
      agent: { state: 'ready', enteredAt: wall, elapsedMilliseconds: 60_000 },
    });
    expect(soon.cutOffs).toEqual([{ state: 'ready', reason: null }]);
    const later = desk({ operators: list, store: new Map(store), wall: wall + 600_000 });
    later.shift.start();
    expect(later.shift.state().locked).toBe(true);
    const nextDay = desk({ operators: list, store: new Map(store), wall: wall + 20 * 3_600_000 });
    nextDay.shift.start();
    expect(nextDay.shift.state().session).toBeNull();
    const unasked = desk({ itself: true, store: new Map(store), wall: wall + 1_000 });
    unasked.shift.start();
    expect(unasked.shift.current()?.verifiedBy).toBe('practice');
  });
});
