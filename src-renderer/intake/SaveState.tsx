import { useEffect, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { errorText, StateMark, timeOfDay, useTranslation } from '../ui/index.ts';
import { saveStatus, useIntake } from './store.ts';

/** «Saved» comes back on screen only after this pause without anything unsaved, so that the word stands still, ms. */
const CALM_MILLISECONDS = 400;
/** A screen reader hears «saved» at most so often, ms. */
const SAID_EVERY_MILLISECONDS = 15_000;

/**
 * Whether what was typed is on disk. `data-state` is the plain truth at every moment; the word is slower to
 * say «saved» and never early.
 */
export function SaveState() {
  const { t } = useTranslation();
  const status = useIntake(useShallow(saveStatus));
  const [shown, setShown] = useState(status);
  const [said, setSaid] = useState('');
  const saidAt = useRef(Number.NEGATIVE_INFINITY);
  const { state } = status;
  const code = status.state === 'failed' ? status.code : '';
  const at = status.state === 'saved' ? status.at : undefined;
  const message = status.state === 'failed' ? status.message : '';
  useEffect(() => {
    if (state === 'failed') return setShown({ state, code, message });
    // It stands there for as long as somebody types, and is not drawn anew at each key.
    if (state !== 'saved') return setShown((before) => (before.state === state ? before : { state }));
    const timer = setTimeout(() => setShown({ state, at }), CALM_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [state, at, code, message]);

  const word =
    shown.state === 'saved'
      ? shown.at === undefined
        ? t('save.empty')
        : t('save.saved', { time: timeOfDay(shown.at) })
      : shown.state === 'failed'
        ? t('save.failed', { reason: errorText(shown.code, shown.message) })
        : t(`save.${shown.state}`);
  const kind = { saved: 'good', saving: 'busy', failed: 'bad', empty: 'idle' } as const;
  const mark = shown.state === 'saved' && shown.at === undefined ? 'idle' : kind[shown.state];

  useEffect(() => {
    const due = performance.now() - saidAt.current > SAID_EVERY_MILLISECONDS;
    if (shown.state === 'failed' || (shown.state === 'saved' && shown.at !== undefined && due)) {
      saidAt.current = performance.now();
      setSaid(word);
    }
  }, [shown, word]);

  return (
    <div className={`save-state save-${shown.state}`} data-testid="save-state" data-state={status.state}>
      <StateMark kind={mark} />
      <span>{word}</span>
      <span className="only-heard" role="status">
        {said}
      </span>
    </div>
  );
}
