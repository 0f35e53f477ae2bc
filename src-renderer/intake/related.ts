import { useEffect, useState } from 'react';
import type { AreaClient, Endpoint, OrderDetail, ordersArea, SeatContract } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';

let client: AreaClient<typeof ordersArea> | undefined;
const changed = new Set<() => void>();

/** An order or a callback stands differently: lists ask again. Answers how to stop listening. */
export function onOrdersChanged(listener: () => void): () => void {
  changed.add(listener);
  return () => changed.delete(listener);
}

/** Where earlier orders are asked for. */
export function attachRelated(endpoint: Endpoint<SeatContract>): void {
  const calls = endpoint.client('orders');
  client = calls;
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  endpoint.on('orders', 'changed', () => {
    for (const listener of changed) listener();
  });
}

export function ordersClient(): AreaClient<typeof ordersArea> {
  if (!client) throw new CodedError('disconnected', 'Not connected.');
  return client;
}

/** An earlier order, its citizen masked; undefined until it is there. */
export function useRelatedOrder(orderId: string): OrderDetail | undefined {
  const [order, setOrder] = useState<OrderDetail>();
  useEffect(() => {
    let wanted = true;
    if (orderId === '' || !client) return;
    client.open({ orderId }).then((found) => wanted && setOrder(found), showError);
    return () => {
      wanted = false;
    };
  }, [orderId]);
  return order?.id === orderId ? order : undefined;
}
