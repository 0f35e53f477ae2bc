/**
 * Time as a parameter. Durations are always differences of {@link Clock.monotonic};
 * {@link Clock.wall} only labels records, because a seat's wall clock may be set at any moment.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch (UTC). May jump. */
  wall(): number;
  /** Milliseconds since an arbitrary origin in this process. Never goes back; sub-millisecond parts allowed. */
  monotonic(): number;
}
