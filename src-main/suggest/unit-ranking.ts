import type { SuggestionReason } from '#shared/contract/index.ts';
import { LOCAL_KIND, type UnitDirectory } from './catalogue.ts';

/** A leaf that the order may get, and how likely, 0 to 1. */
export interface LikelyCategory {
  readonly code: string;
  readonly likelihood: number;
}

/** Earlier orders of this centre in one leaf, by lead unit. */
export type OwnDispatches = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface UnitInput {
  readonly categories: readonly LikelyCategory[];
  /** Share of each kind of unit, by the learned model. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly placeCode: string;
  readonly own: OwnDispatches;
}

export interface RankedUnit {
  readonly name: string;
  readonly kind: string | null;
  readonly score: number;
  readonly reasons: SuggestionReason[];
}

/** How much each kind of evidence counts; fitted on half of the signed answers (docs/suggestions.md). */
export const UNIT_WEIGHTS = { kinds: 1, inCharge: 0.3, own: 2.5 };
/** Earlier orders that stand against a habit: with as many, it counts half. */
const HABIT_FLOOR = 3;
/** A share of answers below this is no reason to show. */
const LEAST_SHARE = 0.05;

/** Units for an order, best first; only such as something speaks for, each with why. */
export function rankUnits(directory: UnitDirectory, input: UnitInput, weights = UNIT_WEIGHTS): RankedUnit[] {
  const found = new Map<
    string,
    { kind: string | null; score: number; reasons: Array<{ worth: number; reason: SuggestionReason }> }
  >();
  const add = (name: string, kind: string | null, worth: number, reason: SuggestionReason | undefined) => {
    if (worth <= 0) return;
    const known = found.get(name) ?? { kind, score: 0, reasons: [] };
    known.score += worth;
    if (reason !== undefined) known.reasons.push({ worth, reason });
    found.set(name, known);
  };
  const area = directory.areas.find(({ code }) => input.placeCode.startsWith(code));
  for (const { kind, name } of directory.units) {
    const share = input.kinds.get(kind) ?? 0;
    const worth = weights.kinds * share;
    if (kind === LOCAL_KIND) {
      if (area) add(area.name, kind, worth, { kind: 'area', area: area.area });
      continue;
    }
    add(
      name,
      kind,
      worth,
      share >= LEAST_SHARE ? { kind: 'answered-by', share: Math.round(share * 100) / 100 } : undefined,
    );
  }
  for (const { code, likelihood } of input.categories) {
    for (const { name, kind } of unitsInCharge(directory, code)) {
      add(name, kind, weights.inCharge * likelihood, { kind: 'in-charge', category: code });
    }
    const own = input.own.get(code);
    if (own === undefined) continue;
    const total = [...own.values()].reduce((sum, count) => sum + count, 0);
    for (const [name, count] of own) {
      const worth = (weights.own * likelihood * count) / (total + HABIT_FLOOR);
      add(name, null, worth, { kind: 'own-unit', count, category: code });
    }
  }
  return [...found]
    .filter(([, { reasons }]) => reasons.length > 0)
    .map(([name, { kind, score, reasons }]) => ({ name, kind, score, reasons: strongest(reasons) }))
    .toSorted((one, other) => other.score - one.score);
}

/** Units in charge of a leaf: those whose entry is the most exact. */
export function unitsInCharge(directory: UnitDirectory, code: string): UnitDirectory['units'] {
  const exactness = ({ inCharge }: UnitDirectory['units'][number]) =>
    Math.max(
      0,
      ...inCharge.filter((one) => code === one || code.startsWith(`${one}/`)).map((one) => one.length),
    );
  const most = Math.max(0, ...directory.units.map(exactness));
  return most === 0
    ? []
    : directory.units.filter((unit) => unit.kind !== LOCAL_KIND && exactness(unit) === most);
}

function strongest(reasons: ReadonlyArray<{ worth: number; reason: SuggestionReason }>): SuggestionReason[] {
  const byKind = new Map<string, { worth: number; reason: SuggestionReason }>();
  for (const one of reasons) {
    const known = byKind.get(one.reason.kind);
    if (known === undefined || one.worth > known.worth) byKind.set(one.reason.kind, one);
  }
  return [...byKind.values()]
    .toSorted((one, other) => other.worth - one.worth)
    .slice(0, 2)
    .map(({ reason }) => reason);
}
