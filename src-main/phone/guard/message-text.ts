/** One header field, its name in the long form and lower case, its value on one line and trimmed. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** A SIP message taken apart, without judging it. */
export interface MessageText {
  readonly start: string;
  readonly fields: readonly Field[];
  /** Everything after the empty line; undefined when there is none. */
  readonly body: string | undefined;
  /** Whether the head is within {@link LONGEST_HEAD}, {@link MOST_FIELDS} and {@link LONGEST_FIELD}. */
  readonly isWithinLimits: boolean;
  /** Whether every line of the head is a header field. */
  readonly isWellFormed: boolean;
}

/** Characters. The longest head of RFC 4475 has 3,400; sip.js's grammar needs time that grows with them. */
export const LONGEST_HEAD = 16_384;
export const LONGEST_FIELD = 4_096;
export const MOST_FIELDS = 200;

/** RFC 3261 section 7.3.3 and the header registry: the one-letter names. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['a', 'accept-contact'],
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['d', 'request-disposition'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['j', 'reject-contact'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['n', 'identity-info'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
  ['y', 'identity'],
]);

const FIELD = /^([A-Za-z0-9!%*_+`'~.-]+)[ \t]*:(.*)$/s;

/** Takes a message apart in time linear in its length; only so much of it as the limits allow. */
export function readMessageText(text: string): MessageText {
  // Empty lines before a message are skipped (RFC 3261 section 7.5).
  const message = text.replace(/^[\r\n]+/, '');
  const end = message.slice(0, LONGEST_HEAD + 4).indexOf('\r\n\r\n');
  const isWhole = end >= 0;
  const head = message.slice(0, isWhole ? end : LONGEST_HEAD);
  // A line that begins with white space continues the one before (RFC 3261 section 7.3.1).
  const [start = '', ...lines] = head.replace(/[ \t]*\r\n[ \t]+/g, ' ').split('\r\n');
  const fields: Field[] = [];
  let isWellFormed = !/[\r\n]/.test(start);
  for (const line of lines.slice(0, MOST_FIELDS)) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? [];
    if (name === '' || /[\r\n]/.test(value)) isWellFormed = false;
    else fields.push(...fieldsOf(longName(name), value));
  }
  return {
    start,
    fields,
    body: isWhole ? message.slice(end + 4) : undefined,
    isWithinLimits:
      (isWhole || message.length <= LONGEST_HEAD) &&
      lines.length <= MOST_FIELDS &&
      [start, ...lines].every((line) => line.length <= LONGEST_FIELD),
    isWellFormed,
  };
}

/** One field for each Via, even where several stand on one line, as each is looked at by itself. */
function fieldsOf(name: string, value: string): Field[] {
  const values = name === 'via' ? value.split(',') : [value];
  return values.map((one) => ({ name, value: one.trim() }));
}

function longName(name: string): string {
  const lower = name.toLowerCase();
  return LONG_NAMES.get(lower) ?? lower;
}

/** The values of a header field, in order. */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value);
}

/** The message as sip.js gets it: one field a line, and no more body than its length says. */
export function formatMessageText(start: string, fields: readonly Field[], body: string): string {
  const lines = fields.map(({ name, value }) => `${name}: ${value}`);
  return `${[start, ...lines].join('\r\n')}\r\n\r\n${body}`;
}
