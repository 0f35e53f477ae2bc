import { type DeadlineLight, localDateAt, localTimeAt } from '#shared/domain/index.ts';
import type { ToldStanding } from '../orders/index.ts';
import { type Html, html } from './html.ts';
import type { PageTexts } from './texts/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Date and time of day in Asia/Shanghai: `2026-11-25 18:00`. */
export const momentOf = (at: number) => `${localDateAt(at)} ${localTimeAt(at)}`;

/** How long, in its largest whole unit but one: two days, five hours, forty minutes. */
export function spanOf(milliseconds: number, texts: PageTexts): string {
  if (milliseconds >= 2 * DAY) return texts.days(Math.floor(milliseconds / DAY));
  if (milliseconds >= HOUR) return texts.hours(Math.floor(milliseconds / HOUR));
  return texts.minutes(Math.max(1, Math.floor(milliseconds / MINUTE)));
}

/** What the limit of an order says now. */
export function limitWords({ dueAt, answeredAt }: ToldStanding, now: number, texts: PageTexts): string {
  if (answeredAt !== null) return texts.answeredAt(momentOf(answeredAt));
  if (dueAt === null) return texts.noLimit;
  return dueAt < now ? texts.overBy(spanOf(now - dueAt, texts)) : texts.left(spanOf(dueAt - now, texts));
}

const SHAPES: Readonly<Record<DeadlineLight, Html>> = {
  red: html`<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor"/><path class="cut" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>`,
  yellow: html`<path d="M8 1.2 15.4 14.4H.6z" fill="currentColor"/><path class="cut" d="M8 6v4M8 12.1v.2"/>`,
  none: html`<circle cx="8" cy="8" r="7" fill="currentColor"/><path class="cut" d="M4.6 8.2l2.3 2.3 4.4-4.8"/>`,
};

/** The light of an order, by shape, word and colour. */
export function lightMark({ light, answeredAt }: ToldStanding, texts: PageTexts): Html {
  const answered = answeredAt !== null;
  const words = {
    red: answered ? texts.lightLate : texts.lightRed,
    yellow: texts.lightYellow,
    none: answered ? texts.lightDone : texts.lightNone,
  };
  return html`<span class="light ${light}"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${SHAPES[light]}</svg>${words[light]}</span>`;
}
