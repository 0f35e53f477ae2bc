import type { Operation } from '#shared/hub-protocol/index.ts';
import { putYear } from '../orders/index.ts';
import type { Effects } from './effect.ts';

const MAY_IMPORT: readonly string[] = ['supervisor', 'administrator'];

/** A year's holidays that were taken over at one seat hold for all. */
export const calendarEffects: Pick<Effects, Extract<Operation['kind'], `calendar.${string}`>> = {
  'calendar.import': async (unit, { payload }, { now }) => {
    // A hub whose people are not its accounts (the practice one) takes the seat's word for who it was.
    const account = await unit.accounts.find(payload.operator);
    if (account !== undefined && !MAY_IMPORT.includes(account.role)) {
      return { reason: 'not-allowed', message: 'Only a supervisor may import a year’s holidays.' };
    }
    await putYear(unit, payload.year);
    return { receivedAt: now };
  },
};
