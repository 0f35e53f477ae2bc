import { useState } from 'react';
import { localDateAt, type WorkOrderSummary } from '#shared/domain/index.ts';
import { Dialog, hourMinute, openPage, StateMark, useNow, useTranslation } from '../ui/index.ts';
import { useSelectedOrder } from './selected-order.ts';
import { useIntake } from './store.ts';
import './orders.css';

/** Today's orders, newest first: as many as fit, the rest in a dialog. */
export function OrdersList({ shown }: { readonly shown: number }) {
  const { t } = useTranslation();
  const submitted = useIntake((view) => view.orders);
  // Midnight passes without a word from main.
  useNow(60_000);
  const today = localDateAt(Date.now());
  const orders = submitted.filter((order) => localDateAt(order.submittedAt) === today);
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

/** Opens an order on the page of all orders, where it can be amended. */
function open(orderId: string): void {
  useSelectedOrder.setState({ orderId });
  openPage('orders');
}

function Rows({ orders }: { readonly orders: readonly WorkOrderSummary[] }) {
  const { t } = useTranslation();
  const mark = { waiting: 'busy', received: 'good', refused: 'bad' } as const;
  return (
    <ul>
      {orders.map((order) => (
        <li key={order.id} data-delivery={order.delivery}>
          <button
            type="button"
            className="order-row"
            data-testid="today-order"
            onClick={() => open(order.id)}
          >
            <span className="order-title">{order.title}</span>
            <span className={`order-delivery delivery-${order.delivery}`}>
              <StateMark kind={mark[order.delivery]} />
              {t(`orders.delivery.${order.delivery}`)}
            </span>
            <span className="order-figures">
              <span>{order.number}</span>
              <span>{order.maskedNumber || t('orders.anonymous')}</span>
              <span>{hourMinute(order.submittedAt)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
