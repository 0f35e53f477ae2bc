import { useEffect, useRef } from 'react';
import { dueAtOf, isAnswered } from '#shared/domain/index.ts';
import { dayAndTime, Keycap, openPage, StateMark, useTranslation } from '../ui/index.ts';
import { useCodes } from './codes.ts';
import { useSelectedOrder } from './selected-order.ts';
import { newDraft, useIntake } from './store.ts';

/** The number to tell the citizen, large, and how far the order has come. `compact` above another open order. */
export function SubmittedCard({ compact = false }: { readonly compact?: boolean }) {
  const { t } = useTranslation();
  const codes = useCodes();
  const order = useIntake(({ submitted }) => submitted);
  const summary = useIntake(({ orders, submitted }) => orders.find(({ id }) => id === submitted?.id));
  const heading = useRef<HTMLHeadingElement>(null);
  const id = order?.id;
  useEffect(() => {
    if (id !== undefined && !compact) heading.current?.focus();
  }, [id, compact]);
  if (!order) return null;
  // A reminder or a joined order may come after the unit's answer: then nothing is promised any more.
  const dueAt = summary && isAnswered(summary.state) ? null : dueAtOf(order);
  const due = dueAt !== null && (
    <span className="submitted-due">{t('submitted.dueBy', { time: dayAndTime(dueAt) })}</span>
  );
  const delivery = summary?.delivery ?? order.delivery;
  const refusal = summary?.refusal ?? order.refusal ?? '';
  const mark = { waiting: 'busy', received: 'good', refused: 'bad' } as const;
  const steps = (
    <ol className="delivery-steps" data-testid="delivery" data-delivery={delivery}>
      {!compact && (
        <li className="step-good">
          <StateMark kind="good" />
          {t('submitted.savedHere')}
        </li>
      )}
      <li className={`step-${mark[delivery]}`} aria-live="polite">
        <StateMark kind={mark[delivery]} />
        {t(`submitted.${delivery}`)}
      </li>
    </ol>
  );
  if (compact) {
    return (
      <div className="submitted-band" data-testid="submitted">
        <p>
          {t('submitted.tell')} <strong data-testid="order-number">{order.number}</strong>
          {due}
        </p>
        {steps}
        <button
          type="button"
          className="button button-quiet"
          onClick={() => useIntake.setState({ submitted: null })}
        >
          {t('app.dismiss')}
        </button>
      </div>
    );
  }
  return (
    <div className="submitted-card" data-testid="submitted">
      <h3 ref={heading} tabIndex={-1}>
        {t('submitted.tell')}
      </h3>
      <p className="submitted-label">{t('submitted.number')}</p>
      <p className="submitted-number" data-testid="order-number">
        {order.number}
      </p>
      <p className="submitted-what">
        {order.fields.title}
        <span>
          {order.fields.handling === 'dispatched'
            ? t('submitted.dispatchedTo', { unit: order.fields.leadUnit })
            : codes.text('handlings', order.fields.handling)}
        </span>
        {due}
        {order.deadline?.reason && (
          <span className="submitted-provisional">
            {t('form.deadline.provisional', { years: order.deadline.reason.years.join('、') })}
          </span>
        )}
      </p>
      {steps}
      {delivery === 'waiting' && <p className="submitted-hint">{t('submitted.waitingHint')}</p>}
      {delivery === 'refused' && (
        <p className="submitted-hint">{t('submitted.refusedHint', { reason: refusal })}</p>
      )}
      <p className="submitted-acts">
        <button
          type="button"
          className="button"
          data-testid="open-submitted"
          onClick={() => {
            useSelectedOrder.setState({ orderId: order.id });
            openPage('orders');
          }}
        >
          {t('submitted.open')}
        </button>
      </p>
      <button
        type="button"
        className="button button-main button-large"
        aria-keyshortcuts="F4"
        onClick={newDraft}
        data-testid="next-order"
      >
        {t('submitted.next')}
        <Keycap>F4</Keycap>
      </button>
    </div>
  );
}
