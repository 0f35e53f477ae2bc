import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from './i18n/index.ts';

/** The first thing to do in a dialog; the button in its head, which closes it, is none. */
function firstAct(dialog: HTMLElement): HTMLElement | undefined {
  const all = dialog.querySelectorAll<HTMLElement>('button, input, select, textarea, [tabindex]');
  return [...all].find((one) => !one.matches(':disabled') && one.closest('.dialog-head') === null);
}

/**
 * A native modal dialog: the browser keeps the focus inside, Esc closes, the focus returns. It begins at the first thing
 * that there is to do.
 */
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
    if (dialog) firstAct(dialog)?.focus();
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
