import { CodedError, type Draft } from '#shared/domain/index.ts';

/**
 * Handlers that serve only while somebody is signed in and the seat is not locked; those named in `always` serve
 * besides (rule SH-9). The screen hides what it must; this is the same rule where no page can get round it.
 *
 * @throws CodedError `seat-locked` from every handler that is shut
 */
export function whileOpen<H extends object>(
  handlers: H,
  always: ReadonlyArray<keyof H & string>,
  isOpen: () => boolean,
): H {
  const entries = Object.entries<unknown>(handlers as Record<string, unknown>).map(([name, handler]) => {
    if (typeof handler !== 'function' || (always as readonly string[]).includes(name)) return [name, handler];
    const guarded = (input: unknown): unknown => {
      if (!isOpen()) throw new CodedError('seat-locked', 'The seat is locked, or nobody is signed in.');
      return (handler as (input: unknown) => unknown)(input);
    };
    return [name, guarded];
  });
  return Object.fromEntries(entries) as H;
}

/** Tells of calls whose draft was open and is so no more: it was submitted or thrown away. */
export function watchClosedDrafts(
  onClosed: (callId: string) => void,
): (drafts: ReadonlyArray<Pick<Draft, 'callId'>>) => void {
  let open = new Set<string>();
  return (drafts) => {
    const now = new Set(drafts.flatMap(({ callId }) => (callId === null ? [] : [callId])));
    const closed = [...open].filter((callId) => !now.has(callId));
    open = now;
    for (const callId of closed) onClosed(callId);
  };
}
