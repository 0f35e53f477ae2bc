import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { isForInputMethod, useFocusReturn, useTranslation } from '../ui/index.ts';
import { type BarEntry, codeFor, searchEntries } from './search.ts';
import { closeCommandBar, useCommandBar } from './store.ts';
import './commands.css';

/**
 * One line for everything that has no key of its own: two letters and Enter do it. The focus goes back to where it was,
 * before the command runs, so that a template lands in the field where the cursor stood. Esc leaves all as it was.
 */
export function CommandBar({ entries }: { readonly entries: () => readonly BarEntry[] }) {
  const { open } = useCommandBar();
  return open ? <OpenBar entries={entries} /> : null;
}

function OpenBar({ entries }: { readonly entries: () => readonly BarEntry[] }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(useCommandBar.getState().typed);
  const [chosen, setChosen] = useState(0);
  const [all] = useState(entries);
  const [before] = useState(() => document.activeElement);
  const list = useRef<HTMLDivElement>(null);
  useFocusReturn();
  const found = useMemo(() => searchEntries(all, typed), [all, typed]);
  const at = Math.min(chosen, found.length - 1);

  const run = (entry: BarEntry | undefined) => {
    if (!entry) return;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    closeCommandBar();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent)) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(found.length - 1, at + move));
      setChosen(next);
      list.current?.children[next]?.scrollIntoView?.({ block: 'nearest' });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      closeCommandBar();
    } else if (event.key === 'Tab') {
      event.preventDefault(); // the bar is one field; Tab must not leave it open behind the cursor
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      run(found[at]);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a press beside the bar closes it; the keyboard has Esc
    <div
      className="command-layer"
      role="presentation"
      onMouseDown={(event) => event.target === event.currentTarget && closeCommandBar()}
    >
      <section
        className="command-bar"
        role="dialog"
        aria-label={t('commands.title')}
        data-testid="command-bar"
      >
        <input
          className="command-field"
          role="combobox"
          aria-label={t('commands.title')}
          aria-expanded="true"
          aria-controls="command-list"
          aria-activedescendant={found[at] ? `command-${at}` : undefined}
          placeholder={t('commands.placeholder')}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
          autoFocus
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        {found.length === 0 ? (
          <p className="command-none">{t('commands.none')}</p>
        ) : (
          <div
            ref={list}
            id="command-list"
            className="command-list"
            role="listbox"
            tabIndex={-1}
            aria-label={t('commands.title')}
          >
            {found.map((entry, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the list
              <div
                key={entry.id}
                id={`command-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={`command-entry ${index === at ? 'is-chosen' : ''}`}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => run(entry)}
              >
                <code className="command-code">{codeFor(entry, typed)}</code>
                <span className="command-name">{entry.name}</span>
                <span className="command-note">{entry.note ?? t(`commands.kind.${entry.kind}`)}</span>
                {entry.key && <kbd className="keycap">{entry.key}</kbd>}
              </div>
            ))}
          </div>
        )}
        <p className="command-hint">{t('commands.hint')}</p>
      </section>
    </div>
  );
}
