const two = (value: number) => String(value).padStart(2, '0');

/** Wall-clock time of day `HH:MM:SS`, local, 24 h, from epoch ms. */
export function timeOfDay(epochMilliseconds: number): string {
  const date = new Date(epochMilliseconds);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `HH:MM`, local. */
export function hourMinute(epochMilliseconds: number): string {
  return timeOfDay(epochMilliseconds).slice(0, 5);
}

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

/** `MM-DD`, local. */
export function monthAndDay(epochMilliseconds: number): string {
  const date = new Date(epochMilliseconds);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Day and time as short as they stay clear: today only the time, this year `MM-DD HH:MM`, else with the year. Local. */
export function dayAndTime(epochMilliseconds: number, now: number = Date.now()): string {
  const date = new Date(epochMilliseconds);
  const today = new Date(now);
  const day = monthAndDay(epochMilliseconds);
  const time = hourMinute(epochMilliseconds);
  if (date.getFullYear() !== today.getFullYear()) return `${date.getFullYear()}-${day} ${time}`;
  return date.toDateString() === today.toDateString() ? time : `${day} ${time}`;
}

const SPOKEN = new Intl.DateTimeFormat('zh-CN', { month: 'long', day: 'numeric' });
const DAY_MILLISECONDS = 86_400_000;

/** A day as it is said to a citizen, in Chinese: 今天, 昨天, 11月24日. Local. */
export function spokenDay(epochMilliseconds: number, now: number = Date.now()): string {
  const day = new Date(epochMilliseconds).toDateString();
  if (day === new Date(now).toDateString()) return '今天';
  if (day === new Date(now - DAY_MILLISECONDS).toDateString()) return '昨天';
  return SPOKEN.format(epochMilliseconds);
}
