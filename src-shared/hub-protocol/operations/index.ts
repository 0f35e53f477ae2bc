import { z } from 'zod';
import { accessOperations } from './access.ts';
import { calendarOperations } from './calendar.ts';
import { callOperations } from './call.ts';
import { placeOperations } from './place.ts';
import { scriptOperations } from './script.ts';
import { workOrderOperations } from './work-order.ts';

/**
 * Everything a seat can hand to a hub, told apart by `kind`. An area's kinds stand in a file of its own beside
 * this one and join here; the area owns their schemas.
 */
export const operationSchema = z.discriminatedUnion('kind', [
  ...workOrderOperations,
  ...callOperations,
  ...placeOperations,
  ...scriptOperations,
  ...calendarOperations,
  ...accessOperations,
]);
export type Operation = z.infer<typeof operationSchema>;
export type OperationKind = Operation['kind'];

export * from './access.ts';
export * from './calendar.ts';
export * from './call.ts';
export * from './define.ts';
export * from './place.ts';
export * from './script.ts';
export * from './work-order.ts';
