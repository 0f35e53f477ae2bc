import { useEffect } from 'react';
import { create } from 'zustand';
import { Dialog, useTranslation } from '../../ui/index.ts';
import { removePhrase, savePhrase, usePhrases } from './store.ts';
import './phrases.css';

interface Written {
  /** The phrase that is changed; null for a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly text: string;
}

const NOTHING: Written = { id: null, name: '', text: '' };

/** What is being written here outlives the dialog: an Esc, or a call that is answered, takes nothing away. */
const useWritten = create<Written>(() => NOTHING);

/** Phrases of one's own: write one, change one, throw one away. `begun` is what was selected when it was opened. */
export function PhrasesDialog(properties: { readonly begun: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { phrases } = usePhrases();
  const { begun } = properties;
  const draft = useWritten();
  const setDraft = (written: Written) => useWritten.setState(written);
  useEffect(() => {
    const { name, text } = useWritten.getState();
    if (begun !== '' && name === '' && text === '') useWritten.setState({ ...NOTHING, text: begun });
  }, [begun]);
  const ready = draft.name.trim() !== '' && draft.text.trim() !== '';
  return (
    <Dialog title={t('phrases.title')} onClose={properties.onClose} className="dialog-phrases">
      <form
        className="phrase-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          void savePhrase(draft).then((kept) => kept && setDraft(NOTHING));
        }}
      >
        <input
          className="text-input"
          aria-label={t('phrases.name')}
          placeholder={t('phrases.name')}
          data-testid="phrase-name"
          maxLength={40}
          value={draft.name}
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
        />
        <textarea
          className="text-input"
          aria-label={t('phrases.text')}
          placeholder={t('phrases.textHint')}
          data-testid="phrase-text"
          rows={3}
          maxLength={1000}
          value={draft.text}
          onChange={({ target }) => setDraft({ ...draft, text: target.value })}
        />
        <button type="submit" className="button button-main" data-testid="phrase-save" disabled={!ready}>
          {t(draft.id === null ? 'phrases.add' : 'phrases.change')}
        </button>
      </form>
      <ul className="phrase-list" aria-label={t('phrases.title')}>
        {phrases.map((phrase) => (
          <li key={phrase.id}>
            <button
              type="button"
              className="phrase-open"
              onClick={() => setDraft({ id: phrase.id, name: phrase.name, text: phrase.text })}
            >
              <strong>{phrase.name}</strong> <code>{phrase.code}</code>
              <span>{phrase.text}</span>
            </button>
            <button
              type="button"
              className="button button-quiet"
              aria-label={t('phrases.removeNamed', { name: phrase.name })}
              onClick={() => void removePhrase(phrase.id)}
            >
              {t('phrases.remove')}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
