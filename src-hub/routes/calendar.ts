import { z } from 'zod';
import { calendarYearSchema, noticeProblemSchema, readHolidayNotice } from '#shared/domain/index.ts';
import { putYear } from '../orders/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

/** Years of holidays, for the hub's deadlines and every seat's (docs/spec/lists.md, LI-6). */
export function calendarRoutes({ storage, clock }: HubServices): Route[] {
  return [
    defineRoute({
      method: 'POST',
      url: '/v1/calendar',
      summary:
        'Imports a year’s holidays: the notice’s own words, a table or a file of ours. Nothing, where a line is wrong.',
      access: ['supervisor', 'administrator'],
      body: z.object({
        text: z.string().max(200_000),
        /** The year, for a text that does not say it. */
        year: z.number().int().min(2000).max(2099).nullable().default(null),
      }),
      answer: z.object({ year: calendarYearSchema.nullable(), problems: z.array(noticeProblemSchema) }),
      handle: async ({ actor, body }) => {
        const { year, problems } = readHolidayNotice(body.text, body.year ?? undefined);
        if (year) {
          await storage.transaction(async (unit) => {
            await putYear(unit, year);
            const entry = { at: clock.wall(), actor, action: 'calendar-imported', target: String(year.year) };
            await unit.audit.append({ ...entry, detail: { days: year.days.length } });
          });
        }
        return { year: year ?? null, problems: [...problems] };
      },
    }),
  ];
}
