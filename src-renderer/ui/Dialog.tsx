import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from './i18n/index.ts';

/** A native modal dialog: the browser keeps the focus inside, Esc closes, the focus returns. */
export function Dialog(properties: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const { title, onClose, children, className = '' } = properties;
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className={`dialog ${className}`} aria-label={title} onClose={onClose}>
      <header className="dialog-head">
        <h2>{title}</h2>
        <button type="button" className="button button-quiet" onClick={onClose}>
          {t('app.close')}
        </button>
      </header>
      {children}
    </dialog>
  );
}
