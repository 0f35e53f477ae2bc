import { dayAndTime, Keycap, useTranslation } from '../../ui/index.ts';
import { useOnScreen } from '../form-fields.ts';
import { reasonsText } from './reason.ts';
import {
  takeCategory,
  takeDuplicate,
  takeUnit,
  useSuggest,
  wantsCategory,
  wantsUnit,
} from './suggest-store.ts';

/** Category and unit, three each, with the reason; one key takes one. What is chosen already is not offered. */
export function Suggestions() {
  const { t } = useTranslation();
  const { categories, units } = useSuggest();
  const wants = useOnScreen((fields) => ({ category: wantsCategory(fields), unit: wantsUnit(fields) }));
  const groups = [
    {
      name: 'categories' as const,
      first: 1,
      lines: wants.category
        ? categories.map(({ categoryCode: code, level2, level3, reasons }) => ({
            key: code,
            label: level3 || level2,
            note: reasonsText(reasons),
          }))
        : [],
      take: takeCategory,
    },
    {
      name: 'units' as const,
      first: 4,
      lines: wants.unit
        ? units.map(({ name, reasons }) => ({ key: name, label: name, note: reasonsText(reasons) }))
        : [],
      take: takeUnit,
    },
  ].filter(({ lines }) => lines.length > 0);
  if (groups.length === 0) return null;
  return (
    <section className="suggestions" aria-label={t('suggest.region')} data-testid="suggestions">
      {groups.map(({ name, first, lines, take }) => (
        <div key={name}>
          <h2 className="assist-head">
            {t(`suggest.${name}`)}
            <span className="assist-keys">
              {lines.length > 1
                ? t('suggest.keys', { from: first, to: first + lines.length - 1 })
                : t('suggest.key', { digit: first })}
            </span>
          </h2>
          <ul>
            {lines.map(({ key, label, note }, index) => (
              <li key={key}>
                <button
                  type="button"
                  className="assist-line"
                  title={`${label}: ${note}`}
                  aria-keyshortcuts={`Control+${first + index}`}
                  onClick={() => take(index)}
                >
                  <span className="assist-digit">{first + index}</span>
                  <span className="assist-label">{label}</span>
                  <span className="assist-note">{note}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

const DUPLICATES_SHOWN = 3;

/** Open orders that may be about the same matter; the first is joined by one key. */
export function Duplicates() {
  const { t } = useTranslation();
  const { duplicates } = useSuggest();
  if (duplicates.length === 0) return null;
  const shown = duplicates.slice(0, DUPLICATES_SHOWN);
  return (
    <section className="duplicates" aria-label={t('suggest.duplicates')} data-testid="duplicates">
      <h2 className="assist-head">
        {t('suggest.duplicates')}
        <span className="assist-keys">
          {t('suggest.merge')} <Keycap>Ctrl+M</Keycap>
        </span>
      </h2>
      <ul>
        {shown.map(({ orderId, number, title, submittedAt, similarity, reasons }, index) => (
          <li key={orderId}>
            <button
              type="button"
              className="assist-line assist-order"
              aria-keyshortcuts={index === 0 ? 'Control+M' : undefined}
              onClick={() => takeDuplicate(index)}
            >
              <span className="assist-label">{title}</span>
              <span className="assist-share">
                {t('suggest.similarity', { share: Math.round(similarity * 100) })}
              </span>
              <span className="assist-note">
                {number} · {dayAndTime(submittedAt)} · {reasonsText(reasons)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length > 1 && (
        <p className="duplicates-more">{t('suggest.more', { count: shown.length - 1 })}</p>
      )}
    </section>
  );
}
