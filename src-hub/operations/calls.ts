import { z } from 'zod';
import type { Operation } from '#shared/hub-protocol/index.ts';
import type { Effects } from './effect.ts';

type CallKind = Extract<Operation['kind'], `call.${string}` | `seat.${string}`>;

/** A call as the hub keeps it: its record, and the after-call work once that is known. */
const keptSchema = z.looseObject({ wrapUpMilliseconds: z.number().nullable().catch(null) });

/** What names a citizen in a record; it comes with the final one. */
const NOBODY = { callerNumber: null, callerName: null, transferredTo: null };

/** Calls and states of seats. Records are kept as they came; figures are computed from them. */
export const callEffects: Pick<Effects, CallKind> = {
  'call.answered': async (unit, { payload }, { now }) => {
    const { seat, record } = payload;
    // The final record may have been quicker, or this may come again after a hub was put back.
    if ((await unit.calls.find(record.id)) === undefined) {
      const body = { record: { ...record, ...NOBODY }, by: null, link: null, wrapUpMilliseconds: null };
      await unit.calls.save({ id: record.id, seat, ringAt: record.ringAt, body }, now);
    }
    return { receivedAt: now };
  },

  'call.record': async (unit, { payload }, { now }) => {
    const { seat, record, by, link } = payload;
    const before = await unit.calls.find(record.id);
    const wrapUpMilliseconds = keptSchema.safeParse(before?.body).data?.wrapUpMilliseconds ?? null;
    const body = { record, by, link, wrapUpMilliseconds };
    await unit.calls.save({ id: record.id, seat, ringAt: record.ringAt, body }, now);
    return { receivedAt: now };
  },

  'call.wrap-up': async (unit, { payload }, { now }) => {
    const call = await unit.calls.find(payload.callId);
    if (call === undefined) {
      return { reason: 'not-found', message: 'The call that this is about was never received.' };
    }
    const body = { ...keptSchema.parse(call.body), wrapUpMilliseconds: payload.milliseconds };
    await unit.calls.save({ ...call, body }, now);
    return { receivedAt: now };
  },

  'seat.state': async (unit, { id, createdAt, payload }, { now }) => {
    const { seat, state } = payload;
    await unit.calls.saveState({ id, seat, at: createdAt, state, body: payload });
    await unit.board.heard([seat], now);
    return { receivedAt: now };
  },
};
