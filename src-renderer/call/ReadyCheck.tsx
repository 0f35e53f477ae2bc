import type { ReactNode } from 'react';
import { currentLanguage, type StateKind, StateMark, useTranslation } from '../ui/index.ts';
import { LevelMeter } from './LevelMeter.tsx';
import {
  confirmRing,
  overrideMicrophone,
  setReady,
  testRing,
  useMicrophoneLevel,
  usePhone,
} from './store.ts';

/**
 * What must be proved before the seat takes calls (docs/spec/readiness.md): three steps in large plain words,
 * each done by itself or by one button, and then the one button that matters.
 */
export function ReadyCheck({ onSound }: { readonly onSound: () => void }) {
  const { t } = useTranslation();
  const { state } = usePhone();
  const level = useMicrophoneLevel((one) => one.level);
  const registered = state?.registration.state === 'registered';
  const microphone = state?.readiness.microphone ?? 'waiting';
  const ring = state?.readiness.ring ?? 'waiting';
  const missing = [
    ...(registered ? [] : [t('ready.phone')]),
    ...(microphone === 'waiting' ? [t('ready.microphone')] : []),
    ...(ring === 'waiting' ? [t('ready.ring')] : []),
  ];
  return (
    <section className="ready-check" aria-label={t('ready.title')} data-testid="ready-check">
      <h2>{t('ready.title')}</h2>
      <p className="ready-intro">{t('ready.intro')}</p>
      <Step
        kind={registered ? 'good' : state?.registration.state === 'unreachable' ? 'warn' : 'busy'}
        title={t('ready.phone')}
        state={registered ? 'done' : 'waiting'}
      >
        <p>{t(registered ? 'ready.phoneDone' : 'ready.phoneWaiting')}</p>
      </Step>
      <Step
        kind={microphone === 'signal' ? 'good' : microphone === 'overridden' ? 'warn' : 'busy'}
        title={t('ready.microphone')}
        state={microphone === 'waiting' ? 'waiting' : 'done'}
      >
        <p>{t(`ready.microphoneState.${microphone}`)}</p>
        {/* Both keep their place once proved: what is below must not move away under a mouse that is about to click it. */}
        <LevelMeter label={t('call.levelOut')} level={level} />
        <button
          type="button"
          className={`act-minor ready-override${microphone === 'waiting' ? '' : ' ready-kept-place'}`}
          data-testid="mic-override"
          onClick={() => void overrideMicrophone()}
        >
          {t('ready.override')}
        </button>
      </Step>
      <Step
        kind={ring === 'waiting' ? 'busy' : 'good'}
        title={t('ready.ring')}
        state={ring === 'waiting' ? 'waiting' : 'done'}
      >
        <p>{t(`ready.ringState.${ring}`)}</p>
        <p className="ready-buttons">
          <button type="button" className="idle-act" data-testid="ring-test" onClick={() => void testRing()}>
            {t('ready.ringTest')}
          </button>
          {ring === 'waiting' && (
            <button
              type="button"
              className="idle-act"
              data-testid="ring-heard"
              onClick={() => void confirmRing()}
            >
              {t('ready.ringHeard')}
            </button>
          )}
        </p>
      </Step>
      <button type="button" className="act-minor" data-testid="settings" onClick={onSound}>
        {t('sound.open')}
      </button>
      <p id="ready-missing" className="ready-missing">
        {missing.length > 0 && t('ready.missing', { what: listed(missing) })}
      </p>
      <button
        type="button"
        className="act act-answer act-ready"
        data-testid="ready"
        aria-describedby="ready-missing"
        aria-disabled={missing.length > 0}
        onClick={() => void setReady(true)}
      >
        {t('ready.go')}
      </button>
    </section>
  );
}

/** «话机、麦克风和铃声», "Phone, Microphone, and Ringing". */
function listed(words: readonly string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: 'conjunction' }).format(words);
}

function Step(properties: {
  readonly kind: StateKind;
  readonly title: string;
  readonly state: 'waiting' | 'done';
  readonly children: ReactNode;
}) {
  const { kind, title, state, children } = properties;
  return (
    <div className={`ready-step ready-${state}`} data-state={state}>
      <h3>
        <StateMark kind={kind} />
        {title}
      </h3>
      {children}
    </div>
  );
}
