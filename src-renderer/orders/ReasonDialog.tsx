import { useState } from 'react';
import { useCodes } from '../intake/index.ts';
import { Dialog, useTranslation } from '../ui/index.ts';

/** Asks why somebody's identity is to be seen or printed; without a reason it stays masked. */
export function ReasonDialog(properties: {
  readonly title: string;
  readonly confirm: string;
  readonly onClose: () => void;
  readonly onReason: (code: string, note: string) => void;
}) {
  const { title, confirm, onClose, onReason } = properties;
  const { t } = useTranslation();
  const codes = useCodes();
  const reasons = codes.list('unmask-reasons');
  const [code, setCode] = useState(reasons[0]?.code ?? '');
  const [note, setNote] = useState('');
  const needsNote = code === 'other' && note.trim() === '';
  return (
    <Dialog title={title} onClose={onClose} className="dialog-small">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!needsNote) onReason(code, note);
        }}
      >
        <p className="reason-text">{t('orders.showText')}</p>
        <fieldset className="reason-list">
          <legend className="only-heard">{t('orders.reason')}</legend>
          {reasons.map((reason) => (
            <label key={reason.code}>
              <input
                type="radio"
                name="reason"
                value={reason.code}
                checked={reason.code === code}
                onChange={() => setCode(reason.code)}
              />
              {reason[codes.language]}
            </label>
          ))}
        </fieldset>
        <input
          className="text-input"
          aria-label={t('orders.note')}
          placeholder={t('orders.note')}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="dialog-acts">
          <button type="button" className="button" onClick={onClose}>
            {t('orders.cancel')}
          </button>
          <button
            type="submit"
            className="button button-main"
            data-testid="reason-confirm"
            disabled={code === '' || needsNote}
          >
            {confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
