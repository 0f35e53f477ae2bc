import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';

/** A file split at its fences: the settings above, the Markdown below, and where everything stands. */
export interface FrontMatter {
  /** Settings as plain values; every scalar is text, so that a phone number or a date stays as written. */
  readonly settings: unknown;
  /** Text below the settings. */
  readonly body: string;
  /** Line of the file at which the body begins, from 1. */
  readonly bodyLine: number;
  /** Line of the file at which the value at a path stands; the nearest one above when it is not there. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** The file has no settings, or they can't be read. */
export interface FrontMatterProblem {
  readonly line: number;
  readonly code: 'no-settings' | 'yaml';
  readonly detail: string;
}

const FENCE = /^---[ \t]*$/;

/** Reads a Markdown file with YAML front matter (YAML 1.2 failsafe schema: text, lists and maps only). */
export function splitFrontMatter(text: string): FrontMatter | readonly FrontMatterProblem[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (!FENCE.test(lines[0] ?? '') || end < 0) return [{ line: 1, code: 'no-settings', detail: '' }];
  const counter = new LineCounter();
  const document = parseDocument(lines.slice(1, end).join('\n'), {
    schema: 'failsafe',
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
  });
  // The first line of the settings is the second one of the file.
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line) + 1;
  if (document.errors.length > 0) {
    return document.errors.map(({ message, pos }) => ({
      line: lineAt(pos[0]),
      code: 'yaml',
      detail: message,
    }));
  }
  return {
    settings: document.toJS({ maxAliasCount: 0 }) as unknown,
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
    lineOf: (path) => lineAt(offsetOf(document, path)),
  };
}

/** Offset of the deepest node on a path; of a pair's key where the last part names a key. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isNode(key) && String(key) === String(last));
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
      continue;
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) && document.contents.range ? document.contents.range[0] : 0;
}
