import { useEffect, useState } from 'react';
import type { ScriptNote } from '#shared/contract/index.ts';
import { dayAndTime, showError, useTranslation } from '../../ui/index.ts';
import { editingClient } from '../store.ts';
import { openEdited } from './editing-store.ts';

type Note = ScriptNote & { readonly id: string; readonly at: number; readonly author: string };

/** What operators at this seat found wrong or missing. */
export function NotesList() {
  const { t } = useTranslation();
  const [notes, setNotes] = useState<readonly Note[]>([]);
  useEffect(() => {
    let current = true;
    const load = async () => {
      try {
        const found = await editingClient().notes(null);
        if (current) setNotes(found);
      } catch (error) {
        showError(error);
      }
    };
    void load();
    return () => {
      current = false;
    };
  }, []);
  if (notes.length === 0) return <p className="editing-empty">{t('scripts.edit.noNotes')}</p>;
  return (
    <ul className="editing-notes" data-testid="notes">
      {notes.map(({ id, at, author, entryId, query, comment, topic }) => (
        <li key={id}>
          <p>{comment}</p>
          <p className="editing-detail">
            {dayAndTime(at)} · {author}
            {query !== '' && ` · ${t('scripts.note.searched', { query })}`}
            {topic !== '' && ` · ${topic}`}
          </p>
          {entryId && (
            <button type="button" className="button button-quiet" onClick={() => void openEdited(entryId)}>
              {entryId}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
