import type { Call } from '#shared/domain/index.ts';
import { duration, groupNumber, Keycap, useNow, useTranslation } from '../ui/index.ts';
import { isHeldHere } from './calls.ts';
import { answerCall, endCall, rejectCall, resumeCall, usePressed, waitedAt } from './store.ts';

/** The calls beside the one that the panel is about: who waits on hold, who rings. */
export function OtherCalls(properties: {
  readonly calls: readonly Call[];
  readonly main: Call | undefined;
  readonly receivedAt: number;
}) {
  const { t } = useTranslation();
  return (
    <ul className="other-calls" aria-label={t('call.others')}>
      {properties.calls.map((call) => (
        <li key={call.id} className={`other-call other-${call.state}`} data-testid="call-item">
          {call.state === 'ringing' ? (
            <OtherRinging call={call} receivedAt={properties.receivedAt} />
          ) : (
            <OtherActive call={call} main={properties.main} />
          )}
        </li>
      ))}
    </ul>
  );
}

function nameOf(call: Call, withheld: string): string {
  return call.callerName ?? (call.callerNumber === null ? withheld : groupNumber(call.callerNumber));
}

function OtherRinging({ call, receivedAt }: { readonly call: Call; readonly receivedAt: number }) {
  const { t } = useTranslation();
  const now = useNow(250);
  const pressed = usePressed().pressed.includes(call.id);
  return (
    <>
      <p className="other-who">
        <strong>{t('call.another')}</strong>
        <span className="other-time">{duration(waitedAt(call, receivedAt, now))}</span>
      </p>
      <p className="other-name">
        {nameOf(call, t('call.withheld'))}
        {call.line && <span className="other-line">{call.line.name}</span>}
      </p>
      <p className="other-acts">
        <button
          type="button"
          className="other-answer"
          data-testid="answer-other"
          aria-keyshortcuts="F2"
          disabled={pressed}
          onClick={() => void answerCall()}
        >
          {t('call.answerAndHold')} <Keycap>F2</Keycap>
        </button>
        <button type="button" className="act-minor" disabled={pressed} onClick={() => void rejectCall()}>
          {t('call.rejectShort')}
        </button>
      </p>
    </>
  );
}

function OtherActive({ call, main }: { readonly call: Call; readonly main: Call | undefined }) {
  const { t } = useTranslation();
  const pressed = usePressed().pressed.includes(call.id);
  const held = isHeldHere(call);
  const isTalking = main?.state === 'active';
  const isConsulted = isTalking && call.consultsFor === main.id;
  // In a consultation the panel's own hold key changes sides.
  const mayResume = isTalking && held && !isConsulted && call.id !== main.consultsFor;
  const mayEnd = isTalking && (call.inConference || isConsulted);
  return (
    <>
      <div className="other-row">
        <p>
          <strong className="other-state">
            {t(call.inConference && !held ? 'call.inConference' : 'call.heldWord')}
          </strong>
          <span className="other-name">{nameOf(call, t('call.withheld'))}</span>
        </p>
        {mayResume && (
          <button
            type="button"
            className="other-resume"
            data-testid="resume-other"
            disabled={pressed}
            onClick={() => void resumeCall(call)}
          >
            {t('call.resumeCall')}
          </button>
        )}
        {mayEnd && (
          <button type="button" className="act-minor" disabled={pressed} onClick={() => void endCall(call)}>
            {t('call.hangUp')}
          </button>
        )}
      </div>
      {call.transfer?.state === 'failed' && (
        <p className="other-note">
          {t('call.transfer.failed', {
            code: call.transfer.statusCode ?? '—',
            target: call.transfer.target,
          })}
        </p>
      )}
    </>
  );
}
