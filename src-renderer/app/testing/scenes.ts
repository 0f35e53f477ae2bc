import { v7 as uuidv7 } from 'uuid';
import type { Call, CallQuality } from '#shared/domain/index.ts';
import { newDraft, submit } from '../../intake/index.ts';
import { useShiftView } from '../../shift/index.ts';
import { openPage } from '../../ui/index.ts';
import { exampleFields } from './examples.ts';
import { createFakeMain, exampleCall, exampleDraft, type FakeMain } from './fake-main.ts';
import { later, press, ring, someOrders, talk, type } from './scenes/acts.ts';
import { intakeScenes } from './scenes/intake.ts';
import { scriptScenes } from './scenes/scripts.ts';
import { supervisionScenes } from './scenes/supervision.ts';

/** The centre is away, and two things were refused before. */
function notDelivered(main: FakeMain): void {
  const at = new Date(2026, 10, 22, 9, 12).getTime();
  const item = (kind: string, number: string, minutes: number) => ({
    id: uuidv7(),
    kind,
    number,
    createdAt: at + minutes * 60_000,
  });
  main.sync = { hub: 'unreachable', since: at, waiting: 3, waitingSince: at, refused: 2 };
  main.outbox = {
    canExport: true,
    refused: [
      {
        ...item('work-order.submit', '261122-007-003', 0),
        refusedAt: at + 60_000,
        reason: 'invalid',
        message: 'payload.fields.title too_big',
        heldBack: 1,
      },
      {
        ...item('work-order.callback', '261121-007-041', 4),
        refusedAt: at + 300_000,
        reason: 'not-found',
        message: 'The order that this is about was never received.',
        heldBack: 0,
      },
    ],
    waiting: [
      item('work-order.submit', '261122-007-004', 0),
      item('call.record', '', 3),
      item('work-order.follow-up', '261120-012-017', 9),
    ],
  };
}

const scenes: Readonly<Record<string, (main: FakeMain) => void>> = {
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
    later(() => document.querySelector<HTMLElement>('[data-testid=agent-menu]')?.click());
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
    const text = '2 号耳机左声道有杂音，已报修;薛城区供暖集中来电，按话术答复。';
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
    later(() => {
      openPage('shift');
      setTimeout(
        () => document.querySelector<HTMLElement>('[data-testid=figure-answered-all]')?.click(),
        250,
      );
    });
  },
  ...supervisionScenes,
  ...scriptScenes((main) => talk(main, true)),
  idle: (main) => someOrders(main, 3),
  outbox: (main) => {
    notDelivered(main);
    openPage('outbox');
  },
  'outbox-empty': () => openPage('outbox'),
  'outbox-mending': (main) => {
    notDelivered(main);
    openPage('outbox');
    setTimeout(() => press('outbox-mend'), 400);
  },
  first: () => undefined,
  real: (main) => {
    someOrders(main, 6);
    main.station = { ...main.station, practice: false };
  },
  connecting: (main) => {
    main.phone = {
      ...main.phone,
      registration: { state: 'connecting', statusCode: null, since: 0, server: 1, servers: 1 },
    };
  },
  unreachable: (main) => {
    main.phone = {
      ...main.phone,
      registration: { state: 'unreachable', statusCode: 503, since: 0, server: 1, servers: 1 },
      microphone: 'missing',
    };
    someOrders(main, 2);
  },
  failed: (main) => {
    main.phone = {
      ...main.phone,
      registration: { state: 'failed', statusCode: 403, since: 0, server: 1, servers: 1 },
      microphone: 'denied',
    };
  },
  ringing: (main) => {
    someOrders(main, 3);
    ring(main, 3_000);
  },
  soon: (main) => ring(main, 8_600),
  urgent: (main) => ring(main, 12_500),
  overdue: (main) => {
    someOrders(main, 3);
    ring(main, 18_300);
  },
  active: (main) => {
    someOrders(main, 3);
    talk(main, true);
  },
  begun: (main) => {
    someOrders(main, 3);
    talk(main, false);
  },
  missing: (main) => {
    talk(main, false);
    later(() => void submit());
  },
  deaf: (main) => {
    talk(main, true);
    main.phone = { ...main.phone, microphone: 'denied' };
  },
  ended: (main) => {
    someOrders(main, 4);
    main.phone = {
      ...main.phone,
      calls: [
        exampleCall({
          state: 'ended',
          answeredAfterMilliseconds: 6_200,
          talkedMilliseconds: 184_000,
          endReason: 'caller-hung-up',
        }),
      ],
    };
  },
  missed: (main) => {
    main.phone = {
      ...main.phone,
      calls: [exampleCall({ state: 'ended', waitedMilliseconds: 21_400, endReason: 'abandoned' })],
    };
  },
  offline: (main) => {
    someOrders(main, 6);
    talk(main, true);
    main.sync = {
      hub: 'unreachable',
      since: Date.now(),
      waiting: 3,
      waitingSince: Date.now() - 5_000_000,
      refused: 1,
    };
  },
  faults: (main) => {
    talk(main, true);
    main.refusal = 'disk-full';
    main.station = {
      ...main.station,
      faults: [
        { code: 'cache-disk-full', message: '', details: {}, since: 0 },
        {
          code: 'cache-damaged',
          message: '',
          details: {
            keptAs: 'C:\\Users\\seat007\\AppData\\Roaming\\lianxinqiao\\cache.damaged-20261122-224500.db',
          },
          since: 0,
        },
      ],
    };
    later(() => type('field-aim', ',越快越好'));
  },
  lost: (main) => {
    talk(main, true);
    later(() => main.cut());
  },
  submitted: (main) => {
    someOrders(main, 2);
    talk(main, true);
    later(() => void submit());
  },
  received: (main) => {
    talk(main, true);
    later(() => {
      void submit().then(() => {
        main.intake = {
          ...main.intake,
          orders: main.intake.orders.map((order) => ({ ...order, delivery: 'received' as const })),
        };
        main.emitIntake();
      });
    });
  },
  band: (main) => {
    talk(main, true);
    main.intake = {
      ...main.intake,
      drafts: [
        exampleDraft(null, { title: '光明路路灯不亮', content: '光明路与龙头路口路灯三天不亮' }),
        exampleDraft(null, { callerNumber: '13806321234' }),
        ...main.intake.drafts,
      ],
    };
    later(() => void submit());
  },
  blank: (main) => {
    someOrders(main, 2);
    later(newDraft);
  },
  held: (main) => {
    talk(main, true);
    change(main, { hold: 'local', quality: quality({}) });
  },
  muted: (main) => {
    talk(main, true);
    change(main, { muted: true, recording: 'paused', quality: quality({}) });
  },
  keypad: (main) => {
    talk(main, true);
    change(main, { quality: quality({}) });
    later(() => press('keypad'));
  },
  second: (main) => {
    talk(main, true);
    change(main, { quality: quality({}) });
    add(main, { line: { channel: 'L12333', name: '12333 人力资源社会保障' }, waitedMilliseconds: 5_000 });
  },
  desk: (main) => {
    talk(main, true);
    change(main, { quality: quality({}), recording: 'running' });
    later(() => press('transfer'));
  },
  dial: (main) => {
    someOrders(main, 2);
    later(() => press('open-dial'));
  },
  dialling: (main) => {
    someOrders(main, 2);
    add(main, { ...CONSULTED, state: 'dialling', dialProgress: 'ringing' });
  },
  consult: (main) => {
    talk(main, true);
    change(main, { hold: 'local' });
    add(main, { ...CONSULTED, consultsFor: main.phone.calls[0]?.id ?? null, quality: quality({}) });
  },
  conference: (main) => {
    talk(main, true);
    change(main, { inConference: true });
    add(main, {
      ...CONSULTED,
      consultsFor: main.phone.calls[0]?.id ?? null,
      inConference: true,
    });
  },
  transferring: (main) => {
    talk(main, true);
    change(main, {
      hold: 'local',
      transfer: { kind: 'blind', target: '8001', state: 'ringing', statusCode: null },
    });
  },
  transferFailed: (main) => {
    talk(main, true);
    change(main, {
      hold: 'local',
      transfer: { kind: 'blind', target: '8001', state: 'failed', statusCode: 486 },
    });
  },
  poor: (main) => {
    talk(main, true);
    change(main, { quality: quality({ meanOpinionScore: 2.8, lossShare: 0.12, jitterMilliseconds: 48 }) });
  },
  oneWay: (main) => {
    talk(main, true);
    change(main, { quality: quality({ oneWay: 'not-heard' }) });
  },
  proof: (main) => {
    main.station = { ...main.station, practice: false };
    main.phone = {
      ...main.phone,
      readiness: { ready: false, required: true, microphone: 'waiting', ring: 'waiting' },
    };
    setInterval(() => main.microphoneLevel(0.04), 100);
  },
  proved: (main) => {
    main.station = { ...main.station, practice: false };
    main.phone = {
      ...main.phone,
      registration: { state: 'registered', statusCode: null, since: 0, server: 2, servers: 3 },
      readiness: { ready: false, required: true, microphone: 'signal', ring: 'heard' },
    };
  },
  onDuty: (main) => {
    main.station = { ...main.station, practice: false };
    main.phone = {
      ...main.phone,
      readiness: { ready: true, required: true, microphone: 'signal', ring: 'audible' },
    };
  },
  sound: (main) => {
    setInterval(() => main.microphoneLevel(0.04), 100);
    later(() => press('status-microphone'));
  },
  unplugged: (main) => {
    talk(main, true);
    if (!main.devices.report) return;
    main.devices = {
      ...main.devices,
      report: { ...main.devices.report, headset: { ...main.devices.report.ringer, fallback: true } },
    };
  },
  ...intakeScenes,
};

const CONSULTED: Partial<Call> = {
  direction: 'outbound',
  state: 'active',
  callerNumber: '8001',
  callerName: '市住房和城乡建设局',
  dialledLine: null,
  media: 'flowing',
  talkedMilliseconds: 21_000,
  waitedMilliseconds: 0,
};

function quality(change: Partial<CallQuality>): CallQuality {
  return {
    meanOpinionScore: 4.4,
    lossShare: 0.001,
    remoteLossShare: 0,
    jitterMilliseconds: 3,
    roundTripMilliseconds: 12,
    codec: 'PCMA',
    oneWay: 'none',
    ...change,
  };
}

function change(main: FakeMain, to: Partial<Call>): void {
  main.phone = { ...main.phone, calls: main.phone.calls.map((call) => ({ ...call, ...to })) };
}

function add(main: FakeMain, call: Partial<Call>): void {
  main.phone = {
    ...main.phone,
    calls: [...main.phone.calls, exampleCall({ callerNumber: '15406320066', callerName: null, ...call })],
  };
}

/** The connection of a page that shows `name`. */
export function sceneNamed(name: string): FakeMain['keep'] {
  const main = createFakeMain();
  scenes[name]?.(main);
  return main.keep;
}
