import { type BoardLayout, type Completion, type GroupFigures, rateOf } from '#shared/domain/index.ts';
import type { BoardSnapshot } from '#shared/hub-protocol/index.ts';

/** A share with one decimal, rounded down, so that 94.99 % never reads as 95.0 % (rule BD-2); «—» for none. */
export function percent(rate: number | null): string {
  if (rate === null) return '—';
  if (rate >= 1) return '100%';
  return `${(Math.floor(rate * 1000 + 1e-9) / 10).toFixed(1)}%`;
}

/** Share of the calls offered that were answered. */
export function answeredShare({ calls }: BoardSnapshot): number | null {
  return rateOf(calls.answered, calls.offered);
}

/** The rate to show: of the calls whose wait is known; where there is none, from the ring, and that is said. */
export function shownRate({ calls }: BoardSnapshot): { rate: number | null; fromRing: boolean } {
  const isKnown = calls.known.offered > 0 || calls.unknown.offered === 0;
  const group: GroupFigures = isKnown ? calls.known : calls.unknown;
  return { rate: group.rate, fromRing: !isKnown };
}

export interface DistrictRow extends Completion {
  readonly code: string;
  readonly count: number;
}

/** Districts in the order of the data file; what is elsewhere, or nowhere, is summed up behind them under ''. */
export function districtRows(snapshot: BoardSnapshot, areas: BoardLayout['areas']): DistrictRow[] {
  const empty = { count: 0, due: 0, completed: 0, inTime: 0 };
  const named = areas.map(({ code }) => ({
    ...empty,
    ...snapshot.orders.byArea.find((one) => one.code === code),
    code,
  }));
  const codes = new Set(areas.map(({ code }) => code));
  const rest = snapshot.orders.byArea
    .filter(({ code }) => !codes.has(code))
    .reduce<DistrictRow>(
      (sum, one) => ({
        code: '',
        count: sum.count + one.count,
        due: sum.due + one.due,
        completed: sum.completed + one.completed,
        inTime: sum.inTime + one.inTime,
      }),
      { ...empty, code: '' },
    );
  return rest.count + rest.due > 0 ? [...named, rest] : named;
}

/** The largest categories and, where there are more, one row for all others (name null). */
export function categoryRows(
  snapshot: BoardSnapshot,
  most: number,
): Array<{ readonly name: string | null; readonly count: number }> {
  const { byCategory } = snapshot.orders;
  if (byCategory.length <= most) return byCategory;
  const others = byCategory.slice(most - 1).reduce((sum, { count }) => sum + count, 0);
  return [...byCategory.slice(0, most - 1), { name: null, count: others }];
}

/** From this age on the board says that it is old (rule BD-12). */
export const STALE_MILLISECONDS = 20_000;
