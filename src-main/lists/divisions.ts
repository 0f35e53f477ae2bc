import { type Divisions, divisionsSchema } from '#shared/domain/index.ts';
import type { DivisionRow } from '#shared/hub-protocol/index.ts';

/**
 * The divisions of the hub's rows. What a table does not have is taken from those that ship, where it is of the same city:
 * the city's own name, the areas without a code, and how names are read.
 *
 * @returns undefined where the rows make no city (no district, another city without a row of its own)
 */
export function joinDivisions(rows: readonly DivisionRow[], shipped: Divisions): Divisions | undefined {
  const of = (digits: number) =>
    rows.filter(({ code }) => code.length === digits).map(({ code, name }) => [code, name]);
  const pinyin = new Map(
    [...shipped.areas, ...shipped.streets, ...shipped.villages].map(([code = '', name = '', spelled]) => [
      `${code} ${name}`,
      spelled,
    ]),
  );
  // A name that ships is spelled there already, by people who know how it is said.
  const spelled = (found: string[][]) =>
    found.map(([code = '', name = '']) => {
      const known = pinyin.get(`${code} ${name}`);
      return known === undefined ? [code, name] : [code, name, known];
    });
  const areas = spelled(of(6));
  const prefix = areas[0]?.[0]?.slice(0, 4) ?? '';
  const isSameCity = shipped.city[0] === prefix;
  const city = of(4).find(([code]) => code === prefix) ?? (isSameCity ? shipped.city : undefined);
  const codes = new Set(rows.map(({ code }) => code));
  const virtualAreas = isSameCity
    ? shipped.virtualAreas.map((one) => ({ ...one, members: one.members.filter((code) => codes.has(code)) }))
    : [];
  const joined = divisionsSchema.safeParse({
    version: 1,
    source: 'hub',
    city,
    areas,
    streets: spelled(of(9)),
    villages: spelled(of(12)),
    virtualAreas: virtualAreas.filter(({ members }) => members.length > 0),
    readings: shipped.readings,
  });
  return joined.data;
}
