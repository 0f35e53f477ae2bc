import { readFileSync } from 'node:fs';
import shipped from '#assets/board/board.json' with { type: 'json' };
import { type BoardLayout, boardLayoutSchema, CodedError, messageOf } from '#shared/domain/index.ts';

/**
 * The hall as its data file says, or the one that is shipped.
 *
 * @throws CodedError `usage` with the place of each fault
 */
export function readLayout(file: string | undefined): BoardLayout {
  if (file === undefined) return boardLayoutSchema.parse(shipped);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CodedError('usage', `${file} can't be read: ${messageOf(error)}`, { cause: error });
  }
  const parsed = boardLayoutSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ message, path }) => `${path.join('.') || '(whole)'}: ${message}`);
  throw new CodedError('usage', `${file}: ${wrong.join('; ')}`);
}
