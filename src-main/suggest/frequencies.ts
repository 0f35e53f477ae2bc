import { CodedError } from '#shared/domain/index.ts';
import { FEATURES_VERSION, hashOfRun } from './features.ts';

/**
 * How many messages of the training set hold a run of two or three characters: what tells a rare word from a
 * phrase of the genre. By hash only. File: «LXQF» · features version (u32) · messages (u32) · count (u32)
 * · hashes (u32 each, ascending) · rarities (u8 each, in steps of 1/16).
 */
export interface RunFrequencies {
  readonly messages: number;
  readonly hashes: Uint32Array;
  readonly rarities: Uint8Array;
}

const MAGIC = 0x46_51_58_4c;
const HEADER = 16;
export const RARITY_STEP = 1 / 16;

export function writeFrequencies({ messages, hashes, rarities }: RunFrequencies): Uint8Array {
  const bytes = new Uint8Array(HEADER + hashes.length * 5);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [MAGIC, FEATURES_VERSION, messages, hashes.length].entries()) {
    view.setUint32(at * 4, value, true);
  }
  for (const [at, hash] of hashes.entries()) view.setUint32(HEADER + at * 4, hash, true);
  bytes.set(rarities, HEADER + hashes.length * 4);
  return bytes;
}

/** @throws CodedError `model-invalid` */
export function readFrequencies(bytes: Uint8Array): RunFrequencies {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = bytes.length >= HEADER && view.getUint32(0, true) === MAGIC;
  const count = isOurs ? view.getUint32(12, true) : 0;
  if (!isOurs || view.getUint32(4, true) !== FEATURES_VERSION || bytes.length !== HEADER + count * 5) {
    throw new CodedError('model-invalid', 'The file of frequencies is not whole, or not for these features.');
  }
  const hashes = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) hashes[at] = view.getUint32(HEADER + at * 4, true);
  const rarities = Uint8Array.from(bytes.subarray(HEADER + count * 4));
  return { messages: view.getUint32(8, true), hashes, rarities };
}

/** Rarity of a run: the logarithm of how few messages have it; unknown runs are as rare as can be. */
export type RarityOf = (hash: number) => number;

export function createRarity({ messages, hashes, rarities }: RunFrequencies): RarityOf {
  const known = new Map(Array.from(hashes, (hash, at) => [hash, (rarities[at] ?? 0) * RARITY_STEP]));
  // The table leaves out what few messages have: somewhere between one and the table's rarest.
  const unknown = Math.log(messages / 3);
  return (hash) => known.get(hash) ?? unknown;
}

/** A text's runs of two and three characters, weighed by rarity, to length 1. */
export function vectorOf(plain: string, rarityOf: RarityOf): Map<number, number> {
  const counts = new Map<number, number>();
  for (let start = 0; start + 1 < plain.length; start += 1) {
    for (const length of [2, 3]) {
      if (start + length > plain.length) continue;
      const hash = hashOfRun(plain.slice(start, start + length));
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
  }
  let squares = 0;
  for (const [hash, count] of counts) {
    const weight = (1 + Math.log(count)) * rarityOf(hash);
    counts.set(hash, weight);
    squares += weight * weight;
  }
  const norm = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  for (const [hash, weight] of counts) counts.set(hash, weight * norm);
  return counts;
}

/** Cosine of two such vectors, 0 to 1. */
export function cosineOf(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [hash, weight] of small) sum += weight * (large.get(hash) ?? 0);
  return Math.min(1, sum);
}
