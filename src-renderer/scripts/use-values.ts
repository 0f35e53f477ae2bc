import type { BlankValues } from '#shared/domain/index.ts';
import { mainCall, usePhone } from '../call/index.ts';
import { fieldsOnScreen, useIntake } from '../intake/index.ts';
import { dueAtOf, valuesOf } from './values.ts';

/** Values of the blanks from the call and the order on screen. */
export function useValues(): BlankValues {
  const intake = useIntake();
  const callId = usePhone(({ state }) => mainCall(state?.calls ?? [])?.id ?? null);
  const submitted = intake.submitted && intake.submitted.callId === callId ? intake.submitted : null;
  return valuesOf({
    fields: fieldsOnScreen(intake),
    submitted,
    dueAt: dueAtOf(intake.orders, submitted?.number),
    now: Date.now(),
  });
}
