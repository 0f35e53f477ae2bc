import type { Operation } from '#shared/hub-protocol/index.ts';
import type { HubStores } from '../storage/index.ts';
import { accessEffects } from './access.ts';
import { calendarEffects } from './calendar.ts';
import { callEffects } from './calls.ts';
import type { Done, Effect, Effects, OperationContext, Refusal } from './effect.ts';
import { placeEffects } from './places.ts';
import { scriptEffects } from './scripts.ts';
import { workOrderEffects } from './work-orders.ts';

const ALL: Effects = {
  ...workOrderEffects,
  ...callEffects,
  ...placeEffects,
  ...scriptEffects,
  ...calendarEffects,
  ...accessEffects,
};

/** Carries out one operation. */
export function effects(
  unit: HubStores,
  operation: Operation,
  context: OperationContext,
): Promise<Done | Refusal> {
  const effect = ALL[operation.kind] as Effect<Operation>;
  return effect(unit, operation, context);
}
