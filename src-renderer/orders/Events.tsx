import type { OrderDetail } from '#shared/contract/index.ts';
import { maskName, type OrderEvent } from '#shared/domain/index.ts';
import { useCodes, useFieldText } from '../intake/index.ts';
import { dayAndTime, useTranslation } from '../ui/index.ts';

/** What happened to the order since its submit, newest first. */
export function Events({ detail }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation();
  const text = useEventText();
  if (detail.events.length === 0) return null;
  return (
    <div className="details-events">
      <h2>{t('orders.events')}</h2>
      <ol>
        {detail.events.toReversed().map((event) => (
          <li key={event.id}>
            <span className="event-when">
              {dayAndTime(event.at)} {event.operator}
            </span>
            <span>{text(event)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function useEventText(): (event: OrderEvent) => string {
  const { t } = useTranslation();
  const codes = useCodes();
  const fields = useFieldText();
  return (event) => {
    switch (event.kind) {
      case 'amend':
        return t('orders.event.amend', { fields: Object.keys(event.fields).map(fields.name).join('、') });
      case 'follow-up':
        return t('orders.event.follow-up', { text: event.text });
      case 'join':
        return t('orders.event.join', {
          name:
            maskName(event.complainant.callerName, event.complainant.genderTitle) || t('orders.anonymous'),
        });
      case 'callback-wish':
        return t('orders.event.callback-wish', { note: event.note });
      case 'callback':
        return t('orders.event.callback', {
          outcome: [
            codes.text('callback-outcomes', event.attempt.outcome),
            event.attempt.resultSatisfaction && codes.text('satisfactions', event.attempt.resultSatisfaction),
          ]
            .filter(Boolean)
            .join(' · '),
        });
      case 'state':
        return t('orders.event.state', {
          state: codes.text('order-states', event.state),
          text: [event.unit, event.text].filter(Boolean).join(' '),
        });
    }
  };
}
