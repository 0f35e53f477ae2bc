import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { GuideStep, GuideTextField } from '#shared/domain/index.ts';
import { edit, fieldsOnScreen, useIntake } from '../intake/index.ts';
import { currentLanguage, isForInputMethod, useTranslation } from '../ui/index.ts';
import {
  answer,
  backTo,
  currentWalk,
  finishGuide,
  goOnFromText,
  leaveGuide,
  settleConflict,
  useGuides,
} from './guide-store.ts';
import { stepOf } from './guide-walk.ts';
import { Said } from './Said.tsx';
import { backToResults } from './store.ts';
import { UnitCard } from './UnitCard.tsx';
import { useEndUnit } from './use-end-unit.ts';
import { useValues } from './use-values.ts';

/** A guide beside the form: one question at a time. Digits choose an answer while the focus is in here. */
export function GuideView() {
  const { t } = useTranslation();
  const { guide, asking } = useGuides();
  const values = useValues();
  const region = useRef<HTMLDivElement>(null);
  const walk = currentWalk();
  const at = guide && walk ? stepOf(guide, walk) : undefined;
  const step = at?.step;
  const english = currentLanguage() === 'en';
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step and each question begins at its first act
  useEffect(() => {
    const first = region.current?.querySelector<HTMLElement>('[data-first-act]');
    first?.focus();
  }, [guide?.id, step?.id, asking]);
  if (!guide || !at || !step) return null;
  const leave = () => {
    leaveGuide();
    backToResults();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (event.key === 'Escape') {
      event.preventDefault();
      leave();
    } else if (!inField && !asking && step.type === 'choice' && /^[1-9]$/.test(event.key)) {
      event.preventDefault();
      answer(Number(event.key) - 1);
    } else if (!inField && event.key === 'Backspace') {
      event.preventDefault();
      backTo(at.path.length - 1);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: digits and Esc work from wherever the focus is in here
    <div
      ref={region}
      className="walk"
      data-testid="guide"
      data-guide={guide.id}
      data-step={step.id}
      onKeyDown={onKeyDown}
    >
      <header className="walk-head">
        <h3 lang="zh-CN">{guide.title.zh}</h3>
        <p>{t('scripts.guide.step', { number: at.path.length + 1 })}</p>
      </header>
      {at.path.length > 0 && <Trail path={at.path} />}
      <div className="walk-body">
        <Said text={step.say.zh} values={values} className="entry-said" />
        {english && <p className="entry-translation">{step.say.en}</p>}
        {step.note && <p className="walk-note">{english ? step.note.en : step.note.zh}</p>}
        {asking ? (
          <Conflicts />
        ) : (
          <>
            {step.type === 'choice' && <Answers step={step} />}
            {step.type === 'text' && <TextAnswer field={step.field} />}
            {step.type === 'end' && <End step={step} />}
          </>
        )}
      </div>
      <footer className="entry-foot">
        <button type="button" className="button button-quiet" data-testid="guide-leave" onClick={leave}>
          {t('scripts.guide.leave')}
        </button>
        {at.path.length > 0 && (
          <button
            type="button"
            className="button button-quiet"
            data-testid="guide-back"
            onClick={() => backTo(at.path.length - 1)}
          >
            {t('scripts.guide.back')}
          </button>
        )}
      </footer>
    </div>
  );
}

/** What was answered so far; each leads back to its question. */
function Trail({
  path,
}: {
  readonly path: ReadonlyArray<{ readonly step: string; readonly answer: number | null }>;
}) {
  const { t } = useTranslation();
  const guide = useGuides((state) => state.guide);
  return (
    <ol className="walk-trail" aria-label={t('scripts.guide.trail')}>
      {path
        .map((one, index) => ({ ...one, index }))
        .map(({ step, answer: place, index }) => {
          const taken = guide?.steps.find(({ id }) => id === step);
          const label = taken?.type === 'choice' ? taken.answers[place ?? -1]?.label : undefined;
          const shown = label ? (currentLanguage() === 'en' ? label.en : label.zh) : t('scripts.guide.typed');
          return (
            <li key={index}>
              <button type="button" className="draft-chip" onClick={() => backTo(index)}>
                {shown}
              </button>
            </li>
          );
        })}
    </ol>
  );
}

function Answers({ step }: { readonly step: Extract<GuideStep, { type: 'choice' }> }) {
  const english = currentLanguage() === 'en';
  return (
    <ol className="walk-answers">
      {step.answers.map(({ label }, place) => (
        <li key={label.zh}>
          <button
            type="button"
            className="walk-answer"
            data-testid="guide-answer"
            {...(place === 0 && { 'data-first-act': true })}
            onClick={() => answer(place)}
          >
            <span className="walk-digit">{place + 1}</span>
            {english ? label.en : label.zh}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** The field of the form itself, here too: what is typed stands in both. */
function TextAnswer({ field }: { readonly field: GuideTextField }) {
  const { t } = useTranslation();
  const value = useIntake((view) => fieldsOnScreen(view)[field]);
  const label = t(`scripts.fields.${field}`);
  const common = {
    id: 'guide-text',
    className: 'text-input',
    'data-testid': 'guide-text',
    'data-first-act': true,
    'aria-label': label,
    value,
    onChange: (event: { target: { value: string } }) => edit({ [field]: event.target.value }),
  } as const;
  return (
    <div className="walk-text">
      <label htmlFor="guide-text">{t('scripts.guide.fills', { field: label })}</label>
      {field === 'content' || field === 'replyText' ? (
        <textarea {...common} rows={5} />
      ) : (
        <input
          {...common}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || isForInputMethod(event.nativeEvent) || event.ctrlKey) return;
            event.preventDefault();
            goOnFromText();
          }}
        />
      )}
      <button type="button" className="button button-main" data-testid="guide-next" onClick={goOnFromText}>
        {t('scripts.guide.next')}
      </button>
    </div>
  );
}

/** Fields that a person filled otherwise than the guide would: asked one by one, nothing is taken away by itself. */
function Conflicts() {
  const { t } = useTranslation();
  const conflict = useGuides((state) => state.asking?.conflicts[0]);
  const shownValue = useShownValue();
  if (!conflict) return null;
  const field = t(`scripts.fields.${conflict.field}`);
  return (
    <div
      className="walk-conflict"
      role="alertdialog"
      aria-label={t('scripts.guide.conflict', { field })}
      data-testid="guide-conflict"
    >
      <p>{t('scripts.guide.conflict', { field })}</p>
      <dl>
        <dt>{t('scripts.guide.has')}</dt>
        <dd>{shownValue(conflict.typed)}</dd>
        <dt>{t('scripts.guide.wants')}</dt>
        <dd>{shownValue(conflict.wanted)}</dd>
      </dl>
      <div className="note-acts">
        <button
          type="button"
          className="button button-main"
          data-first-act
          data-testid="conflict-keep"
          onClick={() => settleConflict(conflict, false)}
        >
          {t('scripts.guide.keep')}
        </button>
        <button
          type="button"
          className="button"
          data-testid="conflict-replace"
          onClick={() => settleConflict(conflict, true)}
        >
          {t('scripts.guide.replace')}
        </button>
      </div>
    </div>
  );
}

/** A code as the form names it; a text as it is. */
function useShownValue(): (value: string) => string {
  const { t } = useTranslation();
  return (value) => {
    const code = CODES.find((one) => one === value);
    return code ? t(`scripts.values.${code}`) : value;
  };
}

const CODES = [
  ...(['ZX', 'QZ', 'TS', 'JB', 'JY', 'BY', 'QT'] as const),
  ...(['answered', 'dispatched', 'transferred', 'three-party', 'not-accepted'] as const),
  ...(['normal', 'urgent', 'critical', 'person', 'enterprise', 'organisation', 'true', 'false'] as const),
];

/** Codes of assets/rules/deadlines.json that have words of their own here. */
const DEADLINES = [
  'danger',
  'utility',
  'leader',
  'enterprise',
  'critical',
  'urgent',
  'enquiry',
  'general',
] as const;

function End({ step }: { readonly step: Extract<GuideStep, { type: 'end' }> }) {
  const { t } = useTranslation();
  const unit = useEndUnit(step.unit);
  const deadline = DEADLINES.find((code) => code === step.deadline);
  return (
    <div className="walk-end">
      {step.deadline !== null && (
        <p className="walk-deadline">
          {t('scripts.guide.deadline')}{' '}
          <strong>{deadline ? t(`scripts.deadline.${deadline}`) : step.deadline}</strong>
        </p>
      )}
      {unit && <UnitCard unit={unit} />}
      <button
        type="button"
        className="button button-main"
        data-first-act
        data-testid="guide-finish"
        onClick={() => {
          finishGuide();
          backToResults();
        }}
      >
        {t('scripts.guide.finish')}
      </button>
    </div>
  );
}
