import type { ReactNode } from 'react';
import { StateMark, useTranslation } from '../../ui/index.ts';

/**
 * A field on one line: its label stands inside the box, always visible, and what is missing is said at its right end,
 * so that no field moves when it is told. A tall field (`tall`) has its label above the text, still inside the box.
 */
export function Field(properties: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly error?: string | undefined;
  /** Worth a look, but nothing is missing: an odd number, a date that was understood otherwise. */
  readonly warning?: string | undefined;
  /** Characters that stand in it, how many are too many, and how many there may be. */
  readonly count?: { readonly used: number; readonly over: number; readonly limit: number } | undefined;
  readonly tall?: boolean;
  readonly className?: string;
  /** Stands at the right end of the label's line of a tall field. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const { name, label, required = false, error, warning, count, children } = properties;
  const { t } = useTranslation();
  const near = count && count.used >= count.limit * 0.8;
  const odd = warning ?? (count && count.over > 0 ? t('form.tooLong', { count: count.over }) : undefined);
  const text = (
    <>
      {label}
      {required && (
        <span className="field-required" title={t('form.required')}>
          *
        </span>
      )}
    </>
  );
  const kinds = [
    'field',
    properties.tall && 'field-tall',
    error !== undefined && 'field-missing',
    properties.className,
  ];
  return (
    <div className={kinds.filter(Boolean).join(' ')} data-missing={error ? name : undefined}>
      <div className="field-head">
        <label htmlFor={`field-${name}`}>{text}</label>
        {properties.tall && properties.aside}
      </div>
      {children}
      <span className={`field-note ${count && count.over > 0 ? 'field-over' : ''}`} id={`note-${name}`}>
        {error ? (
          <span className="field-error">
            <StateMark kind="bad" />
            {error}
          </span>
        ) : odd ? (
          <span className="field-warning">
            <StateMark kind="warn" />
            {odd}
          </span>
        ) : (
          near && (
            <span className="field-count">{t('form.count', { used: count.used, limit: count.limit })}</span>
          )
        )}
      </span>
    </div>
  );
}
