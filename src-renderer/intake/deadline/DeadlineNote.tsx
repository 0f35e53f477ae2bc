import { useEffect, useState } from 'react';
import { codeOf, type Deadline, type DeadlineFacts, deadlineFactsOf, lightOf } from '#shared/domain/index.ts';
import {
  currentLanguage,
  dayAndTime,
  monthAndDay,
  StateMark,
  showError,
  useNow,
  useTranslation,
} from '../../ui/index.ts';
import { useOnScreen } from '../form-fields.ts';
import { deadlinesClient, useDeadlines } from '../language/client.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';

/** Asked this long after the last change, ms. */
const PAUSE_MILLISECONDS = 150;
const MINUTE = 60_000;

/**
 * When the unit has to have answered, by date and hour; what it rests on; that it may still move where a year's holidays
 * are not known. An enterprise request shows its light and each of its stages.
 */
export function DeadlineNote() {
  const { t } = useTranslation();
  const { rules } = useDeadlines();
  const deadline = useDeadline();
  const { deadlineRule, enterprise } = useOnScreen((fields) => ({
    deadlineRule: fields.deadlineRule,
    enterprise: fields.requesterKind === 'enterprise',
  }));
  useNow(30_000);
  if (!deadline) return <p className="deadline">{t('form.deadline.label')} …</p>;
  const light = lightOf(deadline, Date.now(), null);
  const applied = rules.find(({ code }) => code === deadline.rule);
  return (
    <div className="deadline" data-testid="deadline" data-light={light}>
      <span className="field-label">{t('form.deadline.label')}</span>
      <strong>{dayAndTime(deadline.at)}</strong>
      <select
        className="mini-select deadline-rules"
        aria-label={t('form.deadline.rule')}
        title={deadline.basis}
        value={deadlineRule}
        onChange={({ target }) => edit({ deadlineRule: target.value })}
      >
        <option value="">
          {deadlineRule === '' ? nameOf(applied, deadline.ruleName) : t('form.deadline.byRule')}
        </option>
        {rules.map((rule) => (
          <option key={rule.code} value={rule.code}>
            {nameOf(rule, rule.name)}
          </option>
        ))}
      </select>
      {(enterprise || light !== 'none') && (
        <span className={`deadline-light light-${light}`}>
          <StateMark kind={light === 'red' ? 'bad' : light === 'yellow' ? 'warn' : 'good'} />
          {t(`form.deadline.light.${light}`)}
          {light === 'none' && ` · ${t('form.deadline.yellowFrom', { time: dayAndTime(deadline.remindAt) })}`}
        </span>
      )}
      {enterprise && (
        <span className="deadline-stages">
          {deadline.stages
            .filter(({ code }) => code !== deadline.due)
            .map(({ code, name, at }) => {
              const stage = applied?.stages.find((one) => one.code === code);
              return `${nameOf(stage, name)} ${monthAndDay(at)}`;
            })
            .join(' · ')}
        </span>
      )}
      {deadline.reason && (
        <span className="deadline-provisional">
          {t('form.deadline.provisional', { years: deadline.reason.years.join('、') })}
        </span>
      )}
    </div>
  );
}

/** The deadline of the order on screen, asked for in the pauses of what is typed: its words may be those of another rule. */
function useDeadline(): Deadline | undefined {
  const [deadline, setDeadline] = useState<Deadline>();
  useEffect(() => {
    let asked = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      // Received is what is submitted now, to the minute: what is read out is what the order will say.
      const minute = Math.floor(Date.now() / MINUTE) * MINUTE;
      const facts = deadlineFactsOf(fieldsOnScreen(useIntake.getState()), minute);
      const key = JSON.stringify(facts);
      if (key === asked) return;
      asked = key;
      clearTimeout(timer);
      timer = setTimeout(() => void preview(facts).then(setDeadline, showError), PAUSE_MILLISECONDS);
    };
    changed();
    const stop = useIntake.subscribe(changed);
    const clock = setInterval(changed, MINUTE / 4);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(clock);
    };
  }, []);
  return deadline;
}

/** A rule's or a stage's name in the screen's language; what the seat's book does not know has the order's own. */
function nameOf(named: { readonly name: string; readonly en: string } | undefined, fallback: string): string {
  if (!named) return fallback;
  return currentLanguage() === 'en' ? named.en : named.name;
}

async function preview(facts: DeadlineFacts): Promise<Deadline | undefined> {
  try {
    return await deadlinesClient().preview(facts);
  } catch (error) {
    // A rule that this seat does not know (an older draft) leaves the note empty rather than wrong.
    if (['disconnected', 'no-such-rule', 'seat-locked'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
