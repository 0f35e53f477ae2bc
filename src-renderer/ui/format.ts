import { DAY_MILLISECONDS, localDateAt, localSecondAt, localTimeAt } from '#shared/domain/index.ts';

// Dates and times on screen are those of Asia/Shanghai, as deadlines are (rule WD-6), whatever the machine is set to.

const two = (value: number) => String(value).padStart(2, '0');

/** Wall-clock time of day `HH:MM:SS`, 24 h, from epoch ms. */
export const timeOfDay = localSecondAt;

/** `HH:MM`. */
export const hourMinute = localTimeAt;

/** A duration as `M:SS`, or `H:MM:SS` from an hour on; whole seconds, rounded down. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${hours > 0 ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** Seconds with one decimal, rounded up, so that 15.04 s never reads as 15.0 (rule AC: within is ≤ 15.0 s). */
export function secondsUp(milliseconds: number): string {
  return (Math.ceil(milliseconds / 100) / 10).toFixed(1);
}

/** A telephone number in groups that can be read aloud: mobiles 3-4-4, others in fours from the end. */
export function groupNumber(number: string): string {
  if (/^1\d{10}$/.test(number)) return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`;
  if (/^0\d{9,11}$/.test(number)) {
    const area = /^0(?:10|2\d)/.test(number) ? 3 : 4;
    const local = number.slice(area);
    return `${number.slice(0, area)} ${local.slice(0, -4)} ${local.slice(-4)}`;
  }
  return number;
}

/** `MM-DD`. */
export function monthAndDay(epochMilliseconds: number): string {
  return localDateAt(epochMilliseconds).slice(5);
}

/** Day and time as short as they stay clear: today only the time, this year `MM-DD HH:MM`, else with the year. */
export function dayAndTime(epochMilliseconds: number, now: number = Date.now()): string {
  const date = localDateAt(epochMilliseconds);
  const today = localDateAt(now);
  const time = hourMinute(epochMilliseconds);
  if (date === today) return time;
  return `${date.slice(0, 4) === today.slice(0, 4) ? date.slice(5) : date} ${time}`;
}

/** A day as it is said to a citizen, in Chinese: 今天, 昨天, 11月24日. */
export function spokenDay(epochMilliseconds: number, now: number = Date.now()): string {
  const date = localDateAt(epochMilliseconds);
  if (date === localDateAt(now)) return '今天';
  if (date === localDateAt(now - DAY_MILLISECONDS)) return '昨天';
  return monthAndDaySpoken(epochMilliseconds);
}

/** `11月3日`. */
export function monthAndDaySpoken(epochMilliseconds: number): string {
  const [, month, day] = localDateAt(epochMilliseconds).split('-').map(Number);
  return `${month}月${day}日`;
}
