import { z } from 'zod';
import { calendarYearSchema } from '../../domain/index.ts';
import { operationOf } from './define.ts';

/**
 * A year's holidays that a supervisor took over at a seat. Subject: `calendar/YEAR`. The hub offers it to every seat by the
 * feed `calendar`, whose items are years by their number.
 */
export const calendarImport = operationOf(
  'calendar.import',
  z.object({
    seat: z.number().int().min(1).max(999),
    /** The account's id. */
    operator: z.string().max(64),
    year: calendarYearSchema,
  }),
);
export type CalendarImport = z.infer<typeof calendarImport>;

/** Every kind of this area, for the union. */
export const calendarOperations = [calendarImport] as const;
