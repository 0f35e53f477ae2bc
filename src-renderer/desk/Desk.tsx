import { type KeyboardEvent, useState } from 'react';
import type { DirectoryEntry } from '#shared/contract/index.ts';
import { closeDesk, dial, mainCall, transferTo, useDeskMode, usePhone, usePressed } from '../call/index.ts';
import { isForInputMethod, useFocusReturn, useTranslation } from '../ui/index.ts';
import { matchingEntries } from './directory.ts';
import './desk.css';

/**
 * One field to dial, to consult or to hand over: what is typed filters the directory by name or number, and is
 * dialled itself when it is a number. Enter does the usual thing: consult first while a citizen is on the line, dial
 * while nobody is. Nothing is chosen before something is typed or an arrow pressed, so that no Enter calls whoever
 * happens to stand first.
 */
export function Desk() {
  const { t } = useTranslation();
  const desk = useDeskMode();
  const { state } = usePhone();
  const { pressed } = usePressed();
  const [text, setText] = useState('');
  const [moved, setMoved] = useState<number>();
  useFocusReturn();
  const call = mainCall(state?.calls ?? []);
  const talking = desk === 'transfer' && call?.state === 'active' ? call : undefined;
  const entries = matchingEntries(text, state?.directory ?? [], state?.lastDialled ?? null);
  const chosen = moved ?? (text.trim() === '' ? -1 : 0);
  const entry = entries[chosen];
  const busy = pressed.includes('dial') || (talking !== undefined && pressed.includes(talking.id));

  const consult = async (target: DirectoryEntry | undefined) => {
    if (target && (await dial(target.number))) closeDesk();
  };
  const handOver = async (target: DirectoryEntry | undefined) => {
    if (target && talking && (await transferTo(talking, target.number))) closeDesk();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent)) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setMoved(Math.max(0, Math.min(entries.length - 1, chosen + move)));
    } else if (event.key === 'Escape') closeDesk();
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      void (event.shiftKey && talking ? handOver(entry) : consult(entry));
    }
  };
  return (
    <section className="desk" data-testid="desk" aria-label={t(talking ? 'desk.transfer' : 'desk.dial')}>
      <header className="desk-head">
        <h2>{t(talking ? 'desk.transfer' : 'desk.dial')}</h2>
        <button type="button" className="button button-quiet" onClick={closeDesk}>
          {t('app.close')}
        </button>
      </header>
      <input
        className="desk-field"
        data-testid="dial-field"
        role="combobox"
        aria-expanded="true"
        aria-controls="desk-list"
        aria-activedescendant={entry ? `desk-entry-${chosen}` : undefined}
        aria-label={t('desk.field')}
        placeholder={t('desk.placeholder')}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMoved(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      {entries.length === 0 ? (
        <p className="desk-none">{t('desk.none')}</p>
      ) : (
        <div id="desk-list" className="desk-list" role="listbox" tabIndex={-1} aria-label={t('desk.list')}>
          {entries.map((one, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the list
            <div
              key={`${one.number} ${one.name}`}
              id={`desk-entry-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={one === entry}
              className={`desk-entry ${one === entry ? 'is-chosen' : ''}`}
              onClick={() => setMoved(index)}
            >
              <span>{one.name === '' ? t('desk.typed') : one.name}</span>
              <span className="desk-number">{one.number}</span>
            </div>
          ))}
        </div>
      )}
      <div className="desk-acts">
        <button
          type="button"
          className="button button-main"
          data-testid={talking ? 'consult' : 'dial'}
          disabled={!entry || busy}
          onClick={() => void consult(entry)}
        >
          {t(talking ? 'desk.consult' : 'desk.call')}
        </button>
        {talking && (
          <button
            type="button"
            className="button"
            data-testid="transfer-blind"
            disabled={!entry || busy}
            onClick={() => void handOver(entry)}
          >
            {t('desk.handOver')}
          </button>
        )}
      </div>
      <p className="desk-hint">{t(talking ? 'desk.transferHint' : 'desk.dialHint')}</p>
    </section>
  );
}
