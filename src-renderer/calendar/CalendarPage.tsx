import { type FormEvent, useEffect, useRef } from 'react';
import type { NoticeReading } from '#shared/contract/index.ts';
import { localDateAt, yearOf } from '#shared/domain/index.ts';
import { useDeadlines } from '../intake/index.ts';
import { currentLanguage, StateMark, useTranslation } from '../ui/index.ts';
import { importNotice, readNotice, refreshYears, useCalendar, write } from './store.ts';
import './calendar.css';

const ORIGINS = { shipped: 'calendar.shipped', seat: 'calendar.imported', hub: 'calendar.ofHub' } as const;

/** Years with a holiday notice, and the import of the next one: read first, with what it changes, then taken over. */
export function CalendarPage() {
  const { t } = useTranslation();
  const { years, mayImport } = useDeadlines();
  const imported = useCalendar((view) => view.imported);
  useEffect(() => void refreshYears(), []);
  const thisYear = yearOf(localDateAt(Date.now()));
  const missing = [thisYear, thisYear + 1].filter(
    (year) => !years.some((one) => one.year === year && one.covered),
  );
  return (
    <div className="calendar" data-testid="calendar">
      <section className="calendar-known" aria-labelledby="calendar-years">
        <h2 id="calendar-years">{t('calendar.years')}</h2>
        {missing.map((year) => (
          <p key={year} className="calendar-missing" data-testid="calendar-missing">
            <StateMark kind="warn" />
            {t('calendar.missing', { year })}
          </p>
        ))}
        <ul className="calendar-years">
          {years.toReversed().map(({ year, source, origin }) => (
            <li key={year}>
              <strong>{year}</strong>
              <span>{source}</span>
              <span className="calendar-origin">{t(ORIGINS[origin])}</span>
            </li>
          ))}
        </ul>
        {imported !== null && (
          <p className="calendar-done" role="status" data-testid="calendar-done">
            <StateMark kind="good" />
            {t('calendar.done', { year: imported })}
          </p>
        )}
      </section>
      <section aria-labelledby="calendar-import">
        <h2 id="calendar-import">{t('calendar.import')}</h2>
        {mayImport ? <ImportForm /> : <p className="calendar-note">{t('calendar.notAllowed')}</p>}
      </section>
    </div>
  );
}

function ImportForm() {
  const { t } = useTranslation();
  const { text, year, reading } = useCalendar();
  const take = useRef<HTMLButtonElement>(null);
  // What was understood stands where the keys are: Enter takes it over, Shift+Tab goes back to the text.
  useEffect(() => {
    if (reading?.year) take.current?.focus();
  }, [reading]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void readNotice();
  };
  return (
    <form className="calendar-form" onSubmit={submit}>
      <label className="calendar-label" htmlFor="calendar-text">
        {t('calendar.text')}
      </label>
      <textarea
        id="calendar-text"
        className="calendar-text"
        rows={4}
        spellCheck={false}
        placeholder={t('calendar.hint')}
        value={text}
        onChange={({ target }) => write({ text: target.value })}
      />
      <div className="calendar-acts">
        <label>
          {t('calendar.year')}
          <input
            className="calendar-year"
            inputMode="numeric"
            maxLength={4}
            value={year}
            placeholder={t('calendar.yearHint')}
            onChange={({ target }) => write({ year: target.value.normalize('NFKC') })}
          />
        </label>
        <label className="button button-quiet calendar-file">
          {t('calendar.file')}
          <input
            type="file"
            accept=".txt,.csv,.json,text/plain,text/csv,application/json"
            onChange={({ target }) => void target.files?.[0]?.text().then((words) => write({ text: words }))}
          />
        </label>
        <button type="submit" className="button" data-testid="calendar-read" disabled={text.trim() === ''}>
          {t('calendar.read')}
        </button>
      </div>
      {reading && <Understood reading={reading} />}
      {reading?.year && (
        <div className="calendar-acts">
          <button
            ref={take}
            type="button"
            className="button button-main"
            data-testid="calendar-take"
            onClick={() => void importNotice()}
          >
            {t(reading.replaces ? 'calendar.replace' : 'calendar.take', { year: reading.year.year })}
          </button>
          <span className="calendar-note">{t('calendar.later')}</span>
        </div>
      )}
    </form>
  );
}

/** What was read, or line by line what is wrong; and whose deadlines move. */
function Understood({ reading }: { readonly reading: NoticeReading }) {
  const { t } = useTranslation();
  const { year, problems, moved, movedDays } = reading;
  if (!year)
    return (
      <div role="alert">
        <ul className="calendar-problems" data-testid="calendar-problems">
          {problems.map(({ line, code, words }) => (
            <li key={`${line} ${code} ${words}`}>
              <StateMark kind="bad" />
              {line > 0 && <strong>{t('calendar.line', { line })}</strong>}
              <span>{t(`calendar.problem.${code}`)}</span>
              {words !== '' && <q>{words}</q>}
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <div className="calendar-read" data-testid="calendar-understood">
      <h3>{t('calendar.understood', { year: year.year })}</h3>
      <ul className="calendar-days">
        {year.days.map(({ from, to, kind, name }) => (
          <li key={`${from} ${kind}`} className={`day-${kind}`}>
            <strong>{name}</strong>
            <span>{t(`calendar.kind.${kind}`)}</span>
            <span>{from === to ? dayName(from) : `${dayName(from)} – ${dayName(to)}`}</span>
          </li>
        ))}
      </ul>
      <h3>{t('calendar.moved', { count: movedDays })}</h3>
      {moved.length > 0 && (
        <table className="calendar-moved">
          <thead>
            <tr>
              <th scope="col">{t('calendar.received')}</th>
              <th scope="col">{t('calendar.before')}</th>
              <th scope="col">{t('calendar.after')}</th>
            </tr>
          </thead>
          <tbody>
            {moved.map(({ received, before, after }) => (
              <tr key={received}>
                <td>{dayName(received)}</td>
                <td>{dayName(before)}</td>
                <td>{dayName(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {movedDays > moved.length && (
        <p className="calendar-note">{t('calendar.more', { count: movedDays - moved.length })}</p>
      )}
    </div>
  );
}

/** A local date with its weekday, in the screen's language. */
function dayName(date: string): string {
  const format = new Intl.DateTimeFormat(currentLanguage(), {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${date}T00:00:00Z`));
}
