import { type ScriptEntry, validityOf } from '#shared/domain/index.ts';
import type { Shelved } from './library.ts';
import type { Circumstances } from './search/search-index.ts';

/** How often and when an entry was used at this seat. */
export interface Usage {
  readonly opened: number;
  readonly used: number;
  /** Epoch ms. */
  readonly lastAt: number;
}

/** What decides the order of a result besides the words (docs/spec/scripts.md, SC-16 to SC-18). */
export interface Surroundings {
  readonly usageOf: (id: string) => Usage | undefined;
  /** Category of the order on screen, or empty. */
  readonly categoryCode: string;
  /** The guide beside the form, if there is one. */
  readonly guide: ScriptEntry | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** `YYYY-MM-DD` at the seat. */
  readonly today: string;
}

const MOST_BY_USE = 0.12;
const JUST_USED = 0.08;
/** What was used so long ago counts a third of {@link JUST_USED}, ms. */
const RECENT = 2 * 60 * 60 * 1000;
const SAME_CATEGORY = 0.12;
const NAMED_BY_GUIDE = 0.12;
const OF_GUIDES_CATEGORY = 0.06;
/** Expired ones sink below anything that fits half as well. */
const SHARES = { current: 1, due: 0.85, expired: 0.4, 'not-yet': 0.4 } as const;

export function circumstancesOf(surroundings: Surroundings): Circumstances {
  const { usageOf, categoryCode, guide, now, today } = surroundings;
  const named = new Set(guide?.kind === 'guide' ? unitsOf(guide) : []);
  return {
    bonusOf: (entry) => {
      let bonus = useBonus(usageOf(entry.id), now);
      bonus += SAME_CATEGORY * nearness(categoryCode, entry);
      if (named.has(entry.id)) bonus += NAMED_BY_GUIDE;
      else if (
        guide?.categories.some((one) =>
          entry.categories.some((other) => isWithin(one, other) || isWithin(other, one)),
        )
      ) {
        bonus += OF_GUIDES_CATEGORY;
      }
      return bonus;
    },
    shareOf: (entry) => SHARES[validityOf(entry, today)],
  };
}

function useBonus(usage: Usage | undefined, now: number): number {
  if (usage === undefined) return 0;
  const often = Math.min(MOST_BY_USE, 0.03 * Math.log2(1 + usage.used + usage.opened / 4));
  return often + JUST_USED * Math.exp(-Math.max(0, now - usage.lastAt) / RECENT);
}

/** How much of a category's way from the root an entry names: 1 for the very category, 0 for none. */
function nearness(categoryCode: string, { categories }: ScriptEntry): number {
  if (categoryCode === '') return 0;
  const shares = categories
    .filter((one) => isWithin(categoryCode, one))
    .map((one) => one.split('/').length / categoryCode.split('/').length);
  return Math.max(0, ...shares);
}

/** Whether a category's code is another one or stands below it. */
export function isWithin(code: string, above: string): boolean {
  return code === above || code.startsWith(`${above}/`);
}

function unitsOf(guide: Extract<ScriptEntry, { kind: 'guide' }>): string[] {
  return guide.steps.flatMap((step) => (step.type === 'end' && step.unit !== null ? [step.unit] : []));
}

/** What is listed while nothing is typed: what fits the order, then what was used last, then the guides. */
export function withoutQuery(
  shelved: Iterable<Shelved>,
  surroundings: Surroundings,
  limit: number,
): ScriptEntry[] {
  const { bonusOf, shareOf } = circumstancesOf(surroundings);
  const listed: Array<{ entry: ScriptEntry; score: number }> = [];
  for (const { entry } of shelved) {
    const score = (bonusOf(entry) + (entry.kind === 'guide' ? 0.02 : 0)) * shareOf(entry);
    if (score > 0) listed.push({ entry, score });
  }
  return listed
    .sort((one, other) => other.score - one.score || (one.entry.id < other.entry.id ? -1 : 1))
    .slice(0, limit)
    .map(({ entry }) => entry);
}
