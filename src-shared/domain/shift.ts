import { z } from 'zod';
import { staffSchema } from './role.ts';

/** The three shifts of a day (DOMAIN.md section 1, «班次»). */
export const shiftCodeSchema = z.enum(['early', 'middle', 'night']);
export type ShiftCode = z.infer<typeof shiftCodeSchema>;

/** A wall-clock time of day, `HH:MM`. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

/** When a shift begins and ends, by the wall clock. One that ends at or before its begin ends the next day. */
export const shiftTimesSchema = z.object({
  code: shiftCodeSchema,
  from: timeOfDaySchema,
  to: timeOfDaySchema,
});
export type ShiftTimes = z.infer<typeof shiftTimesSchema>;

/** Proposed, not published: DOMAIN.md section 1. */
export const DEFAULT_SHIFTS: readonly ShiftTimes[] = [
  { code: 'early', from: '08:00', to: '16:00' },
  { code: 'middle', from: '16:00', to: '00:00' },
  { code: 'night', from: '00:00', to: '08:00' },
];

/** Who sits at the seat, since when, in which shift, and who vouches for them. */
export const shiftSessionSchema = z.object({
  id: z.uuidv7(),
  operator: staffSchema,
  seat: z.number().int().min(1).max(999),
  shift: shiftCodeSchema,
  /** Epoch ms. */
  startedAt: z.number(),
  /** `hub`: signed in there. `seat`: by the seat's own list or an earlier sign-in here. `practice`: nobody asked. */
  verifiedBy: z.enum(['hub', 'seat', 'practice']),
});
export type ShiftSession = z.infer<typeof shiftSessionSchema>;

/** A note that one shift leaves for the next at this seat. */
export const handOverNoteSchema = z.object({
  id: z.uuidv7(),
  text: z.string().max(2_000),
  /** Name of the one who wrote it. */
  from: z.string().max(64),
  shift: shiftCodeSchema,
  /** Epoch ms. */
  writtenAt: z.number(),
  /** How many open drafts were handed over with it. */
  drafts: z.number().int().nonnegative(),
  /** Who has read it and when; null until then. */
  read: z.object({ by: z.string().max(64), at: z.number() }).nullable(),
});
export type HandOverNote = z.infer<typeof handOverNoteSchema>;

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/**
 * The shift that a time of day belongs to; the first one where none does (rule SH-2).
 *
 * @param minutes minutes since local midnight, 0 to 1439
 */
export function shiftAt(minutes: number, shifts: readonly ShiftTimes[]): ShiftCode {
  const found = shifts.find(({ from, to }) => {
    const begin = minutesOf(from);
    const end = minutesOf(to);
    return begin < end ? minutes >= begin && minutes < end : minutes >= begin || minutes < end;
  });
  return found?.code ?? shifts[0]?.code ?? 'early';
}
