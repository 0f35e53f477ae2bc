import type { UnitRow } from '#shared/hub-protocol/index.ts';
import { LOCAL_KIND, type UnitDirectory } from './catalogue.ts';

/**
 * The units that are suggested, by the hub's table: the same names that the directory of the form finds. What kind a unit
 * is of (as the learned model names it) is told by its name: it is the shipped unit's of that name, else the kind whose
 * sign stands in it, the longest first. What it is in charge of is the table's, else its kind's.
 */
export function directoryOfHub(rows: readonly UnitRow[], shipped: UnitDirectory): UnitDirectory {
  const kinds = shipped.units.filter(({ kind }) => kind !== LOCAL_KIND);
  const kindOf = (name: string) =>
    kinds.find((unit) => unit.name === name) ??
    kinds
      .flatMap((unit) => unit.signs.filter((sign) => name.includes(sign)).map((sign) => ({ unit, sign })))
      .toSorted((one, other) => other.sign.length - one.sign.length)[0]?.unit;
  const city = rows.filter(({ level }) => level === 'city' || level === 'service');
  const units = city.map(({ name, categories }) => {
    const known = kindOf(name);
    const own = categories
      .split(/[;；、]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
    return {
      // A kind of its own is one that the model never names.
      kind: known?.kind ?? 'other',
      name,
      signs: known?.signs ?? [],
      inCharge: own.length > 0 ? own.slice(0, 60) : (known?.inCharge ?? []),
    };
  });
  const governments = rows.filter(({ level, name }) => level === 'district' && name.includes('政府'));
  const areas = shipped.areas.flatMap((area) => {
    const own =
      governments.find(({ name }) => name === area.name) ??
      governments.find(({ name }) => name.includes(area.area));
    return own ? [{ ...area, name: own.name }] : [];
  });
  const local = shipped.units.filter(({ kind }) => kind === LOCAL_KIND && areas.length > 0);
  return { ...shipped, units: [...units, ...local], areas };
}
