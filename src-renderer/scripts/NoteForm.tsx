import { useState } from 'react';
import { fieldsOnScreen, useIntake } from '../intake/index.ts';
import { isForInputMethod, useTranslation } from '../ui/index.ts';
import { sendNote } from './store.ts';

/** «Answer is wrong or missing»: a few words to the editors, with what the order is about. */
export function NoteForm(properties: {
  readonly entryId: string | null;
  readonly query: string;
  readonly onDone: () => void;
}) {
  const { entryId, query, onDone } = properties;
  const { t } = useTranslation();
  const [comment, setComment] = useState('');
  const [sent, setSent] = useState(false);
  const send = async () => {
    const { categoryCode, title } = fieldsOnScreen(useIntake.getState());
    const topic = [categoryCode, title].filter((one) => one !== '').join(' · ');
    if (await sendNote({ entryId, query: query.slice(0, 200), comment, topic: topic.slice(0, 200) }))
      setSent(true);
  };
  if (sent) {
    return (
      <div className="note-form" role="status">
        <p>{t('scripts.note.sent')}</p>
        <button type="button" className="button" onClick={onDone}>
          {t('scripts.back')}
        </button>
      </div>
    );
  }
  return (
    <form
      className="note-form"
      data-testid="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isForInputMethod(event.nativeEvent)) return;
        event.preventDefault();
        onDone();
      }}
    >
      <label htmlFor="note-comment">
        {t(entryId === null ? 'scripts.note.missing' : 'scripts.note.wrong')}
      </label>
      {query !== '' && <p className="note-query">{t('scripts.note.searched', { query })}</p>}
      <textarea
        id="note-comment"
        className="text-input"
        rows={4}
        maxLength={500}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this form
        autoFocus
        value={comment}
        placeholder={t('scripts.note.placeholder')}
        onChange={(event) => setComment(event.target.value)}
      />
      <p className="note-hint">{t('scripts.note.hint')}</p>
      <div className="note-acts">
        <button type="submit" className="button button-main" disabled={comment.trim() === '' && query === ''}>
          {t('scripts.note.send')}
        </button>
        <button type="button" className="button" onClick={onDone}>
          {t('scripts.note.cancel')}
        </button>
      </div>
    </form>
  );
}
