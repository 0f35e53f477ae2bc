import { type KeyboardEvent, useEffect, useRef } from 'react';
import { handlingSchema, orderStateSchema, requestTypeSchema } from '#shared/domain/index.ts';
import { useCodes, useSelectedOrder } from '../intake/index.ts';
import { isForInputMethod, useTranslation } from '../ui/index.ts';
import { OrderDetails } from './OrderDetails.tsx';
import { OrderRow } from './OrderRow.tsx';
import { loadMore, loadOrders, type OrdersView, openOrder, setFilter, setSince, useOrders } from './store.ts';
import './orders.css';

const WHOSE = ['own', 'seat', 'all'] as const;
const SINCE = ['today', 'week', 'month', 'ever'] as const;

/** «我的工单»: filters and search above, rows on the left, the chosen order on the right. */
export function OrdersPage() {
  const { t } = useTranslation();
  const { page, chosen, filter } = useOrders();
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    void loadOrders();
    search.current?.focus();
    const { orderId } = useSelectedOrder.getState();
    useSelectedOrder.setState({ orderId: null });
    if (orderId !== null) void openOrder(orderId);
  }, []);
  const at = page.orders.findIndex(({ id }) => id === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent) || event.ctrlKey || event.altKey || event.metaKey) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move === undefined || event.target instanceof HTMLSelectElement) return;
    if (event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    const next = page.orders[Math.max(0, Math.min(page.orders.length - 1, at + move))];
    if (next) void openOrder(next.id);
    if (move === 1 && at + 2 >= page.orders.length) void loadMore();
  };
  return (
    <div className="orders-page" data-testid="orders-page">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows go along the rows from any filter */}
      <div className="orders-left" onKeyDown={onKeyDown}>
        <div className="orders-filters">
          <input
            ref={search}
            type="search"
            className="text-input orders-search"
            aria-label={t('orders.search')}
            placeholder={t('orders.searchHint')}
            data-testid="orders-search"
            maxLength={200}
            value={filter.text}
            onChange={(event) => setFilter({ text: event.target.value })}
          />
          <Filters />
        </div>
        <p className="orders-total" role="status">
          {page.total >= 1000
            ? t('orders.totalMany', { count: 1000 })
            : t('orders.total', { count: page.total })}
          <span>{t('orders.keys')}</span>
        </p>
        {page.orders.length === 0 ? (
          <p className="empty-note">{t('orders.nothing')}</p>
        ) : (
          <ul className="orders-rows" aria-label={t('orders.list')}>
            {page.orders.map((order) => (
              <OrderRow
                key={order.id}
                order={order}
                chosen={order.id === chosen}
                onOpen={() => void openOrder(order.id)}
              />
            ))}
            {page.next && (
              <li>
                <button type="button" className="button button-quiet" onClick={() => void loadMore()}>
                  {t('orders.more')}
                </button>
              </li>
            )}
          </ul>
        )}
      </div>
      <OrderDetails />
    </div>
  );
}

function Filters() {
  const { t } = useTranslation();
  const codes = useCodes();
  const { filter, since } = useOrders();
  const whose = filter.own ? 'own' : filter.mine ? 'seat' : 'all';
  return (
    <>
      <select
        className="orders-select"
        aria-label={t('orders.whose')}
        data-testid="orders-whose"
        value={whose}
        onChange={({ target: { value } }) => setFilter({ own: value === 'own', mine: value !== 'all' })}
      >
        {WHOSE.map((one) => (
          <option key={one} value={one}>
            {t(`orders.whoseChoice.${one}`)}
          </option>
        ))}
      </select>
      <select
        className="orders-select"
        aria-label={t('orders.since')}
        value={since}
        onChange={({ target }) => {
          const choice: OrdersView['since'] | undefined = SINCE.find((one) => one === target.value);
          if (choice) setSince(choice);
        }}
      >
        {SINCE.map((one) => (
          <option key={one} value={one}>
            {t(`orders.sinceChoice.${one}`)}
          </option>
        ))}
      </select>
      <select
        className="orders-select"
        aria-label={t('orders.field.requestType')}
        value={filter.requestType[0] ?? ''}
        onChange={({ target }) =>
          setFilter({ requestType: requestTypeSchema.options.filter((one) => one === target.value) })
        }
      >
        <option value="">{t('orders.anyType')}</option>
        {requestTypeSchema.options.map((one) => (
          <option key={one} value={one}>
            {codes.text('request-types', one)}
          </option>
        ))}
      </select>
      <select
        className="orders-select"
        aria-label={t('orders.field.handling')}
        value={filter.handling[0] ?? ''}
        onChange={({ target }) =>
          setFilter({ handling: handlingSchema.options.filter((one) => one === target.value) })
        }
      >
        <option value="">{t('orders.anyHandling')}</option>
        {handlingSchema.options.map((one) => (
          <option key={one} value={one}>
            {codes.text('handlings', one)}
          </option>
        ))}
      </select>
      <select
        className="orders-select"
        aria-label={t('orders.anyState')}
        value={filter.state[0] ?? ''}
        onChange={({ target }) =>
          setFilter({ state: orderStateSchema.options.filter((one) => one === target.value) })
        }
      >
        <option value="">{t('orders.anyState')}</option>
        {orderStateSchema.options.map((one) => (
          <option key={one} value={one}>
            {codes.text('order-states', one)}
          </option>
        ))}
      </select>
      <label className="orders-check">
        <input
          type="checkbox"
          checked={filter.overdue}
          onChange={({ target }) => setFilter({ overdue: target.checked })}
        />
        {t('orders.overdue')}
      </label>
    </>
  );
}
