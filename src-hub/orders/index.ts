export { createOrderBook, type OrderBook, type OrderHistory } from './book.ts';
export { followYears, putYear, readYears } from './calendar.ts';
export * from './desk.ts';
export {
  type Life,
  lifeOf,
  type OrderStep,
  type OrderStepKind,
  obstacleTo,
  orderStepSchema,
  type StepBy,
} from './life.ts';
export { createOrderRules, type ExtensionRoom, type OrderRules } from './rules.ts';
