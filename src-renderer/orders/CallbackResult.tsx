import { useState } from 'react';
import type { DueCallback } from '#shared/contract/index.ts';
import {
  type CallbackAttempt,
  type CallbackEntry,
  type CallbackOutcome,
  callbackOutcomeSchema,
  satisfactionSchema,
} from '#shared/domain/index.ts';
import { useCodes } from '../intake/index.ts';
import { dayAndTime, RadioRow, spokenDay, useTranslation } from '../ui/index.ts';
import { enterCallback, recordCallback, useOrders } from './store.ts';

type Satisfaction = NonNullable<CallbackAttempt['resultSatisfaction']>;
type YesNo = 'yes' | 'no';

const NOTHING: CallbackEntry = {
  outcome: '',
  contacted: null,
  solved: null,
  resultSatisfaction: null,
  attitudeSatisfaction: null,
  reason: '',
  note: '',
  redo: false,
};

const told = (value: boolean | null): YesNo | '' => (value === null ? '' : value ? 'yes' : 'no');

/** What the citizen said: each question a row that a digit answers, in the order in which it is asked. */
export function CallbackResult(properties: {
  readonly due: DueCallback;
  readonly dialled: boolean;
  /** @param which of the citizen's numbers */
  readonly onDial: (which: number) => void;
}) {
  const { due, dialled, onDial } = properties;
  const { t } = useTranslation();
  const codes = useCodes();
  const draft = useOrders(({ entries }) => entries[due.order.id]) ?? due.entry ?? NOTHING;
  const [tried, setTried] = useState(false);
  const change = (part: Partial<CallbackEntry>) => enterCallback(due.order.id, { ...draft, ...part });
  const reached = draft.outcome === 'reached';
  const unhappy = draft.resultSatisfaction === 'unsatisfied' || draft.attitudeSatisfaction === 'unsatisfied';
  const missing = [
    draft.outcome === '' && t('callbacks.outcome'),
    reached && draft.solved === null && t('callbacks.solved'),
    reached && draft.resultSatisfaction === null && t('callbacks.resultSatisfaction'),
  ].filter((one) => one !== false);
  const yesNo = (['yes', 'no'] as const).map((value, index) => ({
    value,
    label: t(`orders.${value}`),
    key: String(index + 1),
  }));
  const satisfactions = satisfactionSchema.options.map((value, index) => ({
    value,
    label: codes.text('satisfactions', value),
    key: String(index + 1),
  }));
  const record = async () => {
    setTried(true);
    const { outcome } = draft;
    if (missing.length > 0 || outcome === '') return;
    const answers = reached ? draft : { ...NOTHING, note: draft.note };
    if (await recordCallback(due.order.id, { ...answers, outcome })) setTried(false);
  };
  return (
    <section className="details" aria-label={t('callbacks.result')} data-testid="callback-result">
      <header className="details-head">
        <p className="details-number">{due.order.number}</p>
        <p className="row-title">{due.order.title}</p>
        {due.text !== '' && <p className="callback-text">{due.text}</p>}
        {due.wish !== null && (
          <p className="callback-text">
            <strong>{t('callbacks.cause.wish')}</strong> {due.wish}
          </p>
        )}
        <p className="callback-say" lang="zh-CN">
          {t(due.cause === 'wish' ? 'callbacks.sayWish' : 'callbacks.say', {
            date: spokenDay(due.order.submittedAt),
            title: due.order.title,
          })}
        </p>
        <div className="details-acts">
          {due.numbers.map((number, which) => (
            <button
              key={number}
              type="button"
              className="button"
              data-testid="callback-dial"
              onClick={() => onDial(which)}
            >
              {t('callbacks.dial', { number })}
            </button>
          ))}
          <span className="details-said" role="status">
            {dialled
              ? t('callbacks.dialing')
              : due.standing === 'waiting' && due.nextAt !== null
                ? t('callbacks.early', { time: dayAndTime(due.nextAt) })
                : ''}
          </span>
        </div>
      </header>
      <form
        className="callback-form"
        onSubmit={(event) => {
          event.preventDefault();
          void record();
        }}
      >
        <Question name={t('callbacks.outcome')}>
          <RadioRow<CallbackOutcome>
            name="outcome"
            legend={t('callbacks.outcome')}
            value={draft.outcome}
            onChange={(outcome) => change({ outcome })}
            choices={callbackOutcomeSchema.options.map((value, index) => ({
              value,
              label: codes.text('callback-outcomes', value),
              key: String(index + 1),
            }))}
          />
        </Question>
        {reached && (
          <>
            <Question name={t('callbacks.contacted')}>
              <RadioRow<YesNo>
                name="contacted"
                legend={t('callbacks.contacted')}
                value={told(draft.contacted)}
                onChange={(value) => change({ contacted: value === 'yes' })}
                choices={yesNo}
              />
            </Question>
            <Question name={t('callbacks.solved')}>
              <RadioRow<YesNo>
                name="solved"
                legend={t('callbacks.solved')}
                value={told(draft.solved)}
                onChange={(value) => change({ solved: value === 'yes' })}
                choices={yesNo}
              />
            </Question>
            <Question name={t('callbacks.resultSatisfaction')}>
              <RadioRow<Satisfaction>
                name="resultSatisfaction"
                legend={t('callbacks.resultSatisfaction')}
                value={draft.resultSatisfaction ?? ''}
                onChange={(resultSatisfaction) => change({ resultSatisfaction })}
                choices={satisfactions}
              />
            </Question>
            <Question name={t('callbacks.attitudeSatisfaction')}>
              <RadioRow<Satisfaction>
                name="attitudeSatisfaction"
                legend={t('callbacks.attitudeSatisfaction')}
                value={draft.attitudeSatisfaction ?? ''}
                onChange={(attitudeSatisfaction) => change({ attitudeSatisfaction })}
                choices={satisfactions}
              />
            </Question>
            {unhappy && (
              <>
                <Question name={t('callbacks.reason')}>
                  <select
                    className="orders-select"
                    aria-label={t('callbacks.reason')}
                    value={draft.reason}
                    onChange={({ target }) => change({ reason: target.value })}
                  >
                    <option value="">{t('form.choose')}</option>
                    {codes.list('dissatisfaction-reasons').map((one) => (
                      <option key={one.code} value={one.code}>
                        {one[codes.language]}
                      </option>
                    ))}
                  </select>
                </Question>
                <label className="orders-check">
                  <input
                    type="checkbox"
                    checked={draft.redo}
                    onChange={({ target }) => change({ redo: target.checked })}
                  />
                  {t('callbacks.redo')}
                </label>
              </>
            )}
          </>
        )}
        <input
          className="text-input"
          aria-label={t('callbacks.note')}
          placeholder={t('callbacks.note')}
          maxLength={500}
          value={draft.note}
          onChange={({ target }) => change({ note: target.value })}
        />
        <div className="details-acts callback-record">
          <button type="submit" className="button button-main" data-testid="callback-record">
            {t('callbacks.record')}
          </button>
          <span className="details-missing" role="status">
            {tried && missing.length > 0 && t('callbacks.missing', { what: missing.join('、') })}
          </span>
        </div>
      </form>
    </section>
  );
}

function Question({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="callback-question">
      <span aria-hidden="true">{name}</span>
      {children}
    </div>
  );
}
