import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CODE_LISTS,
  type CodeBook,
  CodedError,
  codeBookSchema,
  codeFileSchema,
} from '#shared/domain/index.ts';

/** Answers every list of codes, read at the first question and kept. */
export type CodeSource = () => CodeBook;

/**
 * The lists of codes of a folder, one file each (`assets/codes`).
 *
 * @throws CodedError `codes-invalid` at the first question, naming the file and what is wrong with it
 */
export function loadCodes(directory: string): CodeSource {
  let made: CodeBook | undefined;
  return () => {
    made ??= codeBookSchema.parse(
      Object.fromEntries(CODE_LISTS.map((name) => [name, readList(join(directory, `${name}.json`))])),
    );
    return made;
  };
}

function readList(file: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CodedError('codes-invalid', `${file} can't be read as JSON.`, { cause });
  }
  const parsed = codeFileSchema.safeParse(json);
  if (parsed.success) return parsed.data.codes;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new CodedError('codes-invalid', `${file}: ${wrong}`);
}
