import { Dialog, useTranslation } from '../ui/index.ts';
import { discard } from './draft-acts.ts';

/** Asks once before a draft is thrown away. */
export function DiscardDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('form.discardTitle')} onClose={onClose} className="dialog-small">
      <p>{t('form.discardText')}</p>
      <div className="dialog-acts">
        <button type="button" className="button" onClick={onClose}>
          {t('form.keep')}
        </button>
        <button
          type="button"
          className="button button-danger"
          data-testid="discard-confirm"
          onClick={() => {
            void discard();
            onClose();
          }}
        >
          {t('form.discardConfirm')}
        </button>
      </div>
    </Dialog>
  );
}
