export * from './answer-clock.ts';
export * from './call.ts';
export * from './category.ts';
export * from './clock.ts';
export * from './coded-error.ts';
export * from './masking.ts';
export * from './order-number.ts';
export * from './work-order.ts';
