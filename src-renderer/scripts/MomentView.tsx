import { useEffect, useRef, useState } from 'react';
import { type BlankValues, codeOf, type Phrase } from '#shared/domain/index.ts';
import { mainCall, talkedAt, useLevels, usePhone } from '../call/index.ts';
import { useIntake, useOnScreen } from '../intake/index.ts';
import { currentLanguage, showError, useTranslation } from '../ui/index.ts';
import { resume, useGuides } from './guide-store.ts';
import { type Moment, phrasesFor } from './moments.ts';
import { PromptSettings } from './PromptSettings.tsx';
import { Said } from './Said.tsx';
import { scriptsClient, useScripts } from './store.ts';
import { useValues } from './use-values.ts';
import { useWholeLines } from './use-whole-lines.ts';

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

/** What can be said now, and before the first call how it all goes. */
export function MomentView() {
  const { t } = useTranslation();
  const { state: phone, receivedAt } = usePhone();
  const call = mainCall(phone?.calls ?? []);
  const submitted = useIntake((view) =>
    view.submitted && view.submitted.callId === call?.id ? view.submitted : null,
  );
  const library = useScripts(({ state }) => state);
  const values = useValues();
  const speaking = call?.state === 'active' && call.media === 'flowing';
  // Renders once a second while somebody talks, so that the talking time below is right.
  const silentSeconds = useSilence(speaking ? call.id : undefined);
  const prompts = library?.prompts;
  const moment: Omit<Moment, 'fields'> = {
    call:
      call?.state === 'active'
        ? 'active'
        : call?.state === 'ringing' || call?.state === 'answering'
          ? 'ringing'
          : 'none',
    silentSeconds,
    talkedSeconds: call ? talkedAt(call, receivedAt, performance.now()) / 1000 : 0,
    comfortAfterSeconds: prompts?.comfortAfterSeconds ?? Number.POSITIVE_INFINITY,
    submitted,
  };
  const ids = useOnScreen((fields) => (prompts?.on === false ? [] : phrasesFor({ ...moment, fields })));
  const list = useRef<HTMLUListElement>(null);
  useWholeLines(list, moment.call !== 'none' && prompts?.on !== false);
  const phrases = ids.flatMap((id) => library?.phrases.find((one) => one.id === id) ?? []);
  if (moment.call === 'none') {
    return (
      <div className="guide-idle">
        <Begun />
        <h2>{t('guide.idleTitle')}</h2>
        <Steps />
        <p>{t('guide.idleNote')}</p>
        <PromptSettings />
      </div>
    );
  }
  return (
    <>
      <Begun />
      {prompts?.on === false ? (
        <p className="library-foot">{t('scripts.prompts.isOff')}</p>
      ) : (
        <>
          <h2>{t('guide.heading')}</h2>
          <ul ref={list}>
            {phrases.map((phrase, index) => (
              <PhraseLine key={phrase.id} phrase={phrase} values={values} first={index === 0} />
            ))}
            {moment.call === 'ringing' && (
              <li className="guide-steps">
                <Steps />
              </li>
            )}
          </ul>
        </>
      )}
      <PromptSettings />
    </>
  );
}

/** Guides that were begun for this order and left: one press goes on where they were. */
function Begun() {
  const { t } = useTranslation();
  const walks = useGuides((state) => state.walks);
  const [titles, setTitles] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => {
    let current = true;
    const load = async () => {
      const found: Record<string, string> = {};
      for (const { guideId } of walks) {
        try {
          const { entry } = await scriptsClient().open({ id: guideId });
          found[guideId] = currentLanguage() === 'en' ? entry.title.en : entry.title.zh;
        } catch (error) {
          // A guide that was taken out since is not offered any more.
          if (codeOf(error) !== 'no-such-script') showError(error);
        }
      }
      if (current) setTitles(found);
    };
    void load();
    return () => {
      current = false;
    };
  }, [walks]);
  const shown = walks.filter(({ guideId, path }) => path.length > 0 && titles[guideId] !== undefined);
  if (shown.length === 0) return null;
  return (
    <ul className="guides-begun" aria-label={t('scripts.guide.begun')}>
      {shown.slice(0, 2).map(({ guideId, path }) => (
        <li key={guideId}>
          <button
            type="button"
            className="button"
            data-testid="guide-resume"
            onClick={() => void resume(guideId)}
          >
            {t('scripts.guide.resume', { title: titles[guideId] ?? '', number: path.length + 1 })}
          </button>
        </li>
      ))}
    </ul>
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

function PhraseLine(properties: {
  readonly phrase: Phrase;
  readonly values: BlankValues;
  readonly first: boolean;
}) {
  const { phrase, values, first } = properties;
  const { title, trigger, body } = phrase;
  return (
    <li className={`phrase ${first ? 'phrase-first' : ''}`} data-phrase={phrase.id}>
      <p className="phrase-kind">{currentLanguage() === 'en' ? `${title.en}: ${trigger.en}` : title.zh}</p>
      <Said text={body.zh} values={values} className="phrase-text" />
    </li>
  );
}
