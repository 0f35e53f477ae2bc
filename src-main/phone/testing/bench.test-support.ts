import type { Call, CallRecord } from '#shared/domain/index.ts';
import type { LeftCall } from '../saved-call.ts';
import { TestCallee } from './callee.test-support.ts';
import {
  type Challenge,
  type SipMessage,
  startTestExchange,
  TestCaller,
  type TestExchange,
} from './exchange.test-support.ts';
import { cannedSdp } from './media-page.test-support.ts';
import { createTestSeat, type TestSeat } from './seat.test-support.ts';

type SeatSettings = Parameters<typeof createTestSeat>[1];
type SeatExtras = Parameters<typeof createTestSeat>[3];
type CallerOptions = ConstructorParameters<typeof TestCaller>[1];

/** A caller and the seat's id of its call. */
export interface RingingCall {
  readonly caller: TestCaller;
  readonly callId: string;
}

/** Somebody the seat has called and the seat's id of that call. */
export interface DialledCall {
  readonly callee: TestCallee;
  readonly callId: string;
}

/** One exchange and one seat at a time, for one test after the other. */
export interface PhoneBench {
  readonly exchange: TestExchange;
  readonly seat: TestSeat;
  /** Starts both; does not wait for the registration. */
  open(
    options?: { challenge?: Challenge; password?: string; refusals?: readonly number[] },
    settings?: SeatSettings,
    saveRecord?: (record: CallRecord) => void,
    extras?: SeatExtras,
  ): Promise<void>;
  /** Starts both and waits until the seat is registered. */
  register(
    settings?: SeatSettings,
    saveRecord?: (record: CallRecord) => void,
    extras?: SeatExtras,
  ): Promise<void>;
  /** A caller whose call rings at the seat. */
  ringing(options?: CallerOptions, offer?: string): Promise<RingingCall>;
  /** A caller whose call was answered and acknowledged. */
  answered(options?: CallerOptions): Promise<RingingCall & { readonly ok: SipMessage }>;
  /** A call that the seat placed and that was answered. */
  dialled(target?: string, consultsFor?: string): Promise<DialledCall>;
  /**
   * The seat's program is killed without a last word and started anew, with what it had on disk; settles when it is
   * registered again.
   */
  crash(extras?: SeatExtras, change?: (left: LeftCall) => LeftCall): Promise<void>;
  callOf(callId: string): Call | undefined;
  /** The rows written for a call, in order. */
  rowsOf(callId: string): CallRecord[];
  close(): Promise<void>;
}

export function createPhoneBench(): PhoneBench {
  let parts: { exchange: TestExchange; seat: TestSeat; settings: SeatSettings } | undefined;
  const dead: Array<Promise<void>> = [];
  const opened = () => {
    if (!parts) throw new Error('The bench is not open.');
    return parts;
  };
  const bench: PhoneBench = {
    get exchange() {
      return opened().exchange;
    },
    get seat() {
      return opened().seat;
    },
    open: async (options = {}, settings = {}, saveRecord = undefined, extras = {}) => {
      const exchange = await startTestExchange(options);
      exchange.refusals.push(...(options.refusals ?? []));
      const seat = createTestSeat(exchange.url, settings, saveRecord, extras);
      parts = { exchange, seat, settings };
      await seat.phone.start();
    },
    register: async (settings, saveRecord, extras) => {
      await bench.open({}, settings, saveRecord, extras);
      await bench.seat.until((state) => state.registration.state === 'registered');
    },
    ringing: async (options = {}, offer = cannedSdp('caller')) => {
      const caller = new TestCaller(bench.exchange, options);
      caller.invite(offer);
      await caller.response(180);
      const call = bench.seat.phone.state().calls.at(-1);
      if (!call) throw new Error('No call rings.');
      return { caller, callId: call.id };
    },
    answered: async (options) => {
      const { caller, callId } = await bench.ringing(options);
      await bench.seat.phone.handlers.answer({ callId });
      const ok = await caller.response(200);
      caller.ack();
      return { caller, callId, ok };
    },
    dialled: async (target = '110', consultsFor) => {
      const placed = bench.seat.phone.handlers.dial({ target, consultsFor: consultsFor ?? null });
      const callee = await TestCallee.called(bench.exchange);
      const { callId } = await placed;
      callee.respond(200, [], cannedSdp('callee'));
      await callee.request('ACK');
      await bench.seat.until((state) => state.calls.find((call) => call.id === callId)?.state === 'active');
      return { callee, callId };
    },
    crash: async (extras = {}, change = (left) => left) => {
      const { exchange, seat, settings } = opened();
      const left = seat.leftCalls();
      // Whatever it would still say finds no connection.
      await exchange.goDown();
      dead.push(seat.phone.stop());
      await exchange.comeUp();
      const next = createTestSeat(exchange.url, settings, undefined, {
        leftCalls: left.map(change),
        ...extras,
      });
      parts = { exchange, seat: next, settings };
      await next.phone.start();
      await next.until((state) => state.registration.state === 'registered');
    },
    callOf: (callId) => bench.seat.phone.state().calls.find((call) => call.id === callId),
    rowsOf: (callId) => bench.seat.records.filter((record) => record.id === callId),
    close: async () => {
      const { exchange, seat } = opened();
      parts = undefined;
      await seat.phone.stop();
      await exchange.stop();
      await Promise.all(dead.splice(0));
    },
  };
  return bench;
}
