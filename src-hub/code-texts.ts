import channels from '#assets/codes/channels.json' with { type: 'json' };
import genderTitles from '#assets/codes/gender-titles.json' with { type: 'json' };
import orderStates from '#assets/codes/order-states.json' with { type: 'json' };
import requestTypes from '#assets/codes/request-types.json' with { type: 'json' };
import requesterKinds from '#assets/codes/requester-kinds.json' with { type: 'json' };
import safetyFlags from '#assets/codes/safety-flags.json' with { type: 'json' };
import urgencies from '#assets/codes/urgencies.json' with { type: 'json' };
import divisionsFile from '#assets/divisions/zaozhuang.json' with { type: 'json' };
import { codeFileSchema, divisionsSchema, type WorkOrderFields } from '#shared/domain/index.ts';

/** The lists of codes that the hub shows in words. */
const LISTS = {
  channels,
  'gender-titles': genderTitles,
  'order-states': orderStates,
  'request-types': requestTypes,
  'requester-kinds': requesterKinds,
  'safety-flags': safetyFlags,
  urgencies,
} as const;
export type HubCodeList = keyof typeof LISTS;

const books = new Map<HubCodeList, ReadonlyMap<string, { readonly zh: string; readonly en: string }>>();

/** The text of a code in a language; the code itself where the list does not have it. */
export function textOfCode(list: HubCodeList, code: string, language: 'zh' | 'en'): string {
  let book = books.get(list);
  if (book === undefined) {
    book = new Map(codeFileSchema.parse(LISTS[list]).codes.map((one) => [one.code, one]));
    books.set(list, book);
  }
  return book.get(code)?.[language] ?? code;
}

/** Every code of a list with its texts, in the list's order. */
export function codesOf(list: HubCodeList): readonly { code: string; zh: string; en: string }[] {
  return codeFileSchema.parse(LISTS[list]).codes;
}

let names: ReadonlyMap<string, string> | undefined;

/** Name of a division by its code of 4, 6, 9 or 12 digits; undefined for one that is not known. */
export function divisionName(code: string): string | undefined {
  names ??= (() => {
    const { city, areas, streets, villages, virtualAreas } = divisionsSchema.parse(divisionsFile);
    const rows = [city, ...areas, ...streets, ...villages].map(
      ([one = '', name = '']) => [one, name] as const,
    );
    return new Map([...rows, ...virtualAreas.map(({ code: one, name }) => [one, name] as const)]);
  })();
  return names.get(code);
}

/** District, township and village of an order in words, as far down as its codes go. */
export function divisionLine({
  areaCode,
  streetCode,
  villageCode,
}: Pick<WorkOrderFields, 'areaCode' | 'streetCode' | 'villageCode'>): string {
  return [areaCode, streetCode, villageCode].map((code) => divisionName(code) ?? '').join('');
}
