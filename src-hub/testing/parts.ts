import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import calendar2025 from '#assets/calendar/2025.json' with { type: 'json' };
import calendar2026 from '#assets/calendar/2026.json' with { type: 'json' };
import deadlines from '#assets/rules/deadlines.json' with { type: 'json' };
import { shippedCategories } from '../categories.ts';
import { createOrderBook, createOrderRules } from '../orders/index.ts';

/** The deadlines that are shipped. */
export const testRules = createOrderRules(deadlines, [calendar2025, calendar2026]);
export const testBook = createOrderBook(testRules);

/** What a server needs besides storage, token, clock and log; passwords cost next to nothing. */
export const serverParts = {
  rules: testRules,
  categories: shippedCategories(),
  connectorNames: ['city'],
  newId: () => uuid(),
  randomBytes: (count: number) => randomBytes(count),
  schedule: (milliseconds: number, run: () => void) => {
    const timer = setTimeout(run, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  passwordCost: { memory: 8, passes: 1, parallelism: 1 },
} as const;
