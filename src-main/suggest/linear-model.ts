import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { FEATURES_VERSION, type Features } from './features.ts';

/**
 * A linear classifier over hashed features, as it stands in a file of `assets/suggest`:
 * ```
 * «LXQM» · length of header (u32) · header (JSON) · to a multiple of 4
 * · hashes of the text terms, then of the head terms (u32 each, ascending)
 * · inverse document frequency of each term (u8, in steps of 1/16)
 * · weights, term by term (i8 each, one for each class; times the class's scale)
 * ```
 * Everything is little-endian. There are no words in it.
 */
const headerSchema = z.object({
  format: z.literal(1),
  features: z.number().int(),
  name: z.string().min(1),
  classes: z.array(z.string().min(1)).min(2).max(64),
  textTerms: z.number().int().nonnegative(),
  headTerms: z.number().int().nonnegative(),
  /** What the beginning counts beside the whole. */
  headShare: z.number().positive(),
  /** A weight is its byte times this, class by class. */
  scales: z.array(z.number()),
  biases: z.array(z.number()),
  /** Sharpens scores into shares; fitted on messages that were kept aside. */
  sharpness: z.number().positive(),
  /** How it came about: numbers for a person, never text from a message. */
  training: z.object({ seed: z.number().int(), messages: z.number().int() }),
});
export type ModelHeader = z.infer<typeof headerSchema>;

/** A model in memory. Weights are `term * classes + class`. */
export interface LinearModel {
  readonly header: ModelHeader;
  readonly hashes: Uint32Array;
  readonly frequencies: Uint8Array;
  readonly weights: Int8Array;
}

/** A step of the stored inverse document frequency. */
export const FREQUENCY_STEP = 1 / 16;

const MAGIC = 'LXQM';

/** The bytes of a model's file. */
export function writeModel({ header, hashes, frequencies, weights }: LinearModel): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerEnd = Math.ceil((8 + text.length) / 4) * 4;
  const bytes = new Uint8Array(headerEnd + hashes.length * 4 + frequencies.length + weights.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < MAGIC.length; at += 1) bytes[at] = MAGIC.charCodeAt(at);
  view.setUint32(4, text.length, true);
  bytes.set(text, 8);
  for (const [index, hash] of hashes.entries()) view.setUint32(headerEnd + index * 4, hash, true);
  bytes.set(frequencies, headerEnd + hashes.length * 4);
  bytes.set(
    new Uint8Array(weights.buffer, weights.byteOffset, weights.length),
    headerEnd + hashes.length * 4 + frequencies.length,
  );
  return bytes;
}

/** @throws CodedError `model-invalid`: not such a file, cut short, or made for other features */
export function readModel(bytes: Uint8Array): LinearModel {
  try {
    return parseModel(bytes);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('model-invalid', 'The file is no model of suggestions.', { cause: error });
  }
}

function parseModel(bytes: Uint8Array): LinearModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new CodedError('model-invalid', 'The file is no model of suggestions.');
  const headerLength = view.getUint32(4, true);
  const header = headerSchema.parse(
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))),
  );
  if (header.features !== FEATURES_VERSION) {
    throw new CodedError('model-invalid', `The model is for features ${header.features}: run npm run train.`);
  }
  const terms = header.textTerms + header.headTerms;
  const headerEnd = Math.ceil((8 + headerLength) / 4) * 4;
  const weightCount = terms * header.classes.length;
  if (
    bytes.length !== headerEnd + terms * 5 + weightCount ||
    header.scales.length !== header.classes.length ||
    header.biases.length !== header.classes.length
  ) {
    throw new CodedError('model-invalid', 'The model is not whole.');
  }
  const hashes = new Uint32Array(terms);
  for (let term = 0; term < terms; term += 1) hashes[term] = view.getUint32(headerEnd + term * 4, true);
  // Copies: a Buffer is a window into a larger piece of memory.
  const rest = Uint8Array.from(bytes.subarray(headerEnd + terms * 4));
  return { header, hashes, frequencies: rest.subarray(0, terms), weights: new Int8Array(rest.buffer, terms) };
}

/** What a text scores. */
export interface Scored {
  /** One for each class, as trained: above 0 is «yes» of that class against all others. */
  readonly scores: Float64Array;
  /** The same as shares that add up to 1. */
  readonly shares: Float64Array;
}

/** Scores texts and says what each run of characters contributed. */
export interface Classifier {
  readonly classes: readonly string[];
  score(features: Features): Scored;
  /** What a run of characters says for a class beyond what it says for all on average; 0 when it is unknown. */
  leaning(hash: number, classIndex: number): number;
}

export function createClassifier(model: LinearModel): Classifier {
  const { header, frequencies, weights } = model;
  const { classes, scales, biases, textTerms, sharpness, headShare } = header;
  const text = indexOf(model.hashes.subarray(0, textTerms), 0);
  const head = indexOf(model.hashes.subarray(textTerms), textTerms);

  const add = (
    into: Float64Array,
    counts: ReadonlyMap<number, number>,
    index: Map<number, number>,
    share: number,
  ) => {
    const known: Array<{ term: number; value: number }> = [];
    let squares = 0;
    for (const [hash, count] of counts) {
      const term = index.get(hash);
      if (term === undefined) continue;
      const value = (1 + Math.log(count)) * (frequencies[term] ?? 0) * FREQUENCY_STEP;
      squares += value * value;
      known.push({ term, value });
    }
    if (squares === 0) return;
    const norm = share / Math.sqrt(squares);
    for (const { term, value } of known) {
      const row = term * classes.length;
      for (let one = 0; one < classes.length; one += 1) {
        into[one] = (into[one] ?? 0) + value * norm * (weights[row + one] ?? 0) * (scales[one] ?? 0);
      }
    }
  };

  return {
    classes,
    score: (features) => {
      const scores = Float64Array.from(biases);
      add(scores, features.text, text, 1);
      add(scores, features.head, head, headShare);
      return { scores, shares: sharesOf(scores, sharpness) };
    },
    leaning: (hash, classIndex) => {
      const term = text.get(hash);
      if (term === undefined) return 0;
      const row = term * classes.length;
      let sum = 0;
      for (let one = 0; one < classes.length; one += 1) sum += (weights[row + one] ?? 0) * (scales[one] ?? 0);
      const own = (weights[row + classIndex] ?? 0) * (scales[classIndex] ?? 0);
      return (own - sum / classes.length) * (frequencies[term] ?? 0) * FREQUENCY_STEP;
    },
  };
}

/** Softmax. */
export function sharesOf(scores: Float64Array, sharpness: number): Float64Array {
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp((score - highest) * sharpness));
  const sum = raised.reduce((total, one) => total + one, 0);
  return raised.map((one) => one / sum);
}

function indexOf(hashes: Uint32Array, offset: number): Map<number, number> {
  const index = new Map<number, number>();
  for (const [at, hash] of hashes.entries()) index.set(hash, offset + at);
  return index;
}
