export { CallbacksPage } from './CallbacksPage.tsx';
export { OrdersPage } from './OrdersPage.tsx';
