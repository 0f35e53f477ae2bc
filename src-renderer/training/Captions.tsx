import type { Caption } from '#shared/contract/index.ts';
import { currentLanguage, useTranslation } from '../ui/index.ts';
import { callNow, usePractice } from './store.ts';
import './training.css';

/** What was said and done at the other end of the practice calls, line by line, for those who train without sound. */
export function Captions() {
  const { t } = useTranslation();
  const state = usePractice((mirror) => mirror.state);
  if (!state) return null;
  const { captions, topic } = state;
  const language = currentLanguage();
  const severalSpeak = new Set(captions.map(({ caller }) => caller)).size > 1;
  return (
    <section className="captions" aria-label={t('practice.region')} data-testid="captions">
      <header>
        <h2>{t('practice.heading')}</h2>
        <button
          type="button"
          className="button button-quiet"
          data-testid="second-call"
          onClick={() => void callNow()}
        >
          {t('practice.secondCall')}
        </button>
      </header>
      {topic && captions.length > 0 && (
        <p className="captions-topic">{t('practice.topic', { topic: topic[language] })}</p>
      )}
      {captions.length === 0 ? (
        <p className="empty-note">{t('practice.waiting')}</p>
      ) : (
        <ol aria-live="polite">
          {captions.map((caption, index) => (
            <Line
              // Lines are only added at the end, and dropped at the start of a call or when there are too many.
              key={`${caption.caller}-${caption.at}-${caption.text}`}
              caption={caption}
              order={captions.length - index}
              speaker={severalSpeak && caption.kind === 'speech' ? caption.speaker[language] : undefined}
              english={language === 'en'}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Line(properties: {
  readonly caption: Caption;
  readonly order: number;
  readonly speaker: string | undefined;
  readonly english: boolean;
}) {
  const { caption, english, speaker } = properties;
  const isEvent = caption.kind === 'event';
  return (
    <li style={{ order: properties.order }} className={isEvent ? 'caption-event' : undefined}>
      {speaker !== undefined && <span className="caption-speaker">{speaker}</span>}
      {/* What was said is Chinese whatever the screen's language is; what happened is in the screen's. */}
      {!(isEvent && english) && <span lang="zh-CN">{caption.text}</span>}
      {english && <span className={isEvent ? undefined : 'caption-english'}>{caption.english}</span>}
    </li>
  );
}
