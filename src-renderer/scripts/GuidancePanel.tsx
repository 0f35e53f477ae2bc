import { useEffect, useState } from 'react';
import phrases from '#assets/phrases.json' with { type: 'json' };
import { mainCall, useLevels, usePhone } from '../call/index.ts';
import { fieldsOnScreen, useIntake } from '../intake/index.ts';
import { currentLanguage, useTranslation } from '../ui/index.ts';
import { fillPhrase, type Moment, phrasesFor } from './phrases.ts';
import './scripts.css';

/** An order number or a suffix is not broken over two lines. */
const FIGURES = /^[\d-]+$/;

/** A root-mean-square level from which on the citizen counts as heard. */
const HEARD = 0.01;

/** Seconds since the citizen was last heard in the active call; 0 while nobody talks. */
function useSilence(callId: string | undefined): number {
  const [silence, setSilence] = useState(0);
  useEffect(() => {
    setSilence(0);
    if (callId === undefined) return;
    let heardAt = performance.now();
    const stop = useLevels.subscribe(({ levels }) => {
      if (levels?.callId === callId && levels.inbound >= HEARD) heardAt = performance.now();
    });
    const timer = setInterval(() => setSilence(Math.floor((performance.now() - heardAt) / 1000)), 1000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [callId]);
  return silence;
}

/** The right of the screen, top: what can be said now, and before the first call how it all goes. */
export function GuidancePanel() {
  const { t } = useTranslation();
  const call = mainCall(usePhone(({ state }) => state?.calls) ?? []);
  const intake = useIntake();
  const speaking = call?.state === 'active' && call.media === 'flowing';
  const silentSeconds = useSilence(speaking ? call.id : undefined);
  const moment: Moment = {
    call:
      call?.state === 'active'
        ? 'active'
        : call?.state === 'ringing' || call?.state === 'answering'
          ? 'ringing'
          : 'none',
    fields: fieldsOnScreen(intake),
    silentSeconds,
    submitted: intake.submitted && intake.submitted.callId === call?.id ? intake.submitted : null,
  };
  const ids = phrasesFor(moment);
  if (ids.length === 0) {
    return (
      <section className="guide guide-idle" aria-label={t('guide.region')}>
        <h2>{t('guide.idleTitle')}</h2>
        <Steps />
        <p>{t('guide.idleNote')}</p>
      </section>
    );
  }
  return (
    <section className="guide" aria-label={t('guide.region')} data-testid="phrases">
      <h2>{t('guide.heading')}</h2>
      <ul>
        {ids.map((id, index) => (
          <Phrase key={id} id={id} moment={moment} first={index === 0} />
        ))}
        {moment.call === 'ringing' && (
          <li className="guide-steps">
            <Steps />
          </li>
        )}
      </ul>
    </section>
  );
}

/** One call in four steps, for whoever sits here for the first time. */
function Steps() {
  const { t } = useTranslation();
  return (
    <ol>
      <li>{t('guide.idle1')}</li>
      <li>{t('guide.idle2')}</li>
      <li>{t('guide.idle3')}</li>
      <li>{t('guide.idle4')}</li>
    </ol>
  );
}

function Phrase({
  id,
  moment,
  first,
}: {
  readonly id: string;
  readonly moment: Moment;
  readonly first: boolean;
}) {
  const phrase = phrases.find((one) => one.id === id);
  if (!phrase) return null;
  const [english = '', chinese = ''] = phrase.category.split(' ');
  return (
    <li className={`phrase ${first ? 'phrase-first' : ''}`}>
      <p className="phrase-kind">{currentLanguage() === 'en' ? `${english}: ${phrase.trigger}` : chinese}</p>
      <p className="phrase-text" lang="zh-CN">
        {fillPhrase(phrase.text, moment).map(({ text, slot, filled, at }) =>
          slot ? (
            <mark
              key={at}
              className={`${filled ? 'slot-filled' : 'slot-open'} ${FIGURES.test(text) ? 'slot-figures' : ''}`}
            >
              {text}
            </mark>
          ) : (
            <span key={at}>{text}</span>
          ),
        )}
      </p>
    </li>
  );
}
