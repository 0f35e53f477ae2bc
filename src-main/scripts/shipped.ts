import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptProblem } from '#shared/contract/index.ts';
import { messageOf, type ScriptEntry } from '#shared/domain/index.ts';
import { readEntry } from './file/read-entry.ts';

/** What a folder of files holds: the entries that are right, and what is wrong with the others. */
export interface LoadedFolder {
  readonly entries: readonly ScriptEntry[];
  readonly problems: readonly ScriptProblem[];
}

/**
 * Reads every `.md` file in the folders of a folder (assets/scripts). A bad file is left out and told; the others serve. Gives
 * other work its turn after each `pause` files, as main must not stand still.
 *
 * @param pause settles when other work has had its turn
 */
export async function loadFolder(folder: string, pause: () => Promise<void>): Promise<LoadedFolder> {
  // One level of folders, listed one by one: a packed program's files can't be listed all at once.
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`))
    .filter((path) => path.endsWith('.md'))
    .sort();
  const read: Array<{ file: string; text: string }> = [];
  const problems: ScriptProblem[] = [];
  for (const file of files) {
    try {
      read.push({ file, text: readFileSync(join(folder, file), 'utf8') });
    } catch (error) {
      problems.push({ file, line: 1, code: 'unreadable', detail: messageOf(error).slice(0, 500) });
    }
  }
  const loaded = await readFiles(read, pause);
  return { entries: loaded.entries, problems: [...problems, ...loaded.problems] };
}

const FILES_AT_ONCE = 8;

/** Reads files that are in memory; the same id twice is told at the later one. */
export async function readFiles(
  files: ReadonlyArray<{ readonly file: string; readonly text: string }>,
  pause: () => Promise<void>,
): Promise<LoadedFolder> {
  const entries = new Map<string, ScriptEntry>();
  const problems: ScriptProblem[] = [];
  for (const [index, { file, text }] of files.entries()) {
    if (index % FILES_AT_ONCE === FILES_AT_ONCE - 1) await pause();
    const { entry, problems: found } = readEntry(file, text);
    problems.push(...found);
    if (entry === null) continue;
    if (entries.has(entry.id)) problems.push({ file, line: 1, code: 'repeated-id', detail: entry.id });
    else entries.set(entry.id, entry);
  }
  return { entries: [...entries.values()], problems };
}

/** Units that are named and not there, told at the entry that names them. */
export function unknownUnits(entries: readonly ScriptEntry[]): ScriptProblem[] {
  const units = new Set(entries.filter(({ kind }) => kind === 'unit').map(({ id }) => id));
  return entries.flatMap((entry) =>
    namedUnits(entry)
      .filter((unit) => !units.has(unit))
      .map((unit) => ({ file: entry.id, line: 1, code: 'unknown-unit' as const, detail: unit })),
  );
}

function namedUnits(entry: ScriptEntry): string[] {
  switch (entry.kind) {
    case 'knowledge':
      return entry.unit === null ? [] : [entry.unit];
    case 'unit':
      return entry.parent === null ? [] : [entry.parent];
    case 'guide':
      return entry.steps.flatMap((step) => (step.type === 'end' && step.unit !== null ? [step.unit] : []));
    case 'phrase':
      return [];
  }
}
