import { DEFAULT_MARKS_MILLISECONDS, secondsLeft } from '#shared/domain/index.ts';
import { mainCall, talkedAt, usePhone, waitedAt } from '../call/index.ts';
import quietIcon from '../ui/icons/favicon.svg?url';
import ringingIcon from '../ui/icons/favicon-ringing.svg?url';
import { duration, texts } from '../ui/index.ts';
import { createWake } from './wake.ts';

/** The window's title for the state of the phone at `now` (of `performance.now()`). */
export function titleAt(now: number): string {
  const { state, receivedAt } = usePhone.getState();
  const call = mainCall(state?.calls ?? []);
  if (call?.state === 'ringing') {
    const left = secondsLeft(
      waitedAt(call, receivedAt, now),
      state?.marks[2] ?? DEFAULT_MARKS_MILLISECONDS[2],
    );
    return left > 0
      ? texts.t('app.titleRinging', { seconds: left })
      : texts.t('app.titleOverdue', { seconds: -left });
  }
  if (call?.state === 'active') {
    return texts.t('app.titleActive', { time: duration(talkedAt(call, receivedAt, now)) });
  }
  return texts.t('app.title');
}

/** Milliseconds until the title's seconds change, at `now`; undefined while it shows none. */
export function untilNextSecond(now: number): number | undefined {
  const { state, receivedAt } = usePhone.getState();
  const call = mainCall(state?.calls ?? []);
  if (call?.state !== 'ringing' && call?.state !== 'active') return undefined;
  const shown = call.state === 'ringing' ? waitedAt(call, receivedAt, now) : talkedAt(call, receivedAt, now);
  // A little after the second rather than a little before it, when the title would not change.
  return 1_000 - (Math.max(0, shown) % 1_000) + 2;
}

/** A change of the call stands on the screen before the browser draws its own window, which costs as much again, ms. */
const AFTER_SCREEN_MILLISECONDS = 50;

/**
 * Shows a call in the window's title and icon, for an operator who has another window in front: each second when it
 * begins, also while the window is hidden.
 */
export function startRingSignal(wake = createWake()): void {
  const icon = document.getElementById('favicon');
  const show = () => {
    const now = performance.now();
    const title = titleAt(now);
    if (document.title !== title) document.title = title;
    const call = mainCall(usePhone.getState().state?.calls ?? []);
    const wanted = call?.state === 'ringing' ? ringingIcon : quietIcon;
    if (icon instanceof HTMLLinkElement && icon.getAttribute('href') !== wanted) icon.href = wanted;
    const left = untilNextSecond(now);
    if (left === undefined) wake.cancel();
    else wake.after(left, show);
  };
  show();
  usePhone.subscribe(() => wake.after(AFTER_SCREEN_MILLISECONDS, show));
  texts.on('languageChanged', show);
}
