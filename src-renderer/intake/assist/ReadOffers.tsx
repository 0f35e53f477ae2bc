import { currentLanguage, fieldName, Keycap, StateMark, useTranslation } from '../../ui/index.ts';
import { useOnScreen } from '../form-fields.ts';
import { FIRST_DIGIT } from './offers.ts';
import { openOffers, takeAllRead, takeRead, useReading } from './reading-store.ts';

/** Only so many have a digit; the others follow when those are taken. */
const SHOWN = 3;

/** What the text says that no field has yet: each with the words it was read from, taken by one key. */
export function ReadOffers() {
  const { t } = useTranslation();
  const reading = useReading();
  const offers = useOnScreen((fields) => openOffers(reading.offers, fields));
  if (offers.length === 0 && !reading.identity) return null;
  const shown = offers.slice(0, SHOWN);
  const hidden = new Set(offers.slice(SHOWN).map(({ field }) => field));
  for (const { field } of shown) hidden.delete(field);
  const others = [...hidden].map(fieldName);
  return (
    <section className="reading" aria-label={t('reading.region')} data-testid="read-offers">
      <h2 className="assist-head">
        {t('reading.heading')}
        <button
          type="button"
          disabled={offers.length === 0}
          className="assist-all"
          aria-keyshortcuts="Control+0"
          data-testid="take-all-read"
          onClick={takeAllRead}
        >
          {t('reading.all')} <Keycap>Ctrl+0</Keycap>
        </button>
      </h2>
      {reading.identity && (
        <p className="read-identity" role="status">
          <StateMark kind="warn" />
          {t('reading.identity')}
        </p>
      )}
      <ul>
        {shown.map(({ key, field, value, source }, index) => (
          <li key={key}>
            <button
              type="button"
              className="assist-line assist-read"
              aria-keyshortcuts={`Control+${FIRST_DIGIT.read + index}`}
              onClick={() => takeRead(index)}
            >
              <span className="assist-digit">{FIRST_DIGIT.read + index}</span>
              <span className="assist-field">{fieldName(field)}</span>
              <span className="assist-label">{value}</span>
              {source !== value && <span className="assist-note">{t('reading.source', { source })}</span>}
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <p className="read-others">
          {t('reading.others', { fields: new Intl.ListFormat(currentLanguage()).format(others) })}
        </p>
      )}
    </section>
  );
}
