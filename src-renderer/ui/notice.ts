import { create } from 'zustand';
import { codeOf, messageOf } from '#shared/domain/index.ts';

/** The last thing that went wrong by the operator's own doing; shown until dismissed or replaced. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

export const useNotice = create<{ readonly notice: Notice | undefined }>(() => ({ notice: undefined }));

/**
 * Tells the operator that something they asked for failed. A lost connection is told by a strip of its own for as long
 * as it lasts; a notice of it would stay when it is long over.
 */
export function showError(error: unknown): void {
  if (codeOf(error) === 'disconnected') return;
  useNotice.setState({ notice: { code: codeOf(error), message: messageOf(error) } });
}

export function dismissNotice(): void {
  useNotice.setState({ notice: undefined });
}
