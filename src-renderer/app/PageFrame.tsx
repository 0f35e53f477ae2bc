import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useEffect, useRef } from 'react';
import { closePage, isForInputMethod, useTranslation } from '../ui/index.ts';
import type { Page } from './pages.ts';

/** One lazy component a page, so that opening it again does not load it again. */
const components = new Map<Page, LazyExoticComponent<ComponentType>>();
function componentOf(page: Page): LazyExoticComponent<ComponentType> {
  const component = components.get(page) ?? lazy(page.load);
  components.set(page, component);
  return component;
}

/** A page with its name and the way back. Esc goes back unless something inside has used it. */
export function PageFrame({ page }: { readonly page: Page }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const frame = useRef<HTMLElement>(null);
  const Content = componentOf(page);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page in the same frame is a new page to read.
  useEffect(() => {
    // A page that is there already has put the cursor where its work begins.
    if (!frame.current?.contains(document.activeElement)) heading.current?.focus();
  }, [page]);
  return (
    <main
      ref={frame}
      className="page"
      aria-label={t(`pages.name.${page.id}`)}
      data-testid="page"
      data-page={page.id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || isForInputMethod(event.nativeEvent)) return;
        // A list that is open closes first.
        if (event.target instanceof Element && event.target.closest('[aria-expanded=true], dialog')) return;
        closePage();
      }}
    >
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {t(`pages.name.${page.id}`)}
        </h1>
        <button type="button" className="button button-quiet" onClick={closePage} data-testid="page-back">
          {t('pages.back')}
          <kbd className="keycap">Esc</kbd>
        </button>
      </header>
      <Suspense fallback={null}>
        <Content />
      </Suspense>
    </main>
  );
}
