import { cellsOf, type ShownState, seatTally, shownState } from '#shared/domain/index.ts';
import type { BoardSnapshot } from '#shared/hub-protocol/index.ts';
import { useTranslation } from '../ui/index.ts';

/** In the order of the legend. */
const LEGEND: readonly ShownState[] = [
  'ready',
  'talking',
  'ringing',
  'after-call-work',
  'not-ready',
  'official-shift',
  'offline',
  'not-heard',
];

/** The hall from above: each seat by colour, shape and a sign; below it what they mean and how many there are. */
export function FloorPlan(properties: {
  readonly floor: readonly string[];
  readonly seats: BoardSnapshot['seats'];
  /** When the snapshot was made, by the hub's clock: what is heard is judged by that. */
  readonly at: number;
}) {
  const { t } = useTranslation();
  const { at, floor, seats } = properties;
  const states = new Map(seats.map(({ heardAt, seat, state }) => [seat, shownState(state, heardAt, at)]));
  const rows = floor.map(cellsOf);
  const numbers = rows.flat().filter((seat) => seat !== null);
  const stateOf = (seat: number): ShownState => states.get(seat) ?? 'offline';
  const tally = seatTally(numbers.map(stateOf));
  return (
    <section className="wall-part wall-floor" aria-label={t('wallboard.seats', { count: numbers.length })}>
      <table className="floor" data-columns={rows[0]?.length ?? 0}>
        <tbody>
          {rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a place of the hall is its row and column
            <tr key={rowIndex}>
              {row.map((seat, column) =>
                seat === null ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a place of the hall is its row and column
                  <td key={`aisle ${column}`} className="floor-aisle" />
                ) : (
                  <td key={seat}>
                    <div
                      className={`floor-seat is-${stateOf(seat)}`}
                      data-seat={seat}
                      data-state={stateOf(seat)}
                      role="img"
                      aria-label={t('wallboard.seatLabel', {
                        seat,
                        state: t(`wallboard.state.${stateOf(seat)}`),
                      })}
                    >
                      <span className="floor-sign">{t(`wallboard.sign.${stateOf(seat)}`)}</span>
                      <span className="floor-number">{seat}</span>
                    </div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="legend">
        {LEGEND.map((state) => (
          <li key={state} className={tally[state] === 0 ? 'is-none' : ''} data-state={state}>
            <span className={`floor-seat legend-seat is-${state}`} aria-hidden="true">
              <span className="floor-sign">{t(`wallboard.sign.${state}`)}</span>
            </span>
            <span className="legend-name">{t(`wallboard.state.${state}`)}</span>
            <strong>{tally[state]}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
