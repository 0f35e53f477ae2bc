import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { isComposingInput, isForInputMethod } from './input-method.ts';

/** One line of the list. `key` tells lines apart; `digit` takes it while nothing is typed. */
export interface ComboboxOption {
  readonly key: string;
  readonly label: ReactNode;
  /** Said after the name, quieter: where it comes from, why it is offered. */
  readonly note?: ReactNode;
  readonly digit?: string | undefined;
}

/** How a list and its field behave together. */
export interface ComboboxProperties<O extends ComboboxOption> {
  readonly id: string;
  readonly label: string;
  /** What stands in the field. */
  readonly text: string;
  readonly options: readonly O[];
  /** @param composing whether an input method still composes it */
  readonly onText: (text: string, composing: boolean) => void;
  /** An input method has composed what stands in the field now. */
  readonly onComposed?: (text: string) => void;
  readonly onTake: (option: O) => void;
  /**
   * What Enter and Tab take while no arrow was pressed: the first line once something is typed (`first`); nothing, so
   * that a free text stays as it is (`none`); or the first line by Enter alone, before anything is typed (`offered`).
   */
  readonly unmoved: 'first' | 'none' | 'offered';
  /** What stands in the field is a search, no value: its list opens with the focus, and Enter takes from it. */
  readonly searching?: boolean;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly invalid?: boolean;
  readonly describedBy?: string;
  readonly maxLength?: number;
  /** Said in the list's place when something was typed and nothing fits. */
  readonly empty?: ReactNode;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
  /** A key that the list has no use for. */
  readonly onKey?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly input?: Ref<HTMLInputElement>;
}

/** Room that a list takes at most, px. */
const LIST_HEIGHT = 300;

/**
 * A line of text with a list under it (WAI-ARIA «combobox» pattern, list autocomplete). The list opens with the first
 * key or arrow, and at the focus when there is something to offer; it is there in the same frame as the key, and one
 * Tab leaves it. While an input method composes, no key does anything.
 */
export function Combobox<O extends ComboboxOption>(properties: ComboboxProperties<O>) {
  const { id, text, options, unmoved, empty, searching = false } = properties;
  const list = useId();
  const field = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [moved, setMoved] = useState<number>();
  const [isTyped, setTyped] = useState(false);
  const typed = isTyped || searching;
  const shown = open && (options.length > 0 || (empty !== undefined && typed));
  const isFirst = unmoved === 'offered' ? text === '' : unmoved === 'first' && typed;
  const chosen = Math.min(moved ?? (isFirst ? 0 : -1), options.length - 1);
  const place = usePlace(field, shown);

  const close = () => {
    setOpen(false);
    setMoved(undefined);
    setTyped(false);
  };
  const take = (option: O | undefined) => {
    if (option) properties.onTake(option);
    close();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isForInputMethod(event.nativeEvent)) return;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const byDigit =
      plain && text === '' && shown ? options.find(({ digit }) => digit === event.key) : undefined;
    if (move !== undefined && plain) {
      event.preventDefault();
      setOpen(true);
      setMoved(shown ? Math.max(0, Math.min(options.length - 1, chosen + move)) : Math.max(0, chosen));
    } else if (byDigit) {
      event.preventDefault();
      take(byDigit);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && plain && shown && options[chosen]) {
      event.preventDefault();
      take(options[chosen]);
    } else if (event.key === 'Tab' && shown) {
      take(unmoved === 'offered' && moved === undefined ? undefined : options[chosen]);
    } else properties.onKey?.(event);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears only that the focus leaves field and list
    <div
      ref={field}
      className="combobox"
      onBlur={(event: FocusEvent) => {
        if (field.current?.contains(event.relatedTarget)) return;
        close();
        properties.onBlur?.();
      }}
    >
      <input
        ref={properties.input}
        id={id}
        type="text"
        role="combobox"
        className="plain-input"
        aria-label={properties.label}
        aria-expanded={shown}
        aria-controls={shown ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${list}-${chosen}` : undefined}
        aria-required={properties.required ?? false}
        aria-invalid={properties.invalid ?? false}
        aria-describedby={properties.describedBy}
        data-field={id.replace(/^field-/, '')}
        placeholder={properties.placeholder}
        maxLength={properties.maxLength}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onFocus={() => {
          properties.onFocus?.();
          setOpen(text === '' || searching);
        }}
        onChange={(event) => {
          setOpen(true);
          setMoved(undefined);
          setTyped(event.target.value !== '');
          properties.onText(event.target.value, isComposingInput(event.nativeEvent));
        }}
        onCompositionEnd={(event) => properties.onComposed?.(event.currentTarget.value)}
        onMouseDown={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div
          id={list}
          role="listbox"
          aria-label={properties.label}
          tabIndex={-1}
          className="combobox-list"
          style={place}
          // The field keeps the focus whatever is pressed in the list.
          onMouseDown={(event) => event.preventDefault()}
        >
          {options.length === 0 && <p className="combobox-empty">{empty}</p>}
          {options.map((option, index) => (
            <Line
              key={option.key}
              id={`${list}-${index}`}
              option={option}
              chosen={index === chosen}
              onTake={() => take(option)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function Line(properties: {
  readonly id: string;
  readonly option: ComboboxOption;
  readonly chosen: boolean;
  readonly onTake: () => void;
}) {
  const { id, option, chosen, onTake } = properties;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) line.current?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the list
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={`combobox-option ${chosen ? 'is-chosen' : ''}`}
      onClick={onTake}
    >
      {option.digit && <span className="combobox-digit">{option.digit}</span>}
      <span className="combobox-name">{option.label}</span>
      {option.note !== undefined && <span className="combobox-note">{option.note}</span>}
    </div>
  );
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly maxHeight: number;
  readonly top?: number;
  readonly bottom?: number;
}

/** Where the list stands: under its field, or above when there is more room; fixed, so that nothing cuts it off. */
function usePlace(field: { readonly current: HTMLElement | null }, shown: boolean): Place | undefined {
  const [place, setPlace] = useState<Place>();
  useLayoutEffect(() => {
    const anchor = field.current?.closest('.field') ?? field.current;
    if (!shown || !anchor) return;
    const { left, top, bottom, width } = anchor.getBoundingClientRect();
    const below = window.innerHeight - bottom - 12;
    const common = { left, width: Math.max(width, 300) };
    setPlace(
      below >= Math.min(LIST_HEIGHT, top)
        ? { ...common, top: bottom + 2, maxHeight: Math.min(LIST_HEIGHT, below) }
        : { ...common, bottom: window.innerHeight - top + 2, maxHeight: Math.min(LIST_HEIGHT, top - 12) },
    );
  }, [shown, field]);
  return place;
}
