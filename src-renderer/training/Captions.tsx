import { currentLanguage, useTranslation } from '../ui/index.ts';
import { usePractice } from './store.ts';
import './training.css';

/** What the practice citizen said, line by line, for those who train without sound. */
export function Captions() {
  const { t } = useTranslation();
  const state = usePractice((mirror) => mirror.state);
  if (!state) return null;
  const count = state.captions.length;
  const language = currentLanguage();
  return (
    <section className="captions" aria-label={t('practice.region')} data-testid="captions">
      <h2>{t('practice.heading')}</h2>
      {state.topic && count > 0 && (
        <p className="captions-topic">{t('practice.topic', { topic: state.topic[language] })}</p>
      )}
      {count === 0 ? (
        <p className="empty-note">{t('practice.waiting')}</p>
      ) : (
        <ol aria-live="polite">
          {state.captions.map((caption, index) => (
            <li key={`${caption.caller}-${caption.at}`} style={{ order: count - index }}>
              <span lang="zh-CN">{caption.text}</span>
              {language === 'en' && <span className="caption-english">{caption.english}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
