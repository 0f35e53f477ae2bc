import { type KeyboardEvent, useRef, useState } from 'react';
import { isForInputMethod, useTranslation } from '../../ui/index.ts';

/** One mark that is set or not. `key` is the letter that changes it while the row has the focus. */
export interface Mark {
  readonly id: string;
  readonly label: string;
  readonly on: boolean;
  readonly key?: string;
  /** What it means, for the pointer and for screen readers. */
  readonly hint?: string;
  readonly onChange: (on: boolean) => void;
}

/**
 * Marks in a row: one Tab stop for all of them, arrows go along, Space or the mark's letter changes it. Rare things stay
 * in sight and cost no key of whoever does not need them.
 */
export function MarkRow({ label, marks }: { readonly label: string; readonly marks: readonly Mark[] }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const row = useRef<HTMLDivElement>(null);
  const go = (index: number) => {
    const next = (index + marks.length) % marks.length;
    setAt(next);
    row.current?.querySelectorAll('button')[next]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent) || event.ctrlKey || event.altKey || event.metaKey) return;
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const mark = marks.find(({ key }) => key === event.key.toLowerCase());
    if (move !== undefined) {
      event.preventDefault();
      go(at + move);
    } else if (mark) {
      event.preventDefault();
      mark.onChange(!mark.on);
    }
  };
  return (
    <div ref={row} className="mark-row" role="toolbar" aria-label={label} onKeyDown={onKeyDown}>
      <span className="mark-label">{label}</span>
      {marks.map((mark, index) => (
        <button
          key={mark.id}
          type="button"
          id={index === Math.min(at, marks.length - 1) ? 'field-marks' : undefined}
          data-mark={mark.id}
          className={`mark ${mark.on ? 'mark-on' : ''}`}
          aria-pressed={mark.on}
          title={mark.hint}
          tabIndex={index === Math.min(at, marks.length - 1) ? 0 : -1}
          onFocus={() => setAt(index)}
          onClick={() => mark.onChange(!mark.on)}
        >
          {mark.label}
          {mark.key && (
            <span className="mark-key" aria-hidden="true">
              {mark.key}
            </span>
          )}
          {mark.hint && <span className="only-heard">{t('form.markHint', { hint: mark.hint })}</span>}
        </button>
      ))}
    </div>
  );
}
