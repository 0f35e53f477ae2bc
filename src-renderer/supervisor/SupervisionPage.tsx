import { type KeyboardEvent, useState } from 'react';
import type { MonitorAct, SupervisionState } from '#shared/contract/index.ts';
import type { ShownState } from '#shared/domain/index.ts';
import { useShift } from '../shift/index.ts';
import {
  currentLanguage,
  duration,
  isForInputMethod,
  RadioRow,
  type StateKind,
  StateMark,
  timeOfDay,
  useNow,
  useTranslation,
} from '../ui/index.ts';
import { longestCall, type SeatRow, seatRows } from './rows.ts';
import { monitor, useSupervision } from './store.ts';
import './supervisor.css';

const KINDS: Readonly<Record<ShownState, StateKind>> = {
  offline: 'idle',
  ready: 'good',
  'official-shift': 'good',
  ringing: 'busy',
  talking: 'busy',
  'after-call-work': 'busy',
  'not-ready': 'warn',
  'not-heard': 'bad',
};
const STALE_MILLISECONDS = 20_000;
const HOUR = 3_600_000;

/** The floor: what needs a supervisor, then every seat. */
export function SupervisionPage() {
  const { t } = useTranslation();
  const { receivedAt, state } = useSupervision();
  const now = useNow(1_000);
  if (state === undefined) return null;
  const { snapshot } = state;
  if (state.link === 'none') return <p className="empty-note supervision-none">{t('supervision.none')}</p>;
  const age = state.ageMilliseconds + (now - receivedAt);
  return (
    <div className="supervision" data-testid="supervision" data-link={state.link}>
      {snapshot === null ? (
        <p className="empty-note" role="status">
          {t('supervision.connecting')}
        </p>
      ) : (
        <Floor state={state} snapshot={snapshot} age={age} />
      )}
    </div>
  );
}

function Floor(properties: {
  readonly state: SupervisionState;
  readonly snapshot: NonNullable<SupervisionState['snapshot']>;
  readonly age: number;
}) {
  const { age, snapshot, state } = properties;
  const { t } = useTranslation();
  const [order, setOrder] = useState<'attention' | 'seat'>('attention');
  const reasons = useShift((view) => view.state?.reasons ?? []);
  const isStale = age > STALE_MILLISECONDS;
  // What is old does not age on: the lengths are those of the last word.
  const at = isStale ? snapshot.at : snapshot.at + age;
  const rows = seatRows(snapshot.seats, at, reasons, order);
  const longest = longestCall(rows);
  const tooLong = rows.filter(({ overMinutes }) => overMinutes !== null).length;
  const present = rows.filter(({ shown }) => shown !== 'offline' && shown !== 'not-heard').length;
  const link = state.link === 'none' || state.link === 'down' ? 'connecting' : state.link;
  return (
    <>
      <div className="supervision-head">
        <p className={isStale ? 'is-stale' : ''} role="status" data-testid="supervision-age">
          <StateMark kind={isStale ? 'bad' : state.link === 'live' ? 'good' : 'warn'} />
          {isStale
            ? t('supervision.down', { time: timeOfDay(snapshot.at), age: duration(age) })
            : t(`supervision.${link}`)}
        </p>
        <dl>
          <Fact name={t('supervision.seatsTitle')} value={t('supervision.summary', { present })} />
          <Fact
            name={t('supervision.longestCall')}
            value={
              longest
                ? t('supervision.longestCallOf', {
                    seat: longest.seat,
                    time: duration(longest.forMilliseconds),
                  })
                : '—'
            }
          />
          <Fact name={t('supervision.tooLong')} value={String(tooLong)} isBad={tooLong > 0} />
          <Fact
            name={t('supervision.waiting')}
            value={snapshot.queue === null ? '—' : String(snapshot.queue.waiting)}
          />
          <Fact
            name={t('supervision.overdueOrders')}
            value={String(snapshot.overdueCount)}
            isBad={snapshot.overdueCount > 0}
          />
        </dl>
        <RadioRow<'attention' | 'seat'>
          name="supervision-order"
          legend={t('supervision.order')}
          value={order}
          choices={(['attention', 'seat'] as const).map((value) => ({
            value,
            label: t(`supervision.orderBy.${value}`),
          }))}
          onChange={setOrder}
        />
      </div>
      {state.acts.length === 0 && <p className="empty-note">{t('supervision.noMonitoring')}</p>}
      <Seats rows={rows} acts={state.acts} />
      <Overdue snapshot={snapshot} at={at} />
    </>
  );
}

function Fact(properties: { readonly name: string; readonly value: string; readonly isBad?: boolean }) {
  return (
    <div className={properties.isBad ? 'is-bad' : ''}>
      <dt>{properties.name}</dt>
      <dd>{properties.value}</dd>
    </div>
  );
}

/** Up and down go from seat to seat, Tab to the acts of one. */
function moveRow(event: KeyboardEvent<HTMLElement>): void {
  if (isForInputMethod(event.nativeEvent) || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
  const row = event.target instanceof HTMLElement ? event.target.closest('tr') : null;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}

function Seats({ acts, rows }: { readonly acts: readonly MonitorAct[]; readonly rows: readonly SeatRow[] }) {
  const { t } = useTranslation();
  const reasons = useShift((view) => view.state?.reasons ?? []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard.
    <section className="supervision-list" aria-label={t('supervision.seatsTitle')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('supervision.seat')}</th>
            <th scope="col">{t('supervision.operator')}</th>
            <th scope="col">{t('supervision.state')}</th>
            <th scope="col" className="is-number">
              {t('supervision.forTime')}
            </th>
            {acts.length > 0 && <td />}
          </tr>
        </thead>
        <tbody onKeyDown={moveRow}>
          {rows.map((row, index) => {
            const reason = reasons.find(({ code }) => code === row.reason);
            const word =
              row.shown === 'not-heard'
                ? t('supervision.notHeard')
                : row.shown === 'not-ready' && reason
                  ? reason.name[currentLanguage()]
                  : t(`shift.state.${row.shown}`);
            const hint =
              row.shown === 'not-heard'
                ? t('supervision.notHeardHint')
                : row.overMinutes !== null
                  ? t('supervision.tooLongHint', { minutes: row.overMinutes })
                  : undefined;
            return (
              <tr
                key={row.seat}
                tabIndex={index === 0 ? 0 : -1}
                data-seat={row.seat}
                data-state={row.shown}
                className={hint ? 'needs-attention' : ''}
              >
                <th scope="row">{row.seat}</th>
                <td>{row.operator || '—'}</td>
                <td>
                  <span className="supervision-state">
                    <StateMark kind={row.overMinutes === null ? KINDS[row.shown] : 'bad'} />
                    {word}
                    {hint && <small>{hint}</small>}
                  </span>
                </td>
                <td className="is-number">{row.shown === 'offline' ? '—' : duration(row.forMilliseconds)}</td>
                {acts.length > 0 && (
                  <td className="supervision-acts">
                    {row.shown === 'talking' &&
                      acts.map((act) => (
                        <button
                          key={act}
                          type="button"
                          className="button button-quiet"
                          aria-label={t('supervision.monitorCall', {
                            act: t(`supervision.${act}`),
                            seat: row.seat,
                          })}
                          onClick={() => monitor(row.seat, act)}
                        >
                          {t(`supervision.${act}`)}
                        </button>
                      ))}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Overdue(properties: {
  readonly snapshot: NonNullable<SupervisionState['snapshot']>;
  readonly at: number;
}) {
  const { at, snapshot } = properties;
  const { t } = useTranslation();
  const { overdue, overdueCount } = snapshot;
  if (overdueCount === 0) return null;
  const late = (deadlineAt: number) => {
    const hours = Math.floor((at - deadlineAt) / HOUR);
    return hours >= 24
      ? t('supervision.days', { days: Math.floor(hours / 24), hours: hours % 24 })
      : t('supervision.hours', { hours });
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard.
    <section className="supervision-list is-overdue" aria-label={t('supervision.overdueTitle')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('supervision.overdueTitle')}</th>
            <th scope="col">{t('supervision.category')}</th>
            <th scope="col">{t('supervision.unit')}</th>
            <th scope="col" className="is-number">
              {t('supervision.overdueBy')}
            </th>
          </tr>
        </thead>
        <tbody>
          {overdue.map(({ category, deadlineAt, number, orderId, unit }) => (
            <tr key={orderId}>
              <th scope="row">{number}</th>
              <td>{category.replaceAll('/', ' › ') || '—'}</td>
              <td>{unit || '—'}</td>
              <td className="is-number">{late(deadlineAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {overdueCount > overdue.length && (
        <p className="empty-note">{t('supervision.overdueMore', { count: overdueCount - overdue.length })}</p>
      )}
    </section>
  );
}
