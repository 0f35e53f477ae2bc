import { v7 as uuidv7 } from 'uuid';
import {
  contract,
  createChannelPair,
  createEndpoint,
  DEFAULT_SOUND_SETTINGS,
  type DevicesState,
  type Endpoint,
  type OutboxList,
  type PhoneState,
  type PracticeState,
  type SeatContract,
  type ShiftState,
  type StationState,
  type SupervisionState,
  type SyncState,
} from '#shared/contract/index.ts';
import { type Call, CodedError } from '#shared/domain/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import type { keepConnected } from '../../bridge/index.ts';
import { exampleDirectory, exampleReport } from './examples.ts';
import { draftHandlers, type FakeDrafts } from './fake-drafts.ts';
import { type FakeRecords, noRecords, recordHandlers } from './fake-orders.ts';
import { createFakeScripts, type FakeScripts } from './fake-scripts.ts';
import { chosen, exampleCountedCalls, exampleFigures, exampleShift } from './fake-shift.ts';

export { exampleDraft } from './fake-drafts.ts';

/** A main in memory that behaves enough like the real one for the screen to be looked at and tested. */
export interface FakeMain extends FakeDrafts {
  phone: PhoneState;
  sync: SyncState;
  supervision: SupervisionState;
  outbox: OutboxList;
  station: StationState;
  practice: PracticeState;
  devices: DevicesState;
  shift: ShiftState;
  readonly scripts: FakeScripts;
  /** Tones sent so far. */
  digits: string;
  /** Earlier orders, who calls, places, phrases, suggestions. */
  readonly records: FakeRecords;
  readonly keep: typeof keepConnected;
  emitPhone(): void;
  emitSync(): void;
  emitLists(): void;
  emitOrders(): void;
  emitSupervision(): void;
  /** What was asked of the supervisors' side, in order. */
  readonly asked: string[];
  emitPractice(): void;
  emitShift(): void;
  /** Cuts the connection; the page reconnects when {@link FakeMain.join} is called. */
  cut(): void;
  join(): void;
  levels(inbound: number, outbound: number): void;
  microphoneLevel(level: number): void;
}

export function createFakeMain(): FakeMain {
  let ours: Endpoint<SeatContract> | undefined;
  let page: Parameters<typeof keepConnected>[0] | undefined;

  const setCall = (callId: string, change: Partial<Call>) => {
    main.phone = {
      ...main.phone,
      calls: main.phone.calls.map((call) => (call.id === callId ? { ...call, ...change } : call)),
    };
    main.emitPhone();
    return null;
  };

  const noted = (what: string) => {
    main.asked.push(what);
    return null;
  };

  const holdOthers = (callId: string) => {
    for (const { id, state } of main.phone.calls) {
      if (state === 'active' && id !== callId) setCall(id, { hold: 'local' });
    }
  };

  const setPhone = (change: Partial<PhoneState>) => {
    main.phone = { ...main.phone, ...change };
    main.emitPhone();
    return null;
  };

  const setShift = (shift: ShiftState) => {
    main.shift = shift;
    main.emitShift();
    return null;
  };

  const emitRecords = (area: 'orders' | 'places' | 'phrases') => {
    if (area === 'orders') ours?.emit('orders', 'changed', null);
    if (area === 'places') ours?.emit('places', 'changed', main.records.places);
    if (area === 'phrases')
      ours?.emit('phrases', 'changed', { phrases: main.records.phrases, templates: [] });
  };

  const main: FakeMain = {
    phone: {
      registration: { state: 'registered', statusCode: null, since: Date.now(), server: 1, servers: 1 },
      microphone: 'ready',
      readiness: { ready: true, required: false, microphone: 'waiting', ring: 'waiting' },
      toldAt: 0,
      lastDialled: null,
      directory: exampleDirectory,
      calls: [],
      marks: [8_000, 12_000, 15_000],
    },
    intake: { drafts: [], orders: [] },
    supervision: {
      link: 'none',
      snapshot: null,
      ageMilliseconds: 0,
      acts: [],
      own: null,
      asking: false,
    },
    sync: { hub: 'reachable', since: Date.now(), waiting: 0, waitingSince: null, refused: 0 },
    outbox: { refused: [], waiting: [], canExport: true },
    station: { version: '0.1.0', host: 'browser', seat: 7, operator: '李敏', practice: true, faults: [] },
    practice: { running: true, topic: null, captions: [] },
    devices: { settings: DEFAULT_SOUND_SETTINGS, report: exampleReport },
    shift: exampleShift,
    scripts: createFakeScripts((state) => ours?.emit('scripts', 'changed', state)),
    digits: '',
    refusal: null,
    records: noRecords(),
    emitPhone: () => {
      const { known } = main.records;
      for (const { id, state } of main.phone.calls) {
        if (state === 'ringing') ours?.emit('callers', 'rings', { callId: id, askedAt: Date.now(), known });
      }
      ours?.emit('phone', 'changed', { ...main.phone, toldAt: Date.now() });
    },
    emitIntake: () => ours?.emit('intake', 'changed', main.intake),
    asked: [],
    emitSupervision: () => ours?.emit('supervision', 'changed', main.supervision),
    emitOrders: () => emitRecords('orders'),
    emitLists: () => ours?.emit('lists', 'changed', main.records.lists),
    emitSync: () => ours?.emit('sync', 'changed', main.sync),
    emitShift: () => ours?.emit('shift', 'changed', main.shift),
    emitPractice: () => ours?.emit('practice', 'changed', main.practice),
    levels: (inbound, outbound) => {
      const callId = main.phone.calls[0]?.id;
      if (callId) ours?.emit('phone', 'levels', { callId, inbound, outbound });
    },
    microphoneLevel: (level) => ours?.emit('devices', 'microphoneLevel', { level }),
    cut: () => ours?.close(),
    join: () => {
      if (!page) return;
      const { onEndpoint, onLost, onFault } = page;
      const [left, right] = createChannelPair();
      ours = createEndpoint({
        contract,
        channel: left,
        self: 'main',
        peer: 'ui',
        onFault: () => undefined,
        handlers: {
          station: {
            snapshot: () => main.station,
            dismissFault: ({ code }) => {
              main.station = {
                ...main.station,
                faults: main.station.faults.filter((fault) => fault.code !== code),
              };
              ours?.emit('station', 'changed', main.station);
              return null;
            },
          },
          phone: {
            snapshot: () => ({ ...main.phone, toldAt: Date.now() }),
            answer: ({ callId }) => {
              const call = main.phone.calls.find(({ id }) => id === callId);
              holdOthers(callId);
              return setCall(callId, {
                state: 'active',
                media: 'flowing',
                answeredAfterMilliseconds: call?.waitedMilliseconds ?? 0,
                talkedMilliseconds: 0,
              });
            },
            reject: ({ callId }) => setCall(callId, { state: 'ended', endReason: 'rejected' }),
            hangUp: ({ callId }) => setCall(callId, { state: 'ended', endReason: 'operator-hung-up' }),
            dial: ({ target, consultsFor }) => {
              const call = exampleCall({
                direction: 'outbound',
                state: 'dialling',
                dialProgress: 'ringing',
                callerNumber: target,
                callerName: main.phone.directory.find(({ number }) => number === target)?.name ?? null,
                dialledLine: null,
                consultsFor,
              });
              main.phone = {
                ...main.phone,
                calls: [
                  ...main.phone.calls.map((one) =>
                    one.id === consultsFor ? { ...one, hold: 'local' as const } : one,
                  ),
                  call,
                ],
                lastDialled: target,
              };
              main.emitPhone();
              return { callId: call.id };
            },
            hold: ({ callId }) => setCall(callId, { hold: 'local' }),
            resume: ({ callId }) => {
              holdOthers(callId);
              return setCall(callId, { hold: 'none' });
            },
            setMuted: ({ callId, muted }) => setCall(callId, { muted }),
            sendDigits: ({ digits }) => {
              main.digits += digits;
              return null;
            },
            transferBlind: ({ callId, target }) =>
              setCall(callId, {
                hold: 'local',
                transfer: { kind: 'blind', target, state: 'ringing', statusCode: null },
              }),
            transferAttended: ({ callId }) => setCall(callId, { state: 'ended', endReason: 'transferred' }),
            joinConference: () => {
              for (const { id } of main.phone.calls) setCall(id, { hold: 'none', inConference: true });
              return null;
            },
            splitConference: ({ callId }) => {
              for (const { id } of main.phone.calls) {
                setCall(id, { hold: id === callId ? 'none' : 'local', inConference: false });
              }
              return null;
            },
            setRecordingPaused: ({ callId, paused }) =>
              setCall(callId, { recording: paused ? 'paused' : 'running' }),
            setReady: ({ ready }) => setPhone({ readiness: { ...main.phone.readiness, ready } }),
            overrideMicrophone: () =>
              setPhone({ readiness: { ...main.phone.readiness, microphone: 'overridden' } }),
            testRing: () => null,
            confirmRing: () => setPhone({ readiness: { ...main.phone.readiness, ring: 'heard' } }),
          },
          intake: draftHandlers(main),
          ...recordHandlers(main.records, (area) => emitRecords(area)),
          sync: {
            snapshot: () => main.sync,
            retryNow: () => null,
            list: () => main.outbox,
            mendable: ({ id }) =>
              main.outbox.refused.some((one) => one.id === id)
                ? [
                    {
                      path: 'payload.fields.title',
                      value: '滕州善国路夜间施工噪声扰民严重影响附近居民休息请尽快处理',
                    },
                  ]
                : [],
            resend: () => null,
            close: () => null,
            exportWaiting: () => ({
              file: '/home/seat/.local/share/lianxinqiao/exports/lianxinqiao-007-20261122T144500.json',
              count: main.outbox.waiting.length,
            }),
          },
          scripts: main.scripts.handlers,
          scriptEditing: main.scripts.editing,
          devices: {
            snapshot: () => main.devices,
            change: (change) => {
              const given = Object.fromEntries(
                Object.entries(change).filter(([, value]) => value !== undefined),
              );
              main.devices = { ...main.devices, settings: { ...main.devices.settings, ...given } };
              ours?.emit('devices', 'changed', main.devices);
              return null;
            },
          },
          shift: {
            snapshot: () => main.shift,
            signIn: () => setShift({ ...main.shift, session: exampleShift.session }),
            signOut: () => setShift({ ...main.shift, session: null }),
            lock: () => setShift({ ...main.shift, locked: true }),
            unlock: ({ secret }) => {
              if (secret !== '2468') throw new CodedError('unlock-refused', 'That is not it.');
              return setShift({ ...main.shift, locked: false });
            },
            touched: () => null,
            choose: (resting) => setShift(chosen(main.shift, resting)),
            clearNext: () => setShift({ ...main.shift, agent: { ...main.shift.agent, next: null } }),
            endWrapUp: () => setShift(chosen(main.shift, { state: 'ready' })),
            extendWrapUp: () => null,
            noteRead: ({ noteId }) =>
              setShift({
                ...main.shift,
                notes: main.shift.notes.map((note) =>
                  note.id === noteId ? { ...note, read: { by: '李敏', at: Date.now() } } : note,
                ),
              }),
          },
          supervision: {
            snapshot: () => main.supervision,
            askForHelp: () => noted('askForHelp'),
            withdrawHelp: () => noted('withdrawHelp'),
            acknowledge: ({ id }) => noted(`acknowledge ${id}`),
            monitor: ({ seat, act }) => noted(`monitor ${seat} ${act}`),
          },
          figures: {
            page: ({ period }) => ({ ...exampleFigures(), period }),
            calls: () => exampleCountedCalls(),
            exportTable: () => ({ name: 'x.csv', type: 'text/csv', base64: '' }),
            exportSummary: () => ({ name: 'x.json', type: 'application/json', base64: '' }),
            verify: () => ({ links: 318, head: exampleFigures().head, findings: [] }),
          },
          practice: {
            snapshot: () => main.practice,
            setRunning: ({ running }) => {
              main.practice = { ...main.practice, running };
              main.emitPractice();
              return null;
            },
            callNow: () => null,
          },
        },
      });
      const theirs = createEndpoint({
        contract,
        channel: right,
        self: 'ui',
        peer: 'main',
        handlers: {},
        onFault,
      });
      theirs.onClose(() => onLost?.());
      onEndpoint(theirs);
    },
    keep: (options) => {
      page = options;
      main.join();
    },
  };
  return main;
}

export function exampleCall(change: Partial<Call>): Call {
  return sampleCall({
    id: uuidv7(),
    state: 'ringing',
    callerNumber: '15406320011',
    callerName: '刘先生',
    dialledLine: '12345',
    queueTimeKnown: true,
    arrivedAt: Date.now(),
    waitedMilliseconds: 0,
    answeredAfterMilliseconds: null,
    talkedMilliseconds: null,
    media: 'none',
    endReason: null,
    ...change,
  });
}
