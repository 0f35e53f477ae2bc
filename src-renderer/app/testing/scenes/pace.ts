import { useSession } from '../../session.ts';

/** Longer than any pause after which the screen does something by itself; «saved» waits longest, 400 ms. */
const QUIET_MILLISECONDS = 450;
const STEP_MILLISECONDS = 50;
const LOOK_EVERY_MILLISECONDS = 20;
/** What a person needs between seeing a thing and pressing it, as far as the screen minds. */
const SEEN_MILLISECONDS = 60;

/** Acts of the scene that have not happened yet. */
let waiting = 0;

/** Does something so much later. */
export function after(milliseconds: number, act: () => void): void {
  waiting += 1;
  setTimeout(() => {
    try {
      act();
    } finally {
      waiting -= 1;
    }
  }, milliseconds);
}

function when(isTime: () => boolean, act: () => void): void {
  waiting += 1;
  const timer = setInterval(() => {
    if (!isTime()) return;
    clearInterval(timer);
    after(SEEN_MILLISECONDS, act);
    waiting -= 1;
  }, LOOK_EVERY_MILLISECONDS);
}

/** Does something once the page is drawn and connected. */
export const later = (act: () => void) =>
  when(
    () => useSession.getState().connection === 'connected' && document.querySelector('.shell') !== null,
    act,
  );

/** Does something once a thing is on the page. */
export const whenThere = (selector: string, act: () => void) =>
  when(() => document.querySelector(selector) !== null, act);

/**
 * Resolves when the scene has done all that it does by itself and the page has drawn what came of it. Counted in
 * steps, so that a busy machine is waited for; figures and meters that go on do not count. A scene that waits for
 * what never comes never settles.
 */
export function settled(): Promise<void> {
  let quiet = 0;
  const changes = new MutationObserver(() => {
    quiet = 0;
  });
  changes.observe(document.documentElement, { childList: true, subtree: true });
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      quiet = waiting > 0 ? 0 : quiet + STEP_MILLISECONDS;
      if (quiet < QUIET_MILLISECONDS) return;
      clearInterval(timer);
      changes.disconnect();
      resolve();
    }, STEP_MILLISECONDS);
  });
}
