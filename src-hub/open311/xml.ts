/** What Open311 answers: objects, lists of them, and texts. A list's items take the name that the specification gives. */
export type Open311Value = string | number | boolean | null | undefined | Open311List | Open311Object;
export interface Open311Object {
  readonly [name: string]: Open311Value;
}
/** A list with the name of its items in XML. */
export interface Open311List {
  readonly item: string;
  readonly items: readonly (Open311Object | string)[];
}

/** The document in XML (1.0, UTF-8); null and absent values are empty elements, as the specification's examples have. */
export function xmlOf(root: string, value: Open311Value): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value)}\n`;
}

function element(name: string, value: Open311Value): string {
  if (value === null || value === undefined || value === '') return `<${name}/>`;
  if (isList(value))
    return `<${name}>${value.items.map((one) => element(value.item, one)).join('')}</${name}>`;
  if (typeof value === 'object') {
    const inner = Object.entries(value).map(([key, one]) => element(key, one));
    return `<${name}>${inner.join('')}</${name}>`;
  }
  return `<${name}>${escaped(String(value))}</${name}>`;
}

/** The same in JSON: a list is an array, what is absent is left out. */
export function jsonOf(value: Open311Value): unknown {
  if (value === null || value === undefined || typeof value !== 'object') return value;
  if (isList(value)) return value.items.map(jsonOf);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, jsonOf(one)]));
}

const isList = (value: Open311List | Open311Object | string | number | boolean): value is Open311List =>
  typeof value === 'object' && 'items' in value && Array.isArray(value.items);

/** Harmless as text; characters that XML 1.0 cannot hold (§2.2) become a replacement character. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}
