/** Where datagrams come from or go to. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Silence of the source after which another port of its host may take its place, in milliseconds. */
const PORT_SILENCE_MILLISECONDS = 200;
/** Silence of the source after which anybody may. */
const HOST_SILENCE_MILLISECONDS = 2_000;
/** Packets in a row that a stranger must send. */
const STRANGER_PACKETS = 3;

export interface SourceLatch {
  /** Where to send; undefined where the description names no place and nobody was heard. */
  target(): Endpoint | undefined;
  /**
   * Whether a packet is the other side's.
   * @param now monotonic milliseconds
   * @param isProven by SRTP: whoever has the key is the other side, wherever it sends from
   */
  accepts(from: Endpoint, now: number, isProven: boolean): boolean;
  /** The other side described itself, again or for the first time. */
  signalled(endpoint: Endpoint | undefined): void;
}

/**
 * Symmetric RTP with a guard (rules RL-11, RL-12): audio is sent to where audio comes from.
 *
 * ```
 *   signalled() ──▶ unheard ── the signalled endpoint, its host from another port, ──▶ latched
 *                     ▲        or three packets in a row from elsewhere                 │  ▲
 *                     │                                                                 │  │ the signalled
 *                     │        2 s without a packet (another port: 0.2 s)               │  └─ endpoint itself,
 *                     └─────────────────────────────────────────────────────────────────┘     at any time
 * ```
 *
 * Who was the other side before it described itself elsewhere is not taken for it again by what it goes on
 * sending: after a transfer the former party would keep the call.
 */
export function createSourceLatch(): SourceLatch {
  let described: Endpoint | undefined;
  let target: Endpoint | undefined;
  let former: Endpoint | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;
  let stranger: (Endpoint & { readonly packets: number }) | undefined;

  const latch = (endpoint: Endpoint, now: number): true => {
    target = { address: endpoint.address, port: endpoint.port };
    heardAt = now;
    stranger = undefined;
    return true;
  };

  return {
    target: () => target,
    signalled: (endpoint) => {
      if (isEqual(endpoint, described)) return;
      former = target;
      described = endpoint;
      target = endpoint;
      heardAt = Number.NEGATIVE_INFINITY;
      stranger = undefined;
    },
    accepts: (from, now, isProven) => {
      const silence = now - heardAt;
      const isHeard = silence < Number.POSITIVE_INFINITY;
      if (isProven || isEqual(from, described) || (isHeard && isEqual(from, target))) return latch(from, now);
      if (from.address === target?.address && from.address === described?.address) {
        return silence > PORT_SILENCE_MILLISECONDS && latch(from, now);
      }
      if (silence <= HOST_SILENCE_MILLISECONDS || isEqual(from, former)) return false;
      const packets = isEqual(from, stranger) ? (stranger?.packets ?? 0) + 1 : 1;
      if (packets >= STRANGER_PACKETS) return latch(from, now);
      stranger = { address: from.address, port: from.port, packets };
      return false;
    },
  };
}

function isEqual(left: Endpoint | undefined, right: Endpoint | undefined): boolean {
  return left?.port === right?.port && left?.address === right?.address;
}
