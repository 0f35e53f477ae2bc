const FIRST_RETRY_MILLISECONDS = 500;
const LONGEST_RETRY_MILLISECONDS = 10_000;
const FIRST_RETRY_OF_REFUSED_MILLISECONDS = 60_000;
const LONGEST_RETRY_OF_REFUSED_MILLISECONDS = 600_000;
const SHORTEST_REFRESH_MILLISECONDS = 5_000;
const LONGEST_LIFETIME_SECONDS = 86_400;
const PROBE_MILLISECONDS = 15_000;

/**
 * Milliseconds to wait before retry `failures` (0 is the first): at most 0.5 s, then doubling up to 10 s, at
 * random in the upper half, so that the seats of a centre do not all come back in one instant.
 */
export function retryDelay(failures: number, random: () => number): number {
  if (failures === 0) return random() * FIRST_RETRY_MILLISECONDS;
  const longest = Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** failures);
  return longest * (0.5 + random() / 2);
}

/**
 * Milliseconds to wait after refusal `refusals` (1 is the first) of the account: 1 min, doubling up to 10 min.
 * Exchanges lock an account after some wrong passwords in a time; none is known that does so at this pace.
 */
export function refusedDelay(refusals: number): number {
  const delay = FIRST_RETRY_OF_REFUSED_MILLISECONDS * 2 ** (refusals - 1);
  return Math.min(LONGEST_RETRY_OF_REFUSED_MILLISECONDS, delay);
}

/** Milliseconds until a registration is refreshed: 70 to 85 % of the lifetime that was granted, in seconds. */
export function refreshDelay(lifetimeSeconds: number, random: () => number): number {
  const lifetime = Math.min(lifetimeSeconds, LONGEST_LIFETIME_SECONDS) * 1000;
  return Math.max(SHORTEST_REFRESH_MILLISECONDS, lifetime * (0.7 + random() * 0.15));
}

/** Milliseconds until better servers are looked at again: 15 s, a fifth more or less. */
export function probeDelay(random: () => number): number {
  return PROBE_MILLISECONDS * (0.8 + random() * 0.4);
}
