import type { CallQuality, OneWay } from './call.ts';

/** What the E-model is told of one direction of a call. */
export interface VoicePath {
  /** Share of packets lost, 0 to 1. */
  readonly lossShare: number;
  /** Interarrival jitter, ms. */
  readonly jitterMilliseconds: number;
  /** ms; null while unknown, and then taken for a local network's. */
  readonly roundTripMilliseconds: number | null;
  /** Name as in SDP, in any case. */
  readonly codec: string | null;
}

/** R of a perfect narrowband call with the default values of ITU-T G.107 (02/2014), table 2. */
const DEFAULT_RATING = 93.2;
/** One packet of 20 ms, and what lies between ear and wire. */
const PACKET_MILLISECONDS = 20;
const UNKNOWN_ROUND_TRIP_MILLISECONDS = 20;

/**
 * Equipment impairment and robustness to random loss (ITU-T G.113, table I.1 to I.4). G.711 with concealment:
 * Ie 0, Bpl 25.1. Opus is in no edition that we know: it is taken for as good as G.711 with concealment, which
 * does it no favour.
 */
const IMPAIRMENT = 0;
const LOSS_ROBUSTNESS = 25.1;
/** Codecs of the older gateways, should one be named (G.729A with VAD). */
const SLOW_CODECS: Readonly<Record<string, { impairment: number; robustness: number }>> = {
  g729: { impairment: 11, robustness: 19 },
};

/**
 * Transmission rating R, 0 to 100, by the E-model (ITU-T G.107) with its default values: no echo beyond the
 * default, random loss (BurstR 1), delay in one direction of half the round trip, a packet and a jitter buffer of
 * twice the jitter.
 */
export function transmissionRating(path: VoicePath): number {
  const { impairment, robustness } = SLOW_CODECS[(path.codec ?? '').toLowerCase()] ?? {
    impairment: IMPAIRMENT,
    robustness: LOSS_ROBUSTNESS,
  };
  const loss = Math.min(1, Math.max(0, path.lossShare)) * 100;
  const effective = impairment + (95 - impairment) * (loss / (loss + robustness));
  const delay =
    (path.roundTripMilliseconds ?? UNKNOWN_ROUND_TRIP_MILLISECONDS) / 2 +
    PACKET_MILLISECONDS +
    2 * path.jitterMilliseconds;
  return Math.max(0, Math.min(100, DEFAULT_RATING - delayImpairment(delay) - effective));
}

/** Id for a delay in one direction, ms: the well-known approximation of G.107's Idd by Cole and Rosenbluth. */
function delayImpairment(milliseconds: number): number {
  const beyond = milliseconds - 177.3;
  return 0.024 * milliseconds + (beyond > 0 ? 0.11 * beyond : 0);
}

/** Mean opinion score of a rating, 1 to 4.5 (ITU-T G.107, annex B, formula B-4). */
export function opinionOf(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  const score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
  return Math.max(1, score);
}

/** Mean opinion score of a path, 1 to 4.5. */
export function meanOpinionScore(path: VoicePath): number {
  return opinionOf(transmissionRating(path));
}

/** One reading of a session's counters, as the media page sends it. */
export interface QualityReading extends Omit<VoicePath, 'lossShare'> {
  readonly sessionId: string;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly remoteLossShare: number | null;
  readonly inboundLevel: number;
}

/** No packets for so long on a call that is not on hold: the citizen is not heard, ms. */
export const SILENT_WIRE_MILLISECONDS = 3_000;
/** Packets whose sound is exactly nothing for so long: a dead source. A room is never digitally silent, ms. */
export const DIGITAL_SILENCE_MILLISECONDS = 8_000;
/** Above this share the other side practically receives nothing of ours. */
const DEAF_SHARE = 0.9;
const WINDOW_MILLISECONDS = 5_000;

interface Sample {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
}

/**
 * Judges a call by its readings: live over the last five seconds, and over the whole call. Counters may begin
 * anew, with another media session or another source within it (RFC 3550 section 8); silence is not counted while
 * the call is on hold.
 */
export class QualityMeter {
  #session: string | undefined;
  /** Counters of the sessions and sources before this one. */
  #before = { received: 0, lost: 0 };
  #last = { received: 0, lost: 0 };
  #samples: Sample[] = [];
  #latest: QualityReading | undefined;
  #roundTripTotal = { sum: 0, count: 0 };
  #jitterTotal = { sum: 0, count: 0 };
  #remoteLossTotal = { sum: 0, count: 0 };
  #lastPacketAt = 0;
  #lastSoundAt = 0;
  #everOneWay: OneWay = 'none';

  /**
   * Takes a reading.
   * @param at monotonic ms
   * @param expected whether voice is expected now: the call is neither held nor without media
   */
  take(reading: QualityReading, at: number, expected: boolean): void {
    const isNewSession = reading.sessionId !== this.#session;
    if (isNewSession || reading.packetsReceived < (this.#latest?.packetsReceived ?? 0)) {
      this.#before = this.#last;
    }
    if (isNewSession) {
      this.#session = reading.sessionId;
      this.#lastPacketAt = at;
      this.#lastSoundAt = at;
    }
    const now = {
      received: this.#before.received + reading.packetsReceived,
      lost: this.#before.lost + Math.max(0, reading.packetsLost),
    };
    if (now.received > this.#last.received || !expected) this.#lastPacketAt = at;
    if (reading.inboundLevel > 0 || !expected) this.#lastSoundAt = at;
    this.#last = now;
    this.#latest = reading;
    this.#samples = [...this.#samples, { at, ...now }].filter((one) => at - one.at <= WINDOW_MILLISECONDS);
    add(this.#jitterTotal, reading.jitterMilliseconds);
    add(this.#roundTripTotal, reading.roundTripMilliseconds);
    add(this.#remoteLossTotal, reading.remoteLossShare);
    this.#everOneWay = worse(this.#everOneWay, this.#oneWay(at));
  }

  /** Over the last five seconds; null before the first reading. */
  live(at: number): CallQuality | null {
    const first = this.#samples[0];
    if (!this.#latest || !first) return null;
    return this.#judge({
      lossShare: shareOf(this.#last.lost - first.lost, this.#last.received - first.received),
      jitterMilliseconds: this.#latest.jitterMilliseconds,
      roundTripMilliseconds: this.#latest.roundTripMilliseconds,
      remoteLossShare: this.#latest.remoteLossShare,
      oneWay: this.#oneWay(at),
    });
  }

  /** Over the whole call; null when nothing was measured. `oneWay` is the worst there was. */
  whole(): CallQuality | null {
    if (!this.#latest) return null;
    return this.#judge({
      lossShare: shareOf(this.#last.lost, this.#last.received),
      jitterMilliseconds: meanOf(this.#jitterTotal) ?? 0,
      roundTripMilliseconds: meanOf(this.#roundTripTotal),
      remoteLossShare: meanOf(this.#remoteLossTotal),
      oneWay: this.#everOneWay,
    });
  }

  #judge(measured: Omit<CallQuality, 'meanOpinionScore' | 'codec'>): CallQuality {
    const codec = this.#latest?.codec ?? null;
    return { ...measured, codec, meanOpinionScore: meanOpinionScore({ ...measured, codec }) };
  }

  #oneWay(at: number): OneWay {
    const notHeard =
      at - this.#lastPacketAt >= SILENT_WIRE_MILLISECONDS ||
      at - this.#lastSoundAt >= DIGITAL_SILENCE_MILLISECONDS;
    const notHearing = (this.#latest?.remoteLossShare ?? 0) >= DEAF_SHARE;
    if (notHeard) return notHearing ? 'both' : 'not-heard';
    return notHearing ? 'not-hearing' : 'none';
  }
}

function add(total: { sum: number; count: number }, value: number | null): void {
  if (value === null) return;
  total.sum += value;
  total.count += 1;
}

function meanOf({ sum, count }: { sum: number; count: number }): number | null {
  return count === 0 ? null : sum / count;
}

function shareOf(lost: number, received: number): number {
  return lost <= 0 ? 0 : lost / (lost + Math.max(0, received));
}

function worse(left: OneWay, right: OneWay): OneWay {
  if (left === 'none' || left === right) return right;
  return right === 'none' ? left : 'both';
}
