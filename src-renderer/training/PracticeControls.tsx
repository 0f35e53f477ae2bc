import { useShift } from '../shift/index.ts';
import { useTranslation } from '../ui/index.ts';
import { callNow, setRunning, usePractice } from './store.ts';
import './training.css';

/**
 * What a trainee can do while nobody calls: have a call at once, or have peace. At a seat that takes no calls there is
 * neither, and the panel says why.
 */
export function PracticeControls() {
  const { t } = useTranslation();
  const takesCalls = useShift(({ state }) => state?.agent.takesCalls ?? true);
  const practice = usePractice(({ state }) => state);
  // Before main has told of its exchange there is nothing that a press could reach.
  if (practice === undefined || !takesCalls) return null;
  const { running } = practice;
  return (
    <div className="practice-controls" data-testid="practice-controls">
      <p>{running ? t('call.practiceHint') : t('call.practicePaused')}</p>
      <div>
        <button type="button" className="button button-ink button-ink-main" onClick={() => void callNow()}>
          {t('call.callNow')}
        </button>
        <button type="button" className="button button-ink" onClick={() => void setRunning(!running)}>
          {running ? t('call.pause') : t('call.resume')}
        </button>
      </div>
    </div>
  );
}
