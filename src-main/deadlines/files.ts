import { readdirSync, readFileSync, renameSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  type CalendarYear,
  calendarYearSchema,
  type DeadlineBook,
  deadlineBookSchema,
  messageOf,
} from '#shared/domain/index.ts';

export interface DeadlineFiles {
  readonly book: DeadlineBook;
  readonly years: ReadonlyArray<CalendarYear & { readonly origin: 'shipped' | 'seat' | 'hub' }>;
  readonly unusable: ReadonlyArray<{ readonly file: string; readonly reason: string }>;
}

const RULES = join('rules', 'deadlines.json');
const CALENDAR = 'calendar';

/**
 * The shipped rules and years, and those of the data folder, which go before them (`rules/deadlines.json`,
 * `calendar/YEAR.json`). A file of the data folder that can't be used is named and passed over; a shipped one
 * that can't be used is an error of ours.
 *
 * @param ofHub years that the hub has; they go before the shipped ones
 * @throws ZodError or an error of the file system about a shipped file
 */
export function loadDeadlineFiles(
  assetsDirectory: string,
  dataDirectory: string,
  ofHub: readonly CalendarYear[],
): DeadlineFiles {
  const unusable: Array<{ file: string; reason: string }> = [];
  const tried = <S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined => {
    try {
      return read(join(dataDirectory, file), schema);
    } catch (error) {
      unusable.push({ file, reason: messageOf(error).slice(0, 300) });
      return undefined;
    }
  };
  const ownRules = statOf(join(dataDirectory, RULES)) ? tried(RULES, deadlineBookSchema) : undefined;
  const years = new Map<number, DeadlineFiles['years'][number]>();
  for (const file of filesOf(join(assetsDirectory, CALENDAR))) {
    const year = read(join(assetsDirectory, CALENDAR, file), calendarYearSchema);
    years.set(year.year, { ...year, origin: 'shipped' });
  }
  for (const year of ofHub) years.set(year.year, { ...year, origin: 'hub' });
  for (const file of filesOf(join(dataDirectory, CALENDAR))) {
    const year = tried(join(CALENDAR, file), calendarYearSchema);
    if (year) years.set(year.year, { ...year, origin: 'seat' });
  }
  return {
    book: ownRules ?? read(join(assetsDirectory, RULES), deadlineBookSchema),
    years: [...years.values()].sort((one, other) => one.year - other.year),
    unusable,
  };
}

/** Where an imported year is kept, in the data folder. */
export function yearFile(dataDirectory: string, year: number): string {
  return join(dataDirectory, CALENDAR, `${year}.json`);
}

/**
 * The hub's word on a year has come: what was imported here before is set aside, as every seat counts alike.
 *
 * @throws an error of the file system
 */
export function setYearAside(dataDirectory: string, year: number): void {
  const file = yearFile(dataDirectory, year);
  if (statOf(file)) renameSync(file, join(dataDirectory, CALENDAR, `${year}.before-hub.json`));
}

function read<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function filesOf(folder: string): string[] {
  if (!statOf(folder)?.isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{4}\.json$/.test(name))
    .sort();
}
