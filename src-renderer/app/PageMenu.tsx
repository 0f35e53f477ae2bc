import { Dialog, isForInputMethod, openPage, useTranslation } from '../ui/index.ts';
import type { Page } from './pages.ts';

/** The pages beside the order, each by its digit. */
export function PageMenu(properties: { readonly pages: readonly Page[]; readonly onClose: () => void }) {
  const { pages, onClose } = properties;
  const { t } = useTranslation();
  const open = (page: Page) => {
    openPage(page.id);
    onClose();
  };
  return (
    <Dialog title={t('pages.menuTitle')} onClose={onClose} className="dialog-pages">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the digits work anywhere in the dialog; each page has a button. */}
      <div
        onKeyDown={(event) => {
          if (isForInputMethod(event.nativeEvent) || event.ctrlKey || event.altKey || event.metaKey) return;
          const page = /^[1-9]$/.test(event.key) ? pages[Number(event.key) - 1] : undefined;
          if (!page) return;
          event.preventDefault();
          open(page);
        }}
      >
        <ul className="page-menu">
          {pages.map((page, index) => (
            <li key={page.id}>
              {/* biome-ignore lint/a11y/noAutofocus: the dialog's first choice is where the keys should be. */}
              <button type="button" autoFocus={index === 0} onClick={() => open(page)}>
                {index < 9 && <kbd className="keycap">{index + 1}</kbd>}
                {t(`pages.name.${page.id}`)}
              </button>
            </li>
          ))}
        </ul>
        <p className="empty-note">{t('pages.menuHint')}</p>
      </div>
    </Dialog>
  );
}
