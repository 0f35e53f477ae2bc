/**
 * An error with a reason code that a program can branch on and a message that a person can act on.
 * It is the only kind of error that crosses a border of ours (contract, hub protocol).
 * The renderer shows the translation of `code` (i18n key `error.<code>`) and falls back to `message`.
 */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code of any thrown value; `internal` for everything that is not a {@link CodedError}. */
export function codeOf(error: unknown): string {
  return error instanceof CodedError ? error.code : 'internal';
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
