import { DEFAULT_MARKS_MILLISECONDS } from '#shared/domain/index.ts';
import { useNow } from '../ui/index.ts';
import { AnswerClock } from './AnswerClock.tsx';
import { ringingCall } from './calls.ts';
import { usePhone, waitedAt } from './store.ts';

const STEP_MILLISECONDS = 50;

/** The answer clock of the call that rings, and nothing of who calls; nothing while none rings. */
export function RingingClock() {
  const { receivedAt, state } = usePhone();
  const now = useNow(STEP_MILLISECONDS);
  const call = ringingCall(state?.calls ?? []);
  if (!call) return null;
  return (
    <AnswerClock
      waitedMilliseconds={waitedAt(call, receivedAt, now)}
      marks={state?.marks ?? DEFAULT_MARKS_MILLISECONDS}
    />
  );
}
