import { useEffect } from 'react';
import type { Call } from '#shared/domain/index.ts';
import { Keycap, useNow, useTranslation } from '../ui/index.ts';
import { AnswerClock } from './AnswerClock.tsx';
import { Caller, type Shown } from './Caller.tsx';
import { answerCall, rejectCall, usePressed, waitedAt } from './store.ts';

/** Step of the clock while somebody waits, ms: twenty times a second moves the stones smoothly. */
const RINGING_STEP = 50;

/** A call that rings while nobody else is talked with. */
export function Ringing({ call, receivedAt, marks }: Shown) {
  const { t } = useTranslation();
  const now = useNow(RINGING_STEP);
  const pressed = usePressed().pressed.includes(call.id) || call.state === 'answering';
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      performance.mark('ring-visible', { detail: { callId: call.id } });
    });
    return () => cancelAnimationFrame(frame);
  }, [call.id]);
  return (
    <div className="call-body call-live" data-testid="ringing" data-call-id={call.id}>
      <AnswerClock waitedMilliseconds={waitedAt(call, receivedAt, now)} marks={marks} />
      <Caller call={call} />
      <p className="call-fine">
        {call.answersItself
          ? t('call.answersItself')
          : t(call.queueTimeKnown ? 'call.queueKnown' : 'call.queueUnknown')}
      </p>
      <div className="call-acts">
        <button
          type="button"
          className="act act-answer"
          data-testid="answer"
          aria-keyshortcuts="F2"
          disabled={pressed}
          onClick={() => void answerCall()}
        >
          <span>{pressed ? t('call.answering') : t('call.answer')}</span>
          <Keycap>F2</Keycap>
        </button>
        <button type="button" className="act-minor" disabled={pressed} onClick={() => void rejectCall()}>
          {t('call.reject')}
        </button>
      </div>
    </div>
  );
}

/** Says a new call once to a screen reader; the visible clock is too lively for that. */
export function Announcement({ calls }: { readonly calls: readonly Call[] }) {
  const { t } = useTranslation();
  const call = calls.find(({ state }) => state === 'ringing');
  return (
    <p className="only-heard" aria-live="assertive">
      {call ? t('call.announce', { number: call.callerNumber ?? t('call.withheld') }) : ''}
    </p>
  );
}
