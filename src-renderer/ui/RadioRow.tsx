import type { ReactNode } from 'react';

export interface RadioChoice<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  /** The digit or letter that chooses it while the row has the focus. */
  readonly key?: string;
}

/**
 * One choice of a few, all visible: native radio buttons drawn as a row, so that arrows, Tab and screen
 * readers work as everywhere.
 */
export function RadioRow<V extends string>(properties: {
  readonly name: string;
  readonly legend: string;
  readonly value: V | '';
  readonly choices: ReadonlyArray<RadioChoice<V>>;
  readonly onChange: (value: V) => void;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
  /** `alert`: what is chosen is out of the ordinary. */
  readonly tone?: 'calm' | 'alert';
}) {
  const { name, legend, value, choices, onChange, describedBy, invalid = false } = properties;
  return (
    <div
      className={properties.tone === 'alert' ? 'radio-row radio-alert' : 'radio-row'}
      role="radiogroup"
      aria-label={legend}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
        const chosen = choices.find(({ key }) => key === event.key);
        if (!chosen) return;
        event.preventDefault();
        onChange(chosen.value);
        document.getElementById(`${name}-${chosen.value}`)?.focus();
      }}
    >
      {choices.map((choice, index) => (
        <label key={choice.value} className="radio-choice">
          <input
            type="radio"
            id={`${name}-${choice.value}`}
            data-field={(value === '' ? index === 0 : choice.value === value) ? name : undefined}
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span className="radio-face">
            {choice.key && <span className="radio-key">{choice.key}</span>}
            {choice.label}
          </span>
        </label>
      ))}
    </div>
  );
}
