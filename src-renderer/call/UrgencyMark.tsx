import type { AnswerUrgency } from '#shared/domain/index.ts';

/** The urgency's shape, one more corner filled at each step: ring, half disc, triangle, octagon. */
export function UrgencyMark({ urgency }: { readonly urgency: AnswerUrgency }) {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="currentColor">
      {urgency === 'calm' && (
        <circle cx="12" cy="12" r="8.5" fill="none" stroke="currentColor" strokeWidth="4" />
      )}
      {urgency === 'soon' && (
        <>
          <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" strokeWidth="3" />
          <path d="M12 3a9 9 0 0 1 0 18z" />
        </>
      )}
      {urgency === 'urgent' && <path d="M12 2 23.5 22H.5z" />}
      {urgency === 'overdue' && <path d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z" />}
    </svg>
  );
}
