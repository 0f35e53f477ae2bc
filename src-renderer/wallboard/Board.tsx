import { useCallback, useMemo } from 'react';
import { type BoardLayout, localDateAt, localTimeAt } from '#shared/domain/index.ts';
import type { BoardSnapshot } from '#shared/hub-protocol/index.ts';
import { BridgeMark, currentLanguage, duration, StateMark, useNow, useTranslation } from '../ui/index.ts';
import { Chart } from './Chart.tsx';
import { barOption, type ChartLook, curveOption } from './charts.ts';
import { FloorPlan } from './FloorPlan.tsx';
import {
  answeredShare,
  categoryRows,
  districtRows,
  percent,
  STALE_MILLISECONDS,
  shownRate,
} from './figures.ts';
import { SignIn } from './SignIn.tsx';
import { useBoard } from './store.ts';

/** As many as there are districts with the row of those from elsewhere. */
const CATEGORY_ROWS = 8;

/** The wall: everything on one picture, nothing to press. */
export function Board() {
  const { layout, live, needsSignIn } = useBoard();
  useNow(1_000);
  if (needsSignIn) return <SignIn />;
  if (layout === undefined || live.last === undefined) return <Waiting />;
  const age = performance.now() - live.last.receivedAt;
  const isStale = age > STALE_MILLISECONDS;
  const { snapshot } = live.last;
  return (
    <main
      className={`wall ${isStale ? 'is-stale' : ''}`}
      data-testid="board"
      data-link={live.link}
      data-at={snapshot.at}
      data-stale={isStale}
    >
      <Head layout={layout} snapshot={snapshot} age={age} isStale={isStale} />
      <Tiles snapshot={snapshot} layout={layout} />
      <FloorPlan floor={layout.floor} seats={snapshot.seats} at={snapshot.at} />
      <Categories snapshot={snapshot} />
      <Districts snapshot={snapshot} layout={layout} />
      <Curve snapshot={snapshot} />
    </main>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <main className="wall-waiting" role="status">
      <BridgeMark size={120} />
      <p>{t('wallboard.connecting')}</p>
    </main>
  );
}

interface Part {
  readonly snapshot: BoardSnapshot;
  readonly layout: BoardLayout;
}

function Head({
  age,
  isStale,
  layout,
  snapshot,
}: Part & { readonly age: number; readonly isStale: boolean }) {
  const { t } = useTranslation();
  const { link } = useBoard(({ live }) => live);
  // The hub's clock, carried on by this window's: a board whose own clock is wrong still tells the time.
  const now = snapshot.at + age;
  const seconds = String(Math.floor(now / 1000) % 60).padStart(2, '0');
  return (
    <header className="wall-head">
      <BridgeMark size={64} />
      <h1>{layout.title[currentLanguage()]}</h1>
      <p className={`wall-link ${isStale ? 'is-bad' : ''}`} role="status" data-testid="age">
        <StateMark kind={isStale ? 'bad' : link === 'live' ? 'good' : link === 'polling' ? 'warn' : 'busy'} />
        {isStale
          ? t('wallboard.stale', { time: `${localTimeAt(snapshot.at)}`, age: duration(age) })
          : t(`wallboard.${link === 'down' ? 'connecting' : link}`)}
      </p>
      {!isStale && <time className="wall-date">{localDateAt(now)}</time>}
      <time className="wall-clock">
        {localTimeAt(now)}:{seconds}
      </time>
    </header>
  );
}

function Tile(properties: {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly kind: string;
  readonly isBad?: boolean;
}) {
  const { isBad, kind, name, note, value } = properties;
  return (
    <div className={`wall-part tile ${isBad ? 'is-bad' : ''}`} data-testid={`tile-${kind}`}>
      <dt>
        <span>{name}</span>
        {note !== undefined && <span className="tile-note">{note}</span>}
      </dt>
      <dd className={/^\d{5}/.test(value) ? 'is-long' : ''}>{value}</dd>
    </div>
  );
}

function Tiles({ layout, snapshot }: Part) {
  const { t } = useTranslation();
  const { calls, orders, queue } = snapshot;
  const { fromRing, rate } = shownRate(snapshot);
  const longest = queue?.longestMilliseconds ?? null;
  return (
    <dl className="tiles">
      <Tile kind="calls" name={t('wallboard.calls')} value={String(calls.offered)} />
      <Tile
        kind="answered"
        name={t('wallboard.answered')}
        note={percent(answeredShare(snapshot))}
        value={String(calls.answered)}
      />
      <Tile
        kind="rate"
        name={t('wallboard.rate', { seconds: layout.formula.limitMilliseconds / 1000 })}
        note={fromRing ? t('wallboard.rateFromRing') : undefined}
        value={percent(rate)}
      />
      <Tile
        kind="waiting"
        name={t('wallboard.waiting')}
        note={longest === null ? undefined : duration(longest)}
        value={queue === null ? t('wallboard.none') : String(queue.waiting)}
        isBad={longest !== null && longest > layout.formula.limitMilliseconds}
      />
      <Tile
        kind="orders"
        name={t('wallboard.orders')}
        note={orders.overdue > 0 ? t('wallboard.overdue', { count: orders.overdue }) : undefined}
        value={String(orders.received)}
      />
    </dl>
  );
}

function Categories({ snapshot }: { readonly snapshot: BoardSnapshot }) {
  const { t } = useTranslation();
  // By the snapshot: the page's clock ticks each second, and charts change only when figures do.
  const rows = useMemo(
    () =>
      categoryRows(snapshot, CATEGORY_ROWS).map(({ count, name }) => ({
        name: name === null ? t('wallboard.other') : name || t('wallboard.uncategorised'),
        count,
      })),
    [snapshot, t],
  );
  const option = useCallback(
    (look: ChartLook) => {
      const most = Math.max(1, ...rows.map(({ count }) => count));
      return barOption(
        rows.map(({ count, name }) => ({ name, value: String(count), share: count / most })),
        look,
      );
    },
    [rows],
  );
  const label = rows.map(({ count, name }) => `${name} ${count}`).join(', ');
  return (
    <section className="wall-part wall-categories">
      <h2>{t('wallboard.categories')}</h2>
      <Chart className="chart-rows" label={label} option={option} />
    </section>
  );
}

function Districts({ layout, snapshot }: Part) {
  const { t } = useTranslation();
  const rows = useMemo(() => {
    const names = new Map(layout.areas.map(({ code, name }) => [code, name[currentLanguage()]]));
    return districtRows(snapshot, layout.areas).map(({ code, completed, count, due }) => {
      const rate = due === 0 ? null : completed / due;
      return {
        name: names.get(code) ?? t('wallboard.elsewhere'),
        value: `${count}  ${percent(rate)}`,
        share: rate ?? 0,
      };
    });
  }, [snapshot, layout, t]);
  const option = useCallback((look: ChartLook) => barOption(rows, look), [rows]);
  const label = rows.map(({ name, value }) => `${name} ${value}`).join(', ');
  return (
    <section className="wall-part wall-districts">
      <h2>{t('wallboard.districts')}</h2>
      <Chart className="chart-rows" label={label} option={option} />
    </section>
  );
}

function Curve({ snapshot }: { readonly snapshot: BoardSnapshot }) {
  const { t } = useTranslation();
  const { curve } = snapshot;
  const texts = { offered: t('wallboard.curveOffered'), answered: t('wallboard.curveAnswered') };
  const { answered, offered } = texts;
  const option = useCallback(
    (look: ChartLook) => curveOption(curve, look, { offered, answered, time: localTimeAt }),
    [curve, offered, answered],
  );
  const label = curve.map((step) => `${localTimeAt(step.from)} ${step.offered}`).join(', ');
  return (
    <section className="wall-part wall-curve">
      <h2>
        {t('wallboard.curve')}
        <span className="key key-line">{offered}</span>
        <span className="key key-bar">{answered}</span>
      </h2>
      <Chart className="chart-curve" label={label} option={option} />
    </section>
  );
}
