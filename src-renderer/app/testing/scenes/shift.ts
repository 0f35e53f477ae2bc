import { v7 as uuidv7 } from 'uuid';
import { useShiftView } from '../../../shift/index.ts';
import { openPage } from '../../../ui/index.ts';
import { exampleFields } from '../examples.ts';
import { exampleDraft, type FakeMain } from '../fake-main.ts';
import { press, ring, someOrders, talk } from './acts.ts';
import { later, whenThere } from './pace.ts';

/** Scenes of the agent state, sign-in, lock, hand-over and figures. */
export const shiftScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  wrapUp: (main) => {
    talk(main, true);
    const callId = main.phone.calls[0]?.id ?? uuidv7();
    main.phone = { ...main.phone, calls: [] };
    const wrapUp = { callId, elapsedMilliseconds: 23_000, limitMilliseconds: 60_000, extensionsLeft: 3 };
    main.shift = {
      ...main.shift,
      agent: { ...main.shift.agent, state: 'after-call-work', takesCalls: false, wrapUp },
    };
  },
  states: (main) => {
    someOrders(main, 3);
    later(() => press('agent-menu'));
  },
  resting: (main) => {
    someOrders(main, 3);
    const agent = { ...main.shift.agent, state: 'not-ready', reason: 'rest', takesCalls: false } as const;
    main.shift = { ...main.shift, agent: { ...agent, elapsedMilliseconds: 754_000 } };
  },
  rona: (main) => {
    someOrders(main, 3);
    const agent = {
      ...main.shift.agent,
      state: 'not-ready',
      reason: 'unanswered',
      takesCalls: false,
    } as const;
    main.shift = { ...main.shift, agent: { ...agent, elapsedMilliseconds: 9_000 } };
  },
  queued: (main) => {
    talk(main, true);
    const next = { state: 'not-ready', reason: 'meal' } as const;
    main.shift = { ...main.shift, agent: { ...main.shift.agent, state: 'talking', next } };
  },
  signIn: (main) => {
    main.shift = { ...main.shift, session: null };
  },
  locked: (main) => {
    main.shift = { ...main.shift, locked: true };
  },
  lockedRinging: (main) => {
    ring(main, 6_400);
    main.shift = { ...main.shift, locked: true };
  },
  signOut: (main) => {
    main.intake = { ...main.intake, drafts: [exampleDraft(null, exampleFields)] };
    later(() => useShiftView.setState({ signOut: true }));
  },
  handOver: (main) => {
    someOrders(main, 3);
    const text = '2 号耳机左声道有杂音，已报修；薛城区供暖集中来电，按话术答复。';
    const note = {
      id: uuidv7(),
      text,
      from: '王磊',
      shift: 'night',
      writtenAt: Date.now() - 3_600_000,
    } as const;
    main.shift = { ...main.shift, notes: [{ ...note, drafts: 1, read: null }] };
  },
  figures: (main) => {
    someOrders(main, 3);
    later(() => openPage('shift'));
    whenThere('[data-testid=figure-answered-all]', () => press('figure-answered-all'));
  },
};
