import type { Call } from '#shared/domain/index.ts';
import { groupNumber, StateMark, secondsUp, useTranslation } from '../ui/index.ts';

/** What every view of a call is given: the call, when it was received (`performance.now()`), the clock's marks. */
export interface Shown {
  readonly call: Call;
  readonly receivedAt: number;
  readonly marks: readonly [number, number, number];
}

/** The other party: number, name, and the line that was dialled. */
export function Caller({ call }: { readonly call: Call }) {
  const { t } = useTranslation();
  const line =
    call.line?.name ?? (call.dialledLine === null ? null : t('call.line', { line: call.dialledLine }));
  return (
    <div className="caller">
      <p className="caller-number" data-testid="caller-number">
        {call.callerNumber === null ? t('call.withheld') : groupNumber(call.callerNumber)}
      </p>
      <p className="caller-name">
        {call.callerName !== null && call.callerName !== call.callerNumber && <span>{call.callerName}</span>}
        {line !== null && <span>{line}</span>}
      </p>
    </div>
  );
}

/** How fast the call was answered, told by mark, word and figure. */
export function AnsweredAfter({ call, limit }: { readonly call: Call; readonly limit: number }) {
  const { t } = useTranslation();
  const after = call.answeredAfterMilliseconds;
  if (after === null || call.direction === 'outbound') return null;
  const within = after <= limit;
  const seconds = Math.round(limit / 1000);
  return (
    <p className={`answered-after ${within ? 'is-within' : 'is-beyond'}`} data-testid="answered-after">
      <StateMark kind={within ? 'good' : 'warn'} />
      <span>{t('call.answeredAfter', { seconds: secondsUp(after) })}</span>
      <span className="answered-limit">
        {within ? t('call.within', { limit: seconds }) : t('call.beyond', { limit: seconds })}
      </span>
    </p>
  );
}
