import { scriptEntrySchema, type Unit } from '#shared/domain/index.ts';
import type { UnitRow } from '#shared/hub-protocol/index.ts';

const LEVELS: Readonly<Record<UnitRow['level'], Unit['level']>> = {
  city: 'city',
  district: 'district',
  street: 'township',
  village: 'village',
  service: 'service',
};

/**
 * The unit directory by the hub's table. An entry of the library with the same id, or else the same name, keeps what the
 * table does not have (duties, hours, other words); name, telephone, level and who stands above are the table's. What the
 * table does not name is not in the directory.
 *
 * @param known the library's own units
 */
export function unitsOfHub(rows: readonly UnitRow[], known: readonly Unit[]): Unit[] {
  const byId = new Map(known.map((unit) => [unit.id, unit]));
  const byName = new Map(known.map((unit) => [unit.title.zh, unit]));
  const matched = new Map(rows.map((row) => [row.code, byId.get(row.code) ?? byName.get(row.name)]));
  const ids = new Map(rows.map(({ code }) => [code, matched.get(code)?.id ?? idOf(code)]));
  const taken = new Set<string>();
  return rows.flatMap((row) => {
    const entry = matched.get(row.code);
    const id = ids.get(row.code) ?? idOf(row.code);
    // Two rows of one entry: the first has it.
    if (taken.has(id)) return [];
    taken.add(id);
    const sameName = entry?.title.zh === row.name;
    const unit = scriptEntrySchema.safeParse({
      keywords: [],
      categories: [],
      body: { zh: '', en: '' },
      hours: { zh: '', en: '' },
      ...entry,
      kind: 'unit',
      id,
      title: { zh: row.name, en: sameName ? entry.title.en : row.name },
      level: LEVELS[row.level],
      phone: row.phone === '' ? (entry?.phone ?? '') : row.phone,
      parent: ids.get(row.parent) ?? null,
      ...(row.categories !== '' && {
        categories: row.categories
          .split(/[;；、]/)
          .map((one) => one.trim())
          .filter((one) => one !== '')
          .slice(0, 20),
      }),
      sample: false,
    });
    return unit.data?.kind === 'unit' ? [unit.data] : [];
  });
}

/** An id of the library for a code, which may hold characters that an id may not. */
function idOf(code: string): string {
  const plain = [...code]
    .map((one) => (/[A-Za-z0-9-]/.test(one) ? one : (one.codePointAt(0) ?? 0).toString(36)))
    .join('');
  return `U-${plain}`.slice(0, 60);
}
