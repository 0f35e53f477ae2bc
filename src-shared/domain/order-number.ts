/**
 * The number a citizen hears: `YYMMDD-SSS-NNN`, local date, seat, running count of that seat on that day.
 * Unique across seats by construction and made without a server (rule WO-8). The count grows past three
 * digits rather than wrap.
 *
 * @param date local calendar date, `YYYY-MM-DD`
 * @param seat seat number, 1 to 999
 * @param count running count of this seat on this date, from 1
 */
export function formatOrderNumber(date: string, seat: number, count: number): string {
  const compact = date.slice(2).replaceAll('-', '');
  return `${compact}-${String(seat).padStart(3, '0')}-${String(count).padStart(3, '0')}`;
}
