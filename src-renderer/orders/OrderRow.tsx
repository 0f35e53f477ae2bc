import { useEffect, useRef } from 'react';
import { isAnswered, isOpen, orderLight, type WorkOrderSummary } from '#shared/domain/index.ts';
import { useCodes } from '../intake/index.ts';
import { dayAndTime, StateMark, useTranslation } from '../ui/index.ts';

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

/** The limit by date and hour, with its light (rule DL-7); nothing once the unit has answered. */
export function Due({ order }: { readonly order: Pick<WorkOrderSummary, 'dueAt' | 'remindAt' | 'state'> }) {
  const { t } = useTranslation();
  if (order.dueAt === null || isAnswered(order.state)) return <span className="row-due" />;
  const light = orderLight(order, Date.now());
  const text = { none: 'orders.due', yellow: 'orders.near', red: 'orders.late' } as const;
  return (
    <span className={`row-due due-${light}`}>
      {light !== 'none' && <StateMark kind={light === 'red' ? 'bad' : 'warn'} />}
      {t(text[light], { time: dayAndTime(order.dueAt) })}
    </span>
  );
}
