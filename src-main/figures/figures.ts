import type {
  AreaHandlers,
  CountedCallRow,
  ExportedFile,
  FigurePeriod,
  FiguresPage,
  figuresArea,
} from '#shared/contract/index.ts';
import {
  type AgentState,
  type ChainHead,
  type Clock,
  CodedError,
  type FigureFormula,
  figuresOf,
  isInSet,
  outcomeOf,
  type ShiftSession,
  type StateStretch,
  stateTimes,
  waitOf,
} from '#shared/domain/index.ts';
import { type Records, type Signer, signSummary } from '../records/index.ts';
import { type Period, periodOf, wholeDay } from './periods.ts';
import { createPeriodReader, type ReadCall } from './source.ts';
import { csvOf, tableOf, xlsxOf } from './table.ts';

export interface FiguresOptions {
  readonly cache: { readonly recordLinks: Parameters<typeof createPeriodReader>[0] };
  readonly records: Pick<Records, 'verify' | 'head' | 'onRecorded'>;
  readonly signer: Signer;
  /** How rates are made, as it is now. */
  readonly formula: () => FigureFormula;
  readonly clock: Clock;
  readonly seat: number;
  readonly session: () => ShiftSession | null;
  /** Whether the person at the seat may take lists of calls away from it (rule FG-11). */
  readonly mayExport: () => boolean;
  /** Something was taken away, in a file of this name. */
  readonly onExported: (fileName: string) => void;
  /** What the seat does now and for how long, which is in no record yet. */
  readonly now: () => AgentState & { readonly elapsedMilliseconds: number };
  /** Local calendar date, `YYYY-MM-DD`, of an epoch time. */
  readonly localDate: (epochMilliseconds: number) => string;
}

/** The seat's figures (docs/spec/figures.md). */
export interface FiguresService {
  readonly handlers: AreaHandlers<typeof figuresArea>;
  onChanged(listener: (head: ChainHead) => void): void;
  /** Rates are made otherwise from now on. */
  formulaChanged(): void;
}

/** Longest list of calls on the screen (contract). */
const LISTED_CALLS = 5_000;
const MOST_FINDINGS = 1_000;

export function createFigures(options: FiguresOptions): FiguresService {
  const { clock, formula } = options;
  const listeners: Array<(head: ChainHead) => void> = [];
  const readPeriod = createPeriodReader(options.cache.recordLinks);

  const read = (period: FigurePeriod) => {
    const now = clock.wall();
    const { from, to } = periodOf(period, now, options.session()?.startedAt ?? now);
    return { from, to, ...readPeriod({ from, to }) };
  };
  /** The state that lasts now, as a stretch that ends now. */
  const lasting = (): StateStretch => {
    const { elapsedMilliseconds, reason, state } = options.now();
    return { state, reason, until: clock.wall(), milliseconds: elapsedMilliseconds };
  };
  const pageOf = (period: FigurePeriod): FiguresPage => {
    const { calls, from, stretches, to } = read(period);
    return {
      period,
      from,
      to,
      formula: formula(),
      figures: figuresOf(calls, formula()),
      states: stateTimes([...stretches, lasting()], from, to),
      head: options.records.head(),
      mayExport: options.mayExport(),
    };
  };
  const rowOf = (call: ReadCall): CountedCallRow => {
    const wait = waitOf(call, formula().clockStart);
    return {
      id: call.id,
      sequence: call.sequence,
      maskedNumber: call.maskedNumber,
      line: call.line,
      ringAt: call.record.ringAt,
      outcome: outcomeOf(call),
      waitMilliseconds: wait?.milliseconds ?? null,
      waitKnown: wait?.known ?? false,
      within: isInSet(call, 'within', 'all', formula()),
      talkMilliseconds: call.record.talkMilliseconds,
      wrapUpMilliseconds: call.wrapUpMilliseconds,
      operator: call.by?.operatorName ?? null,
      shift: call.by?.shift ?? null,
    };
  };

  const summaryOf = (day: string, { from, to }: Period): string => {
    const { calls, stretches } = readPeriod({ from, to });
    const isToday = day === options.localDate(clock.wall());
    const content = {
      format: 'lianxinqiao-day/1' as const,
      seat: options.seat,
      day,
      from,
      to,
      madeAt: clock.wall(),
      formula: formula(),
      figures: figuresOf(calls, formula()),
      states: stateTimes(isToday ? [...stretches, lasting()] : stretches, from, to),
      calls: calls.map((call) => {
        const { id, maskedNumber, outcome, ringAt, sequence, waitKnown, waitMilliseconds, within } = {
          ...rowOf(call),
        };
        const shown = { id, sequence, hash: call.hash, number: maskedNumber, ringAt, outcome };
        return { ...shown, waitMilliseconds, waitKnown, within };
      }),
      head: options.records.head(),
    };
    return `${JSON.stringify(signSummary(content, options.signer), null, 2)}\n`;
  };
  /** Hands a file out, and notes it. */
  const exported = (file: ExportedFile): ExportedFile => {
    options.onExported(file.name);
    return file;
  };
  const requireExport = () => {
    if (!options.mayExport()) throw new CodedError('export-not-allowed', 'A supervisor may do this.');
  };
  const fileName = (what: string, ending: string) =>
    `${what}-${String(options.seat).padStart(3, '0')}.${ending}`;

  const handlers: FiguresService['handlers'] = {
    page: ({ period }) => pageOf(period),
    calls: ({ group, period, set }) =>
      read(period)
        .calls.filter((call) => isInSet(call, set, group, formula()))
        .slice(0, LISTED_CALLS)
        .map(rowOf),
    exportTable: async ({ format, language, period }): Promise<ExportedFile> => {
      requireExport();
      const table = tableOf(pageOf(period), read(period).calls.map(rowOf), language);
      const day = options.localDate(clock.wall());
      if (format === 'csv') {
        return exported({
          name: fileName(`${day}-${period}`, 'csv'),
          type: 'text/csv;charset=utf-8',
          base64: csvOf(table).toString('base64'),
        });
      }
      return exported({
        name: fileName(`${day}-${period}`, 'xlsx'),
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        base64: (await xlsxOf(table)).toString('base64'),
      });
    },
    exportSummary: ({ day: asked }) => {
      requireExport();
      const day = asked ?? options.localDate(clock.wall());
      return exported({
        name: fileName(`${day}-summary`, 'json'),
        type: 'application/json',
        base64: Buffer.from(summaryOf(day, wholeDay(day))).toString('base64'),
      });
    },
    verify: () => {
      const { findings, head, links } = options.records.verify([]);
      return { findings: findings.slice(0, MOST_FINDINGS), head, links };
    },
  };

  return {
    handlers,
    onChanged: (listener) => {
      listeners.push(listener);
      options.records.onRecorded(({ head }) => listener(head));
    },
    formulaChanged: () => {
      for (const listener of listeners) listener(options.records.head());
    },
  };
}
