import { useState } from 'react';
import { Dialog, useTranslation } from '../ui/index.ts';
import { signOut, useShiftView } from './store.ts';

/** Ends the shift: a note for the next one, and what becomes of open drafts. */
export function SignOutDialog({ drafts }: { readonly drafts: number }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [handOver, setHandOver] = useState(false);
  const close = () => useShiftView.setState({ signOut: false });
  const isBlocked = drafts > 0 && !handOver;
  return (
    <Dialog title={t('shift.out.title')} onClose={close}>
      <form
        className="sign-out"
        data-testid="sign-out-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (isBlocked) return;
          void signOut(note, handOver).then((done) => done && close());
        }}
      >
        {drafts > 0 && (
          <div className="sign-out-drafts" role="status">
            <p>{t('shift.out.drafts', { count: drafts })}</p>
            <label>
              <input
                type="checkbox"
                checked={handOver}
                onChange={(event) => setHandOver(event.target.checked)}
              />
              {t('shift.out.handOver', { count: drafts })}
            </label>
          </div>
        )}
        <label className="cover-field">
          <span>{t('shift.out.note')}</span>
          <textarea
            className="text-input"
            rows={5}
            maxLength={2000}
            value={note}
            placeholder={t('shift.out.noteHint')}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <div className="dialog-acts">
          <button type="button" className="button" onClick={close}>
            {t('shift.out.cancel')}
          </button>
          <button
            type="submit"
            className="button button-main"
            disabled={isBlocked}
            data-testid="sign-out-now"
          >
            {t('shift.out.confirm')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
