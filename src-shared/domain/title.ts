import { type Category, categoryLeaf } from './category.ts';
import { clipped } from './text.ts';
import { FIELD_LIMITS, type RequestType } from './work-order-fields.ts';

/** What a request of a type is called behind its matter; a matter that somebody complains of is a «问题». */
const NOUNS: Partial<Record<RequestType, string>> = { ZX: '咨询', JY: '建议', BY: '表扬' };
const PROBLEM = '问题';

/** Words that say where at a place something is, and name none: «门口», «东侧», «路口往北». */
const WHERE_AT =
  /^(?:大?门口|[东南西北]+(?:门|侧|边|头|面)|附近|旁边?|对面|周边|路口|(?:院|楼|屋|小区)?[里内外](?:面|边)?|楼[上下道])/;

/**
 * The part of an address that names a place: «青檀佳苑» of «青檀佳苑6号楼1单元». Empty where it begins with a number, or
 * with words that only say where at the place before it.
 */
export function placeName(address: string): string {
  if (WHERE_AT.test(address)) return '';
  return (/^[^\d〇零一二三四五六七八九十]{2,}/.exec(address)?.[0] ?? '').slice(0, 20);
}

/**
 * The title that an order may have, «地点+事项» (DOMAIN.md §2.3): the place's own name, else the names of its divisions;
 * the word that the text itself uses for the category, else the category's name. Empty while either is not known.
 *
 * @param names names of the place's divisions as one line, or empty
 * @param categories leaves of the tree, as far as they are loaded
 */
export function titleOf(
  fields: {
    readonly place: string;
    readonly categoryCode: string;
    readonly content: string;
    readonly requestType: RequestType;
  },
  names: string,
  categories: readonly Category[],
): string {
  const { place, categoryCode, content, requestType } = fields;
  const where = placeName(place) || names;
  const matter = matterOf(categoryCode, content, categories);
  if (where === '' || matter === '') return '';
  const noun = NOUNS[requestType] ?? PROBLEM;
  const title = where + (matter.endsWith(noun) ? matter : matter + noun);
  return clipped(title, FIELD_LIMITS.title) === title ? title : '';
}

function matterOf(categoryCode: string, content: string, categories: readonly Category[]): string {
  const aliases = categories.find(({ code }) => code === categoryCode)?.aliases ?? [];
  const said = aliases
    .map(({ name }) => name)
    .filter((name) => content.includes(name))
    .toSorted((one, other) => other.length - one.length);
  return said[0] ?? categoryLeaf(categoryCode);
}
