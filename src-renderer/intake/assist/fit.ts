import { type RefObject, useEffect, useState } from 'react';

/**
 * How closely the column beside the form is set, from all that is known to what fits in the least room:
 * - `roomy`: every line with its reason;
 * - `dense`: suggestions run on in lines, reasons on request (hover), sources left out;
 * - `least`: of orders that may be the same the first, of marks none.
 */
const DENSITIES = ['roomy', 'dense', 'least'] as const;

const sectionsOf = (column: HTMLElement) =>
  [...column.children].filter(
    (one): one is HTMLElement => one instanceof HTMLElement && one.matches('section'),
  );

/** Whether all sections stand in the column; those that have no room wrap into a second one, outside of it. */
const isOutside = (column: HTMLElement, { offsetLeft, offsetTop, offsetHeight }: HTMLElement) =>
  // The column is what its sections are placed in.
  offsetLeft > 4 || offsetTop + offsetHeight > column.clientHeight + 1;

/** A list that scrolls ends with a whole line. */
function endWithWholeLine(list: HTMLElement): void {
  list.style.maxHeight = '';
  const scrolls = list.scrollHeight > list.clientHeight;
  // What scrolls is reached by the keyboard.
  if (scrolls) list.tabIndex = 0;
  else list.removeAttribute('tabindex');
  if (!scrolls) return;
  const bottoms = [...list.children].map((line) =>
    line instanceof HTMLElement ? line.offsetTop - list.offsetTop + line.offsetHeight : 0,
  );
  const whole = Math.max(0, ...bottoms.filter((bottom) => bottom <= list.clientHeight));
  if (whole > 0) list.style.maxHeight = `${whole}px`;
}

/** Sets the column as roomy as it fits. @returns names of the sections that have no room even so */
function setClosely(column: HTMLElement): string[] {
  let left: HTMLElement[] = [];
  column.style.maxHeight = '';
  for (const density of DENSITIES) {
    column.dataset['density'] = density;
    left = sectionsOf(column).filter((section) => isOutside(column, section));
    if (left.length === 0) break;
  }
  for (const list of column.querySelectorAll<HTMLElement>('.pop-lines')) endWithWholeLine(list);
  // What is not shown takes no room: the phrase below has it.
  const shown = sectionsOf(column).filter((section) => !left.includes(section));
  const bottom = Math.max(0, ...shown.map(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight));
  if (left.length > 0) column.style.maxHeight = `${bottom}px`;
  return left.flatMap((section) => section.getAttribute('aria-label') ?? []);
}

/**
 * Nothing beside the form is ever cut: what it shows is set more closely until it fits, and what has no room at all is
 * named instead of shown. Measured when its content or its room changes, never at a key.
 *
 * @returns names of what is not shown
 */
export function useFit(column: RefObject<HTMLElement | null>): readonly string[] {
  const [left, setLeft] = useState<readonly string[]>([]);
  useEffect(() => {
    const element = column.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    let frame = 0;
    const measure = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const names = setClosely(element);
        setLeft((before) => (before.join() === names.join() ? before : names));
      });
    };
    const sizes = new ResizeObserver(measure);
    if (element.parentElement) sizes.observe(element.parentElement);
    const content = new MutationObserver(measure);
    content.observe(element, { childList: true, subtree: true, characterData: true });
    // Neighbours (captions, the desk) come and go and take room.
    if (element.parentElement) content.observe(element.parentElement, { childList: true });
    measure();
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      content.disconnect();
    };
  }, [column]);
  return left;
}
