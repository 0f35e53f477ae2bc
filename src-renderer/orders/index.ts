export { CallbacksPage } from './CallbacksPage.tsx';
export { OrdersPage } from './OrdersPage.tsx';
export { useOrders } from './store.ts';
