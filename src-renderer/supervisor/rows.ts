import { type NotReadyReason, type ShownState, shownState } from '#shared/domain/index.ts';
import type { SupervisionSnapshot } from '#shared/hub-protocol/index.ts';

/** A seat as the list shows it. */
export interface SeatRow {
  readonly seat: number;
  readonly operator: string;
  readonly shown: ShownState;
  readonly reason: string | null;
  readonly forMilliseconds: number;
  /** Minutes that the reason allows, where the seat has been not ready for longer; else null. */
  readonly overMinutes: number | null;
}

/**
 * Rows of the seats. What needs a supervisor comes first: too long not ready, not heard, then long calls (rule SV-1).
 *
 * @param now the hub's time, epoch ms
 */
export function seatRows(
  seats: SupervisionSnapshot['seats'],
  now: number,
  reasons: readonly NotReadyReason[],
  order: 'attention' | 'seat',
): SeatRow[] {
  const rows = seats.map(({ heardAt, operator, reason, seat, since, state }): SeatRow => {
    const shown = shownState(state, heardAt, now);
    const forMilliseconds = Math.max(0, now - since);
    const limit = reasons.find(({ code }) => code === reason)?.limitMinutes ?? null;
    const isOver = shown === 'not-ready' && limit !== null && forMilliseconds > limit * 60_000;
    return { seat, operator, shown, reason, forMilliseconds, overMinutes: isOver ? limit : null };
  });
  if (order === 'seat') return rows.sort((one, other) => one.seat - other.seat);
  return rows.sort(
    (one, other) =>
      rankOf(one) - rankOf(other) || other.forMilliseconds - one.forMilliseconds || one.seat - other.seat,
  );
}

const RANKS: Readonly<Record<ShownState, number>> = {
  'not-heard': 1,
  talking: 2,
  ringing: 3,
  'after-call-work': 4,
  'not-ready': 5,
  'official-shift': 6,
  ready: 7,
  offline: 8,
};

const rankOf = ({ overMinutes, shown }: SeatRow) => (overMinutes === null ? RANKS[shown] : 0);

/** The call that has lasted longest; undefined while nobody talks. */
export function longestCall(rows: readonly SeatRow[]): SeatRow | undefined {
  return rows
    .filter(({ shown }) => shown === 'talking')
    .reduce<SeatRow | undefined>(
      (longest, row) => (longest && longest.forMilliseconds >= row.forMilliseconds ? longest : row),
      undefined,
    );
}
