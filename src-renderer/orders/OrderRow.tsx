import { useEffect, useRef } from 'react';
import { isOpen, type WorkOrderSummary } from '#shared/domain/index.ts';
import { useCodes } from '../intake/index.ts';
import { dayAndTime, StateMark, useTranslation } from '../ui/index.ts';

/** Less than this before the limit an open order is near it, ms. */
const NEAR_MILLISECONDS = 86_400_000;

/** One order of a list, its citizen masked. */
export function OrderRow(properties: {
  readonly order: WorkOrderSummary;
  readonly chosen: boolean;
  readonly onOpen: () => void;
}) {
  const { order, chosen, onOpen } = properties;
  const { t } = useTranslation();
  const codes = useCodes();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen]);
  return (
    <li ref={row} className={`row ${chosen ? 'is-chosen' : ''}`} data-testid="orders-row">
      <button type="button" className="row-press" aria-current={chosen} onClick={onOpen}>
        <span className="row-title">{order.title || '—'}</span>
        <Due order={order} />
        <span className="row-figures">
          <span>{order.number}</span>
          <span>{dayAndTime(order.submittedAt)}</span>
          <span>{order.maskedName}</span>
          <span>{order.maskedNumber || t('orders.anonymous')}</span>
          <span>{codes.text('request-types', order.requestType)}</span>
        </span>
        <span className={`row-state ${isOpen(order.state) ? 'is-open' : ''}`}>
          {order.delivery === 'refused' && <StateMark kind="bad" />}
          {order.delivery === 'received'
            ? codes.text('order-states', order.state)
            : t(`orders.delivery.${order.delivery}`)}
        </span>
      </button>
    </li>
  );
}

/** The limit, with its light: red after it, yellow within the last day. */
export function Due({ order }: { readonly order: Pick<WorkOrderSummary, 'dueAt' | 'state'> }) {
  const { t } = useTranslation();
  if (order.dueAt === null || !isOpen(order.state)) return <span className="row-due" />;
  const left = order.dueAt - Date.now();
  const light = left < 0 ? 'red' : left < NEAR_MILLISECONDS ? 'yellow' : 'none';
  return (
    <span className={`row-due due-${light}`}>
      {light !== 'none' && <StateMark kind={light === 'red' ? 'bad' : 'warn'} />}
      {light === 'red'
        ? t('orders.late')
        : light === 'yellow'
          ? t('orders.near')
          : t('orders.due', { time: dayAndTime(order.dueAt) })}
    </span>
  );
}
