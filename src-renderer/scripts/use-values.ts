import type { BlankValues } from '#shared/domain/index.ts';
import { mainCall, usePhone } from '../call/index.ts';
import { useIntake, useOnScreen } from '../intake/index.ts';
import { dueAtOf, valuesOf } from './values.ts';

/** Values of the blanks from the call and the order on screen. */
export function useValues(): BlankValues {
  const callId = usePhone(({ state }) => mainCall(state?.calls ?? [])?.id ?? null);
  const submitted = useIntake((view) => (view.submitted?.callId === callId ? view.submitted : null));
  const dueAt = useIntake(({ orders }) => dueAtOf(orders, submitted?.number));
  return useOnScreen((fields) => valuesOf({ fields, submitted, dueAt, now: Date.now() }));
}
