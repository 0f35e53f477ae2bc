import type { ReactNode } from 'react';
import { StateMark, useTranslation } from '../ui/index.ts';

/** A field with its label always visible; hint, count or what is missing stand in the label's line. */
export function Field(properties: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly count?: { readonly used: number; readonly limit: number } | undefined;
  /** False for a group of radio buttons, which names itself. */
  readonly labelled?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const {
    name,
    label,
    required = false,
    error,
    count,
    labelled = true,
    className = '',
    children,
  } = properties;
  const { t } = useTranslation();
  const near = count && count.used >= count.limit * 0.8;
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
  return (
    <div
      className={`field ${error ? 'field-missing' : ''} ${className}`}
      data-missing={error ? name : undefined}
    >
      <div className="field-head">
        {labelled ? (
          <label htmlFor={`field-${name}`}>{text}</label>
        ) : (
          <span className="field-label">{text}</span>
        )}
        <span className="field-note" id={`note-${name}`}>
          {error ? (
            <span className="field-error">
              <StateMark kind="bad" />
              {error}
            </span>
          ) : (
            near && (
              <span className="field-count">{t('form.count', { used: count.used, limit: count.limit })}</span>
            )
          )}
        </span>
      </div>
      {children}
    </div>
  );
}
