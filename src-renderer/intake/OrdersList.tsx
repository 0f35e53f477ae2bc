import { useState } from 'react';
import type { WorkOrderSummary } from '#shared/domain/index.ts';
import { Dialog, hourMinute, StateMark, useTranslation } from '../ui/index.ts';
import { useIntake } from './store.ts';
import './orders.css';

/** Today's orders, newest first: as many as fit, the rest in a dialog. */
export function OrdersList({ shown }: { readonly shown: number }) {
  const { t } = useTranslation();
  const orders = useIntake((view) => view.orders);
  const [all, setAll] = useState(false);
  return (
    <section className="orders" aria-label={t('orders.region')} data-testid="orders">
      <header>
        <h2>
          {t('orders.heading')}
          {orders.length > 0 && (
            <span className="orders-count">{t('orders.count', { count: orders.length })}</span>
          )}
        </h2>
        {orders.length > shown && (
          <button type="button" className="button button-quiet" onClick={() => setAll(true)}>
            {t('orders.all', { count: orders.length })}
          </button>
        )}
      </header>
      {orders.length === 0 ? (
        <p className="empty-note">{t('orders.none')}</p>
      ) : (
        <Rows orders={orders.slice(0, shown)} />
      )}
      {all && (
        <Dialog title={t('orders.heading')} onClose={() => setAll(false)} className="dialog-orders">
          <div className="orders orders-all">
            <Rows orders={orders} />
          </div>
        </Dialog>
      )}
    </section>
  );
}

function Rows({ orders }: { readonly orders: readonly WorkOrderSummary[] }) {
  const { t } = useTranslation();
  const mark = { waiting: 'busy', received: 'good', refused: 'bad' } as const;
  return (
    <ul>
      {orders.map((order) => (
        <li key={order.id} className="order-row" data-delivery={order.delivery}>
          <p className="order-title">{order.title}</p>
          <p className={`order-delivery delivery-${order.delivery}`}>
            <StateMark kind={mark[order.delivery]} />
            {t(`orders.delivery.${order.delivery}`)}
          </p>
          <p className="order-figures">
            <span>{order.number}</span>
            <span>{order.maskedNumber || t('orders.anonymous')}</span>
            <span>{hourMinute(order.submittedAt)}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
