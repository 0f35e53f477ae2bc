/** The shapes of a state. Each state is told by shape, word and colour; this is the shape and the colour. */
export type StateKind = 'good' | 'busy' | 'idle' | 'warn' | 'bad';

/** 16 px shape beside a state's word: disc with tick, open ring, triangle, octagon with cross. */
export function StateMark({ kind }: { readonly kind: StateKind }) {
  return (
    <svg className={`state-mark state-${kind}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {kind === 'good' && (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path className="state-cut" d="M4.6 8.2l2.3 2.3 4.4-4.8" />
        </>
      )}
      {kind === 'busy' && (
        <circle className="state-line" cx="8" cy="8" r="6" strokeDasharray="6 3.4" strokeLinecap="round" />
      )}
      {kind === 'idle' && <circle className="state-line" cx="8" cy="8" r="6" />}
      {kind === 'warn' && (
        <>
          <path d="M8 1.2 15.4 14.4H.6z" fill="currentColor" strokeLinejoin="round" />
          <path className="state-cut" d="M8 6v4M8 12.1v.2" />
        </>
      )}
      {kind === 'bad' && (
        <>
          <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
          <path className="state-cut" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" />
        </>
      )}
    </svg>
  );
}
