import { type ReactNode, useEffect } from 'react';
import type { FigurePeriod, FiguresPage as Page } from '#shared/contract/index.ts';
import { agentStateNameSchema, type FigureGroup, type FigureSet } from '#shared/domain/index.ts';
import { useShift } from '../shift/index.ts';
import {
  currentLanguage,
  dayAndTime,
  duration,
  hourMinute,
  RadioRow,
  StateMark,
  secondsUp,
  type texts,
  timeOfDay,
  useTranslation,
} from '../ui/index.ts';
import {
  choosePeriod,
  exportSummary,
  exportTable,
  openSet,
  showFigures,
  useFigures,
  verifyRecords,
} from './store.ts';
import './figures.css';

const PERIODS: readonly FigurePeriod[] = ['shift', 'today', 'week'];
const SETS: readonly FigureSet[] = [
  'offered',
  'answered',
  'within',
  'abandoned',
  'returned',
  'failed',
  'short-abandoned',
  'elsewhere',
  'turned-away',
  'outbound',
  'wrapped-up',
];

/** The page «班次与统计»: every number opens the calls that it is computed from. */
export function FiguresPage() {
  const { t } = useTranslation();
  const { page, period } = useFigures();
  useEffect(() => {
    showFigures(true);
    return () => showFigures(false);
  }, []);
  return (
    <div className="figures" data-testid="figures">
      <div className="figures-head">
        <RadioRow<FigurePeriod>
          name="period"
          legend={t('figures.periodLegend')}
          value={period}
          choices={PERIODS.map((value, index) => ({
            value,
            label: t(`figures.period.${value}`),
            key: String(index + 1),
          }))}
          onChange={choosePeriod}
        />
        {page && (
          <span className="figures-range">
            {t('figures.range', { from: dayAndTime(page.from, page.to), to: hourMinute(page.to) })}
          </span>
        )}
        <span className="foot-space" />
        {page && <Exports mayExport={page.mayExport} />}
      </div>
      {page ? (
        <>
          <div className="figures-rates">
            <Rate page={page} group="known" />
            <Rate page={page} group="unknown" />
            <Means page={page} />
          </div>
          <div className="figures-counts">
            {SETS.map((set) => (
              <Count key={set} set={set} group="all" value={page.figures.counts[set]}>
                {t(`figures.set.${set}`)}
              </Count>
            ))}
          </div>
          <Calls />
          <div className="figures-foot">
            <States page={page} />
            <Definitions page={page} />
          </div>
        </>
      ) : (
        <p className="empty-note">{t('figures.loading')}</p>
      )}
    </div>
  );
}

/** What can be taken away as a file, for those who may; the others are told who may. */
function Exports({ mayExport }: { readonly mayExport: boolean }) {
  const { t } = useTranslation();
  if (!mayExport) return <span className="figures-range">{t('figures.mayNotExport')}</span>;
  const files = [
    ['export-xlsx', t('figures.exportXlsx'), () => exportTable('xlsx', currentLanguage())],
    ['export-csv', t('figures.exportCsv'), () => exportTable('csv', currentLanguage())],
    ['export-summary', t('figures.exportSummary'), exportSummary],
  ] as const;
  return files.map(([id, name, take]) => (
    <button key={id} type="button" className="button" data-testid={id} onClick={take}>
      {name}
    </button>
  ));
}

/** A number that opens its calls. */
function Count(properties: {
  readonly set: FigureSet;
  readonly group: FigureGroup;
  readonly value: number | string;
  readonly children: ReactNode;
}) {
  const { children, group, set, value } = properties;
  const open = useFigures((state) => state.open?.set === set && state.open.group === group);
  return (
    <button
      type="button"
      className="figure-count"
      aria-pressed={open}
      data-testid={`figure-${set}-${group}`}
      onClick={() => openSet(set, group)}
    >
      <strong>{value}</strong>
      <span>{children}</span>
    </button>
  );
}

function Rate({ group, page }: { readonly group: 'known' | 'unknown'; readonly page: Page }) {
  const { t } = useTranslation();
  const { formula } = page;
  const figures = page.figures[group];
  const divisor = formula.denominator === 'offered' ? figures.offered : figures.answered;
  return (
    <section className="figure-rate" data-testid={`rate-${group}`}>
      <h2>{t('figures.rateTitle')}</h2>
      <p className="figure-group">
        {t(`figures.group.${group}`)}
        <small>{t(`figures.groupHint.${group}`, { start: t(`figures.start.${formula.clockStart}`) })}</small>
      </p>
      <p className="figure-value">
        <strong>{figures.rate === null ? t('figures.noRate') : percent(figures.rate)}</strong>
        <span>{t('figures.of', { within: figures.within, divisor })}</span>
      </p>
      <div className="figure-parts">
        <Count set="offered" group={group} value={figures.offered}>
          {t('figures.set.offered')}
        </Count>
        <Count set="answered" group={group} value={figures.answered}>
          {t('figures.set.answered')}
        </Count>
        <Count set="within" group={group} value={figures.within}>
          {t('figures.set.within')}
        </Count>
      </div>
      <dl className="figure-list">
        <dt>{t('figures.speed')}</dt>
        <dd>{seconds(figures.speedMilliseconds, t)}</dd>
        <dt>{t('figures.longest')}</dt>
        <dd>{seconds(figures.longestMilliseconds, t)}</dd>
      </dl>
    </section>
  );
}

function Means({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const { figures } = page;
  const means = [
    ['handling', figures.handlingMilliseconds],
    ['talk', figures.talkMilliseconds],
    ['wrapUp', figures.wrapUpMilliseconds],
    ['wrapUpMean', figures.wrapUpMeanMilliseconds],
  ] as const;
  return (
    <section className="figure-rate figure-means">
      <dl className="figure-list">
        {means.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`figures.${name}`)}</dt>
            <dd>{value === null ? t('figures.noRate') : duration(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type Translate = typeof texts.t;

function seconds(milliseconds: number | null, t: Translate): string {
  return milliseconds === null
    ? t('figures.noRate')
    : t('figures.seconds', { seconds: secondsUp(milliseconds) });
}

/** Rounded down, so that 94.99 % never reads as 95.0 %. */
function percent(rate: number): string {
  return `${(Math.floor(rate * 1000 + 1e-9) / 10).toFixed(1)}%`;
}

function Calls() {
  const { t } = useTranslation();
  const { calls, open } = useFigures();
  if (!open) return <p className="empty-note">{t('figures.callsHint')}</p>;
  const columns = ['sequence', 'ringAt', 'number', 'outcome', 'wait', 'talk', 'wrapUp', 'operator'] as const;
  return (
    <section
      className="figure-calls"
      aria-label={t('figures.callsHint')}
      data-testid="figure-calls"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by the keyboard.
      tabIndex={0}
    >
      <table>
        <caption>
          {t('figures.calls', { set: t(`figures.set.${open.set}`), count: calls.length })} ·{' '}
          {t(`figures.group.${open.group}`)}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`figures.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.id}>
              <td>{call.sequence}</td>
              <td>{timeOfDay(call.ringAt)}</td>
              <td>{call.maskedNumber}</td>
              <td>
                <StateMark kind={call.within ? 'good' : call.outcome === 'answered' ? 'warn' : 'idle'} />{' '}
                {t(`figures.set.${call.outcome}`)}
              </td>
              <td>
                {call.waitMilliseconds === null
                  ? t('figures.noRate')
                  : `${(call.waitMilliseconds / 1000).toFixed(3)}`}
                {!call.waitKnown && <small> {t('figures.waitUnknown')}</small>}
              </td>
              <td>{call.talkMilliseconds === null ? '' : duration(call.talkMilliseconds)}</td>
              <td>{call.wrapUpMilliseconds === null ? '' : duration(call.wrapUpMilliseconds)}</td>
              <td>{call.operator}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {calls.length === 0 && <p className="empty-note">{t('figures.noCalls')}</p>}
    </section>
  );
}

function States({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const reasons = useShift(({ state }) => state?.reasons);
  const nameOf = (state: string, reason: string | null): string => {
    const known = agentStateNameSchema.safeParse(state);
    if (!known.success) return state;
    if (reason === null) return t(`shift.state.${known.data}`);
    const name = reasons?.find(({ code }) => code === reason)?.name[currentLanguage()];
    return t('figures.notReady', { reason: name ?? reason });
  };
  return (
    <section className="figure-states">
      <h2>{t('figures.states')}</h2>
      <dl className="figure-list">
        {page.states.map(({ milliseconds, reason, state, times }) => (
          <div key={`${state} ${reason}`}>
            <dt>{nameOf(state, reason)}</dt>
            <dd>
              {duration(milliseconds)} <small>{t('figures.times', { count: times })}</small>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Definitions({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const { formula, head } = page;
  const short = formula.shortAbandonMilliseconds;
  return (
    <section className="figure-definitions">
      <h2>{t('figures.definitions')}</h2>
      <ul>
        <li>{t('figures.define.wait', { start: t(`figures.start.${formula.clockStart}`) })}</li>
        <li>
          {t('figures.define.rate', {
            limit: formula.limitMilliseconds / 1000,
            divisor: t(`figures.divisor.${formula.denominator}`),
          })}
        </li>
        <li>{t('figures.define.offered')}</li>
        <li>
          {short === null
            ? t('figures.define.shortOff')
            : t('figures.define.shortOn', { seconds: short / 1000 })}
        </li>
        <li>{t('figures.define.handling')}</li>
        <li>{t('figures.define.source', { head: head.hash.slice(0, 12), sequence: head.sequence })}</li>
      </ul>
      <Verification />
    </section>
  );
}

function Verification() {
  const { t } = useTranslation();
  const verified = useFigures((state) => state.verified);
  const isUnderWay = verified === 'under-way';
  const result = isUnderWay ? undefined : verified;
  return (
    <div className="figure-verify">
      <button
        type="button"
        className="button"
        data-testid="verify"
        disabled={isUnderWay}
        onClick={() => void verifyRecords()}
      >
        {t(isUnderWay ? 'figures.verifying' : 'figures.verify')}
      </button>
      <div role="status" data-testid="verified">
        {result && (
          <p>
            <StateMark kind={result.findings.length === 0 ? 'good' : 'bad'} />{' '}
            {result.findings.length === 0
              ? t('figures.verified', { links: result.links })
              : t('figures.findings', { count: result.findings.length })}
          </p>
        )}
        {result && result.findings.length > 0 && (
          <ul>
            {result.findings.slice(0, 5).map(({ callId, kind, sequence }) => (
              <li key={`${kind} ${sequence} ${callId}`}>
                {t(`figures.finding.${kind}`, { sequence: sequence ?? '—' })}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
