/** A piece of a text: plain words, or a blank `{…}` with what is known to go there. */
export interface TextPiece {
  readonly text: string;
  readonly blank: boolean;
  /** Whether the blank's value is known; true for plain words. */
  readonly filled: boolean;
  /** Where the piece begins in the unfilled text; tells pieces apart. */
  readonly at: number;
}

/** What is known of a call and its order, by the blank's name. */
export type BlankValues = Readonly<Record<string, string>>;

/**
 * Splits a text at its blanks and fills those whose value is known (rule SC-9). Several names for one blank are
 * parted by `/`: the first that is known is taken. A `{` without its `}` is plain text.
 */
export function fillBlanks(text: string, values: BlankValues): TextPiece[] {
  const pieces: TextPiece[] = [];
  for (const match of text.matchAll(/\{([^{}]+)\}|[^{]+|\{/g)) {
    const name = match[1];
    if (name === undefined) {
      pieces.push({ text: match[0], blank: false, filled: true, at: match.index });
      continue;
    }
    const value = Object.hasOwn(values, name) ? (values[name]?.trim() ?? '') : '';
    pieces.push({ text: value || name, blank: true, filled: value !== '', at: match.index });
  }
  return pieces;
}

/** The filled text as plain words; what is not known stays in its braces, so that nobody reads it out unnoticed. */
export function filledText(text: string, values: BlankValues): string {
  return fillBlanks(text, values)
    .map((piece) => (piece.blank && !piece.filled ? `{${piece.text}}` : piece.text))
    .join('');
}

/** Spoken greeting by the hour, 0 to 23. */
export function timeOfDay(hour: number): string {
  if (hour < 5) return '夜里好';
  if (hour < 9) return '早上好';
  if (hour < 12) return '上午好';
  if (hour < 14) return '中午好';
  return hour < 18 ? '下午好' : '晚上好';
}

/**
 * How the citizen is spoken to: what stands behind the name (先生, 女士 …), with the surname; else 您.
 *
 * @example callerTitle('刘先生') // '刘先生'
 * @example callerTitle('欧阳丽女士') // '欧阳女士'
 */
export function callerTitle(name: string): string {
  const match = /^(\p{Script=Han}{1,8}?)(先生|女士|小姐|老师|师傅|大爷|大妈|阿姨|经理|主任)$/u.exec(
    name.trim(),
  );
  if (!match?.[1] || !match[2]) return '您';
  const surname = DOUBLE_SURNAMES.find((one) => match[1]?.startsWith(one)) ?? match[1].charAt(0);
  return `${surname}${match[2]}`;
}

const DOUBLE_SURNAMES = [
  '欧阳',
  '上官',
  '司马',
  '诸葛',
  '司徒',
  '夏侯',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '端木',
];
