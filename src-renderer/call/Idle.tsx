import type { ReactNode } from 'react';
import { DEFAULT_MARKS_MILLISECONDS } from '#shared/domain/index.ts';
import {
  duration,
  errorText,
  groupNumber,
  Keycap,
  StateMark,
  secondsUp,
  useTranslation,
} from '../ui/index.ts';
import { Arch } from './AnswerClock.tsx';
import { AnsweredAfter, type Shown } from './Caller.tsx';
import { ReadyCheck } from './ReadyCheck.tsx';
import { refusalHint } from './registration-hint.ts';
import { toggleDesk, usePhone } from './store.ts';

/** Nobody calls: how the phone is, what is to be proved before it is ready, and what was last. */
export function Idle(properties: {
  readonly ended: Shown | undefined;
  readonly away?: { readonly word: string; readonly hint: string } | undefined;
  readonly onSound: () => void;
  readonly children?: ReactNode;
}) {
  const { away, ended, onSound, children } = properties;
  const { t } = useTranslation();
  const { state } = usePhone();
  const microphone = state?.microphone ?? 'unknown';
  const phone = state?.registration.state ?? 'connecting';
  const code = state?.registration.statusCode ?? '—';
  const reason = state?.registration.reason;
  const refusal = refusalHint({ statusCode: state?.registration.statusCode ?? null });
  const readiness = state?.readiness;
  const mustProve = readiness?.required === true && !readiness.ready;
  const words = {
    registered: { kind: 'good', word: t('call.ready'), hint: t('call.readyHint') },
    connecting: { kind: 'busy', word: t('call.connecting'), hint: t('call.connectingHint') },
    unreachable: { kind: 'warn', word: t('call.unreachable'), hint: t('call.unreachableHint') },
    failed: {
      kind: 'bad',
      word: t('call.failed'),
      hint: t(`call.${refusal}`, { code }),
    },
  } as const;
  const { hint, kind, word } =
    phone === 'registered' && away ? ({ kind: 'warn', ...away } as const) : words[phone];
  if (mustProve && phone !== 'failed') {
    return (
      <div className="call-body" data-testid="idle" data-phone={phone}>
        <ReadyCheck onSound={onSound} />
      </div>
    );
  }
  return (
    <div className={`call-body ${ended ? 'has-ended' : ''}`} data-testid="idle" data-phone={phone}>
      <div className={`quiet-clock quiet-${kind}`}>
        <svg viewBox="0 -12 272 164" aria-hidden="true">
          <Arch
            waitedMilliseconds={0}
            limit={ended?.marks[2] ?? state?.marks[2] ?? DEFAULT_MARKS_MILLISECONDS[2]}
          />
        </svg>
        <p className="quiet-word">
          <StateMark kind={kind} />
          <span>{word}</span>
        </p>
      </div>
      <p className="quiet-hint">{hint}</p>
      {phone !== 'registered' && reason && <p className="quiet-reason">{errorText(reason, reason)}</p>}
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
      {phone === 'registered' && (
        <div className="idle-acts">
          <button
            type="button"
            className="idle-act"
            data-testid="open-dial"
            aria-keyshortcuts="F9"
            onClick={toggleDesk}
          >
            {t('call.dialOut')}
            <Keycap>F9</Keycap>
          </button>
        </div>
      )}
      {ended && <Ended {...ended} />}
    </div>
  );
}

function Ended({ call, marks }: Shown) {
  const { t } = useTranslation();
  const answered = call.talkedMilliseconds !== null;
  const missed =
    call.direction === 'inbound' && (call.endReason === 'abandoned' || call.endReason === 'no-answer');
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
        call.direction === 'inbound' && (
          <p className="ended-figure">
            <span>{t('call.waited')}</span>
            <strong>{secondsUp(call.waitedMilliseconds)} s</strong>
          </p>
        )
      )}
      {missed && <p className="call-fine">{t('call.missedHint')}</p>}
    </div>
  );
}
