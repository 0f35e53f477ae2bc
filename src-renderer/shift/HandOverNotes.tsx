import { hourMinute, StateMark, useTranslation } from '../ui/index.ts';
import { noteRead, useShift } from './store.ts';

/** What the shift before left for this one; a strip until it was read. */
export function HandOverNotes() {
  const { t } = useTranslation();
  const notes = useShift(({ state }) => state?.notes);
  const unread = notes?.filter(({ read }) => read === null) ?? [];
  const note = unread.at(-1);
  if (!note) return null;
  return (
    <div className="strip strip-hand-over" role="status" data-testid="hand-over">
      <StateMark kind="warn" />
      <p>
        <strong>
          {t('shift.note.title', {
            from: note.from,
            shift: t(`shift.shiftName.${note.shift}`),
            time: hourMinute(note.writtenAt),
          })}
        </strong>{' '}
        {note.text}
        {note.drafts > 0 && ` ${t('shift.note.drafts', { count: note.drafts })}`}
      </p>
      <button type="button" className="button" onClick={() => noteRead(note.id)}>
        {t('shift.note.read')}
      </button>
    </div>
  );
}
