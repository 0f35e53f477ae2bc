import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { isForInputMethod, Keycap, useTranslation } from '../ui/index.ts';
import { leaveGuide, walkGuide } from './guide-store.ts';
import { closeLibrary, moveChosen, openScript, search, useLibrary } from './store.ts';

/** Opens a hit: a guide is walked at once, everything else is read. */
export function openHit(id: string): void {
  void openScript(id, ({ entry }) => {
    if (entry.kind === 'guide') walkGuide(entry);
  });
}

/** One field for everything in the library. What is typed is looked up while it is typed, also while composing. */
export function SearchField() {
  const { t } = useTranslation();
  const { view, query, hits, chosen, focus, noting } = useLibrary();
  const field = useRef<HTMLInputElement>(null);
  // Before the next key is handled: text that is chosen late would be overwritten by the letters after it.
  useLayoutEffect(() => {
    if (!focus) return;
    field.current?.focus();
    field.current?.select();
  }, [focus]);
  const hit = hits[chosen];
  const isListed = view === 'search' && noting !== query;
  const leave = () => {
    if (view === 'guide') leaveGuide();
    closeLibrary();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move !== undefined && view === 'search') {
      event.preventDefault();
      moveChosen(move);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (query !== '' && view === 'search') void search('');
      else leave();
    } else if (event.key === 'Enter' && view === 'search' && hit) {
      event.preventDefault();
      openHit(hit.id);
    }
  };
  return (
    <div className="library-field">
      <input
        ref={field}
        className="text-input"
        type="search"
        role="combobox"
        data-testid="library-field"
        aria-expanded={isListed}
        aria-controls={isListed ? 'library-hits' : undefined}
        aria-activedescendant={isListed && hit ? `hit-${hit.id}` : undefined}
        aria-keyshortcuts="Control+F"
        aria-label={t('scripts.field')}
        placeholder={t('scripts.placeholder')}
        autoComplete="off"
        maxLength={200}
        value={query}
        onChange={(event) => void search(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {view === 'now' ? (
        <Keycap>Ctrl+F</Keycap>
      ) : (
        <button type="button" className="button button-quiet" data-testid="library-close" onClick={leave}>
          {t('scripts.close')}
        </button>
      )}
    </div>
  );
}
