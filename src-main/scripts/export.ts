import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptEntry, ScriptKind } from '#shared/domain/index.ts';
import { writeWorkbook } from './file/workbook.ts';
import { writeEntry } from './file/write-entry.ts';

/** Folder of each kind, as in assets/scripts. */
const FOLDERS: Readonly<Record<ScriptKind, string>> = {
  phrase: 'phrases',
  guide: 'guides',
  knowledge: 'knowledge',
  unit: 'units',
};

/**
 * Writes entries below `<exports>/scripts-<date>`: a file for each, and `scripts.xlsx`. Nothing in them is personal.
 *
 * @param date `YYYY-MM-DD`
 */
export async function exportLibrary(
  exports: string,
  date: string,
  entries: readonly ScriptEntry[],
): Promise<{ folder: string; files: number }> {
  const folder = join(exports, `scripts-${date}`);
  for (const name of Object.values(FOLDERS)) mkdirSync(join(folder, name), { recursive: true });
  // An id has letters, digits and `-` alone (scriptIdSchema), so that it can't lead out of the folder.
  for (const entry of entries)
    writeFileSync(join(folder, FOLDERS[entry.kind], `${entry.id}.md`), writeEntry(entry));
  writeFileSync(join(folder, 'scripts.xlsx'), await writeWorkbook(entries));
  return { folder, files: entries.length };
}
