import type { Call, CallQuality } from '#shared/domain/index.ts';
import { exampleCall, type FakeMain } from '../fake-main.ts';
import { press, someOrders, talk } from './acts.ts';
import { later } from './pace.ts';

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

/** Scenes of the softphone: held, muted, consulting, handing over, sound, readiness. */
export const softphoneScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
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
};
