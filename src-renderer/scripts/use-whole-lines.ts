import { type RefObject, useEffect } from 'react';

/**
 * Keeps the first phrase of a list to whole lines: as many as the list has room for, at least one. The style sheet ends the
 * last of them with an ellipsis (`--phrase-lines`).
 *
 * @param isThere whether the list is on screen
 */
export function useWholeLines(list: RefObject<HTMLUListElement | null>, isThere: boolean): void {
  useEffect(() => {
    const element = isThere ? list.current : null;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const sizes = new ResizeObserver(() => {
      const text = element.querySelector<HTMLElement>('.phrase-first .phrase-text');
      const phrase = text?.parentElement;
      if (!text || !phrase) return;
      const line = Number.parseFloat(getComputedStyle(text).lineHeight);
      const room = element.clientHeight - (phrase.offsetHeight - text.offsetHeight);
      element.style.setProperty('--phrase-lines', String(Math.max(1, Math.floor(room / line))));
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [list, isThere]);
}
