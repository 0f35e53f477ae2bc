import { v7 } from 'uuid';
import type { AudioLevels, PhoneState } from '#shared/contract/index.ts';
import { type Call, type CallRecord, type Clock, CodedError } from '#shared/domain/index.ts';
import { type ExchangeSettingsInput, exchangeSettingsSchema } from '#shared/settings/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import type { DialogState } from '../dialog-state.ts';
import { createPhone, type Phone, type PhoneOptions } from '../phone.ts';
import type { LeftCall, SavedCall } from '../saved-call.ts';
import type { Schedule } from '../transport/index.ts';
import { createFakePage, type FakePage } from './media-page.test-support.ts';

export const systemClock: Clock = { wall: () => Date.now(), monotonic: () => performance.now() };

export const systemSchedule: Schedule = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** From here on it is a limit of SIP that a test lets pass, rather than something that sockets need. */
const LONG_MILLISECONDS = 30_000;

/** Time in which whatever lasts half a minute or longer waits until the test lets it be over. */
export interface PatientTime {
  readonly schedule: Schedule;
  /** Runs long waits in their order, up to and with the first of this length, once there is one. */
  passWaitOf(milliseconds: number): Promise<void>;
}

export function createPatientTime(): PatientTime {
  const waits = new Set<{ readonly milliseconds: number; readonly at: number; readonly run: () => void }>();
  let now = 0;
  const endFirst = async () => {
    while (waits.size === 0) await new Promise((resolve) => setImmediate(resolve));
    const first = [...waits].reduce((earliest, wait) => (wait.at < earliest.at ? wait : earliest));
    waits.delete(first);
    now = first.at;
    first.run();
    return first.milliseconds;
  };
  return {
    schedule: (milliseconds, run) => {
      if (milliseconds < LONG_MILLISECONDS) return systemSchedule(milliseconds, run);
      const wait = { milliseconds, at: now + milliseconds, run };
      waits.add(wait);
      return () => void waits.delete(wait);
    },
    passWaitOf: async (milliseconds) => {
      while ((await endFirst()) !== milliseconds);
    },
  };
}

export interface TestSeat {
  readonly phone: Phone;
  readonly page: FakePage;
  readonly records: CallRecord[];
  readonly ended: Call[];
  readonly rung: Call[];
  readonly levels: AudioLevels[];
  readonly states: PhoneState[];
  /** Dialogs as they were put on disk, in order; and the calls whose dialog was forgotten. */
  readonly dialogs: DialogState[];
  readonly forgotten: string[];
  /** What would be on disk if the program were killed now. */
  leftCalls(): LeftCall[];
  /** Dialogs cannot be written from now on. */
  failDialogs(): void;
  /** Called when a 2xx to an INVITE is handed to the socket. */
  whenAccepted(run: () => void): void;
  readonly log: ReturnType<typeof createMemoryLog>;
  /** Resolves with the first state, from now on and including now, that satisfies the condition. */
  until(condition: (state: PhoneState) => boolean): Promise<PhoneState>;
}

/** A phone with a fake media page and its records in memory. */
export function createTestSeat(
  url: string,
  settings: Partial<ExchangeSettingsInput> = {},
  saveRecord?: (record: CallRecord) => void,
  extras: Partial<PhoneOptions> = {},
): TestSeat {
  const page = createFakePage();
  const records: CallRecord[] = [];
  const ended: Call[] = [];
  const rung: Call[] = [];
  const levels: AudioLevels[] = [];
  const states: PhoneState[] = [];
  const dialogs: DialogState[] = [];
  const forgotten: string[] = [];
  const saved = new Map<string, SavedCall>();
  let dialogsFail = false;
  let accepted: () => void = () => undefined;
  const log = createMemoryLog();
  const phone = createPhone({
    exchange: exchangeSettingsSchema.parse({
      servers: [url],
      domain: 'exchange.invalid',
      username: 'seat1',
      password: 'secret',
      marks: [8_000, 12_000, 15_000],
      unanswered: { afterSeconds: null },
      ...settings,
    }),
    media: page.port,
    clock: systemClock,
    log,
    newId: () => v7(),
    saveRecord: (record) => {
      if (record.answerAt !== null && record.endAt === null) accepted();
      if (saveRecord) saveRecord(record);
      else records.push(record);
    },
    schedule: systemSchedule,
    random: () => 0.1,
    saveCall: (call) => {
      if (dialogsFail) throw new CodedError('disk-full', 'No space.');
      saved.set(call.callId, call);
      if (call.dialog && call.dialog !== dialogs.at(-1)) dialogs.push(call.dialog);
    },
    forgetCall: (callId) => {
      saved.delete(callId);
      forgotten.push(callId);
    },
    ...extras,
  });
  const waiters: Array<{ condition: (state: PhoneState) => boolean; resolve: (state: PhoneState) => void }> =
    [];
  phone.onChanged((state) => {
    states.push(state);
    for (const waiter of waiters.splice(0)) {
      if (waiter.condition(state)) waiter.resolve(state);
      else waiters.push(waiter);
    }
  });
  phone.onEnded((call) => void ended.push(call));
  phone.onRinging((call) => void rung.push(call));
  phone.onLevels((level) => void levels.push(level));
  return {
    phone,
    page,
    records,
    ended,
    rung,
    levels,
    states,
    dialogs,
    forgotten,
    leftCalls: () =>
      [...saved.values()].map((call) => {
        const record = records.findLast(({ id }) => id === call.callId);
        if (!record) throw new Error('A call has no row.');
        return { saved: call, record };
      }),
    failDialogs: () => {
      dialogsFail = true;
    },
    whenAccepted: (run) => {
      accepted = run;
    },
    log,
    until: (condition) => {
      const now = phone.state();
      if (condition(now)) return Promise.resolve(now);
      return new Promise((resolve) => waiters.push({ condition, resolve }));
    },
  };
}
