import { type ReactNode, useEffect } from 'react';
import { type Call, DEFAULT_MARKS_MILLISECONDS } from '#shared/domain/index.ts';
import {
  BridgeMark,
  duration,
  groupNumber,
  Keycap,
  StateMark,
  secondsUp,
  useNow,
  useTranslation,
} from '../ui/index.ts';
import { AnswerClock, Arch } from './AnswerClock.tsx';
import { LevelMeter } from './LevelMeter.tsx';
import {
  answerCall,
  HANG_UP_GUARD_MILLISECONDS,
  hangUpCall,
  mainCall,
  otherRinging,
  rejectCall,
  talkedAt,
  useLevels,
  usePhone,
  usePressed,
  waitedAt,
} from './store.ts';
import './call.css';

/** Step of the clock while somebody waits, ms: twenty times a second moves the stones smoothly. */
const RINGING_STEP = 50;

/**
 * The left of the screen: the call and its clock.
 *
 * @param properties.idle what stands under the quiet arch when nobody calls (practice puts its buttons here)
 */
export function CallPanel(properties: { readonly practice: boolean; readonly idle?: ReactNode }) {
  const { t } = useTranslation();
  const { state, receivedAt } = usePhone();
  const calls = state?.calls ?? [];
  const call = mainCall(calls);
  const other = otherRinging(calls, call);
  const marks = state?.marks ?? DEFAULT_MARKS_MILLISECONDS;
  const shown = call && { call, receivedAt, marks };
  return (
    <section className="call-panel" aria-label={t('call.region')}>
      <header className="brand">
        <BridgeMark size={34} />
        <div>
          <h1>{t('app.name')}</h1>
          <p>{t('app.subtitle')}</p>
        </div>
        {properties.practice && <span className="practice-tag">{t('app.practice')}</span>}
      </header>
      {shown && (call.state === 'ringing' || call.state === 'answering') && (
        <Ringing key={call.id} {...shown} />
      )}
      {shown && call.state === 'active' && <Active key={call.id} {...shown} other={other} />}
      {(!call || call.state === 'ended') && (
        <Idle ended={call} receivedAt={receivedAt} marks={marks}>
          {properties.idle}
        </Idle>
      )}
      <Announcement call={call} />
    </section>
  );
}

interface Shown {
  readonly call: Call;
  readonly receivedAt: number;
  readonly marks: readonly [number, number, number];
}

function Ringing({ call, receivedAt, marks }: Shown) {
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
      <p className="call-fine">{t(call.queueTimeKnown ? 'call.queueKnown' : 'call.queueUnknown')}</p>
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

function Caller({ call }: { readonly call: Call }) {
  const { t } = useTranslation();
  return (
    <div className="caller">
      <p className="caller-number" data-testid="caller-number">
        {call.callerNumber === null ? t('call.withheld') : groupNumber(call.callerNumber)}
      </p>
      <p className="caller-name">
        {call.callerName !== null && call.callerName !== call.callerNumber && <span>{call.callerName}</span>}
        {call.dialledLine !== null && <span>{t('call.line', { line: call.dialledLine })}</span>}
      </p>
    </div>
  );
}

/** How fast the call was answered, told by mark, word and figure. */
function AnsweredAfter({ call, limit }: { readonly call: Call; readonly limit: number }) {
  const { t } = useTranslation();
  const after = call.answeredAfterMilliseconds;
  if (after === null) return null;
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

function Active({ call, receivedAt, marks, other }: Shown & { readonly other: Call | undefined }) {
  const { t } = useTranslation();
  const now = useNow(250);
  const microphone = usePhone(({ state }) => state?.microphone ?? 'unknown');
  const pressed = usePressed().pressed.includes(call.id);
  const talked = talkedAt(call, receivedAt, now);
  const media = { none: 'busy', connecting: 'busy', flowing: 'good', failed: 'bad' } as const;
  const deaf = microphone === 'denied' || microphone === 'missing' || microphone === 'failed';
  return (
    <div className="call-body call-live" data-testid="active" data-call-id={call.id}>
      <p className="clock-word word-active">
        <StateMark kind="good" />
        {t('call.active')}
      </p>
      <p className="talk-time" role="timer" aria-label={t('call.talked')}>
        {duration(talked)}
      </p>
      <AnsweredAfter call={call} limit={marks[2]} />
      <Caller call={call} />
      <div className="sound">
        <p className={`media-state media-${call.media}`} data-testid="media-state" data-media={call.media}>
          <StateMark kind={media[call.media]} />
          {t(`call.media.${call.media}`)}
        </p>
        {call.media === 'failed' ? (
          <p className="call-warning">{t('call.mediaFailedHint')}</p>
        ) : (
          <Meters callId={call.id} />
        )}
        {deaf && (
          <p className="call-warning">
            {t('call.microphoneHint', { reason: t(`status.microphoneHelp.${microphone}`) })}
          </p>
        )}
      </div>
      {other && (
        <div className="other-call">
          <p>
            <strong>{t('call.another')}</strong> {duration(waitedAt(other, receivedAt, now))}
          </p>
          <p>{t('call.anotherHint')}</p>
        </div>
      )}
      <div className="call-acts">
        <button
          type="button"
          className="act act-hang-up"
          data-testid="hang-up"
          aria-keyshortcuts="F8"
          disabled={pressed || talked < HANG_UP_GUARD_MILLISECONDS}
          onClick={() => void hangUpCall()}
        >
          <span>{t('call.hangUp')}</span>
          <Keycap>F8</Keycap>
        </button>
      </div>
    </div>
  );
}

function Meters({ callId }: { readonly callId: string }) {
  const { t } = useTranslation();
  const levels = useLevels(({ levels: last }) => (last?.callId === callId ? last : undefined));
  return (
    <>
      <LevelMeter label={t('call.levelIn')} level={levels?.inbound ?? 0} />
      <LevelMeter label={t('call.levelOut')} level={levels?.outbound ?? 0} />
    </>
  );
}

function Idle(properties: {
  readonly ended: Call | undefined;
  readonly receivedAt: number;
  readonly marks: readonly [number, number, number];
  readonly children: ReactNode;
}) {
  const { ended, receivedAt, marks, children } = properties;
  const { t } = useTranslation();
  const registration = usePhone(({ state }) => state?.registration);
  const microphone = usePhone(({ state }) => state?.microphone ?? 'unknown');
  const phone = registration?.state ?? 'connecting';
  const code = registration?.statusCode ?? '—';
  const words = {
    registered: { kind: 'good', word: t('call.ready'), hint: t('call.readyHint') },
    connecting: { kind: 'busy', word: t('call.connecting'), hint: t('call.connectingHint') },
    unreachable: { kind: 'warn', word: t('call.unreachable'), hint: t('call.unreachableHint') },
    failed: { kind: 'bad', word: t('call.failed'), hint: t('call.failedHint', { code }) },
  } as const;
  const { kind, word, hint } = words[phone];
  return (
    <div className="call-body" data-testid="idle" data-phone={phone}>
      <div className={`quiet-clock quiet-${kind}`}>
        <svg viewBox="0 -12 272 164" aria-hidden="true">
          <Arch waitedMilliseconds={0} limit={marks[2]} />
        </svg>
        <p className="quiet-word">
          <StateMark kind={kind} />
          <span>{word}</span>
        </p>
      </div>
      <p className="quiet-hint">{hint}</p>
      {microphone !== 'ready' && microphone !== 'unknown' && (
        <div className="microphone-note" role="status">
          <strong>
            <StateMark kind="warn" />
            {t('status.microphone')} · {t(`status.microphoneState.${microphone}`)}
          </strong>
          <p>{t(`status.microphoneHelp.${microphone}`)}</p>
          <p>{t('status.canHear')}</p>
        </div>
      )}
      {phone === 'registered' && children}
      {ended && <Ended call={ended} receivedAt={receivedAt} marks={marks} />}
    </div>
  );
}

function Ended({ call, marks }: Shown) {
  const { t } = useTranslation();
  const answered = call.answeredAfterMilliseconds !== null;
  const missed = call.endReason === 'abandoned' || call.endReason === 'no-answer';
  return (
    <div className={`ended-call ${missed ? 'is-missed' : ''}`} data-testid={missed ? 'missed' : 'ended'}>
      <h2>
        <StateMark kind={missed ? 'warn' : 'idle'} />
        {t(missed ? 'call.missed' : 'call.ended')}
      </h2>
      <p className="ended-number">
        {call.callerNumber === null ? t('call.withheld') : groupNumber(call.callerNumber)}
      </p>
      {call.endReason && <p>{t(`call.end.${call.endReason}`)}</p>}
      {answered ? (
        <>
          <p className="ended-figure">
            <span>{t('call.talked')}</span>
            <strong>{duration(call.talkedMilliseconds ?? 0)}</strong>
          </p>
          <AnsweredAfter call={call} limit={marks[2]} />
        </>
      ) : (
        <p className="ended-figure">
          <span>{t('call.waited')}</span>
          <strong>{secondsUp(call.waitedMilliseconds)} s</strong>
        </p>
      )}
      {missed && <p className="call-fine">{t('call.missedHint')}</p>}
    </div>
  );
}

/** Says a new call once to a screen reader; the visible clock is too lively for that. */
function Announcement({ call }: { readonly call: Call | undefined }) {
  const { t } = useTranslation();
  const number = call?.callerNumber ?? t('call.withheld');
  return (
    <p className="only-heard" aria-live="assertive">
      {call?.state === 'ringing' ? t('call.announce', { number }) : ''}
    </p>
  );
}
