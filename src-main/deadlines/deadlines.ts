import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AreaHandlers, DeadlinesState, deadlinesArea } from '#shared/contract/index.ts';
import {
  type CalendarYear,
  CodedError,
  createWorkCalendar,
  type Deadline,
  type DeadlineFacts,
  deadlineOf,
  readHolidayNotice,
  type WorkCalendar,
} from '#shared/domain/index.ts';
import { movedBy } from './consequence.ts';
import { type DeadlineFiles, loadDeadlineFiles, setYearAside, yearFile } from './files.ts';

export interface DeadlinesOptions {
  readonly assetsDirectory: string;
  readonly dataDirectory: string;
  /** Whether who is signed in may take over a notice (supervisor, administrator). */
  readonly mayImport: () => boolean;
  /** Years of holidays that the hub has. */
  readonly yearsOfHub?: () => readonly CalendarYear[];
  /** A year was taken over at this seat. */
  readonly onImported?: (year: CalendarYear) => void;
}

/** So many moved deadlines are shown before an import. */
const SHOWN_MOVED = 12;

/** Working days and deadlines of this centre. */
export interface Deadlines {
  readonly handlers: AreaHandlers<typeof deadlinesArea>;
  /**
   * The deadline of an order.
   *
   * @throws CodedError `no-such-rule`, `extension-refused`
   */
  of(facts: DeadlineFacts): Deadline;
  calendar(): WorkCalendar;
  onChanged(listener: (state: DeadlinesState) => void): void;
  /** The hub has other years than before. */
  yearsChanged(): void;
}

/** Nothing is read before the first question, as a start has no use for it. */
export function createDeadlines(options: DeadlinesOptions): Deadlines {
  const { assetsDirectory, dataDirectory, mayImport } = options;
  const yearsOfHub = options.yearsOfHub ?? (() => []);
  const listeners: Array<(state: DeadlinesState) => void> = [];
  let loaded: (DeadlineFiles & { calendar: WorkCalendar }) | undefined;
  const current = () => {
    if (!loaded) {
      const files = loadDeadlineFiles(assetsDirectory, dataDirectory, yearsOfHub());
      loaded = { ...files, calendar: createWorkCalendar(files.years) };
    }
    return loaded;
  };

  const state = (): DeadlinesState => {
    const { book, years, unusable } = current();
    return {
      years: years.map(({ year, covered, source, origin }) => ({ year, covered, source, origin })),
      rules: book.rules.map((rule) => ({
        ...named(rule),
        basis: rule.basis,
        stages: rule.stages.map(named),
      })),
      unusable: [...unusable],
      mayImport: mayImport(),
    };
  };
  const of = (facts: DeadlineFacts): Deadline => {
    const { book, calendar } = current();
    return deadlineOf(facts, book, calendar);
  };

  const tellChange = () => {
    loaded = undefined;
    const now = state();
    for (const listener of listeners) listener(now);
  };

  return {
    of,
    calendar: () => current().calendar,
    onChanged: (listener) => listeners.push(listener),
    yearsChanged: () => {
      for (const { year } of yearsOfHub()) setYearAside(dataDirectory, year);
      tellChange();
    },
    handlers: {
      snapshot: state,
      preview: of,
      readNotice: ({ text, year: fallbackYear }) => {
        const { year, problems } = readHolidayNotice(text, fallbackYear ?? undefined);
        const { years, book } = current();
        const moved = year ? movedBy(year, years, book) : [];
        return {
          year,
          problems: [...problems],
          replaces: years.some((one) => one.year === year?.year && one.covered),
          moved: moved.slice(0, SHOWN_MOVED),
          movedDays: moved.length,
        };
      },
      importNotice: ({ text, year: fallbackYear }) => {
        if (!mayImport())
          throw new CodedError('not-allowed', 'Only a supervisor may import a year’s holidays.');
        const { year, problems } = readHolidayNotice(text, fallbackYear ?? undefined);
        if (!year) return { year: null, problems: [...problems] };
        writeWhole(yearFile(dataDirectory, year.year), `${JSON.stringify(year, null, 2)}\n`);
        options.onImported?.(year);
        tellChange();
        return { year: year.year, problems: [] };
      },
    },
  };
}

const named = ({ code, name, en }: { code: string; name: string; en?: string | undefined }) => ({
  code,
  name,
  en: en ?? name,
});

/** Beside it first, so that a power cut leaves either the old file or the new one. */
function writeWhole(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text, { flush: true });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new CodedError('disk-full', 'The calendar could not be written.', { cause: error });
  }
}
