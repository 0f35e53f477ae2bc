/**
 * ITU-T G.711: A-law and mu-law at 8 kHz, one byte a sample. Samples are 16 bits linear, as in G.191:
 * the 13 bits of A-law and 14 of mu-law, left-aligned.
 */

/** Samples in a 20 ms frame at 8 kHz. */
export const FRAME_SAMPLES = 160;
/** Length of a frame in milliseconds. */
export const FRAME_MILLISECONDS = 20;
/** The A-law code of the smallest positive value: silence. */
export const ALAW_SILENCE = 0xd5;

const MULAW_BIAS = 0x84;
const MULAW_CLIP = 32_635;

function alawToLinear(code: number): number {
  const inverted = code ^ 0x55;
  const exponent = (inverted >> 4) & 0x07;
  const mantissa = (inverted & 0x0f) << 4;
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return inverted & 0x80 ? magnitude : -magnitude;
}

function mulawToLinear(code: number): number {
  const inverted = ~code & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + MULAW_BIAS) << ((inverted >> 4) & 0x07);
  return inverted & 0x80 ? MULAW_BIAS - magnitude : magnitude - MULAW_BIAS;
}

function linearToMulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), MULAW_CLIP) + MULAW_BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Linear value of each A-law code. */
export const ALAW_TO_LINEAR: Int16Array = Int16Array.from({ length: 256 }, (_, code) => alawToLinear(code));
/** Linear value of each mu-law code. */
export const MULAW_TO_LINEAR: Int16Array = Int16Array.from({ length: 256 }, (_, code) => mulawToLinear(code));
/** Mu-law code of each A-law code, for a seat that took PCMU. */
export const ALAW_TO_MULAW: Uint8Array = Uint8Array.from(ALAW_TO_LINEAR, linearToMulaw);

/** Encodes a linear sample as A-law, as alaw_compress of ITU-T G.191 does. */
export function linearToAlaw(sample: number): number {
  const positive = sample >= 0;
  const magnitude = Math.min(positive ? sample : -sample - 1, 32_767) >> 4;
  const exponent = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude);
  const mantissa = exponent === 0 ? magnitude & 0x0f : (magnitude >> (exponent - 1)) & 0x0f;
  return ((positive ? 0x80 : 0) | (exponent << 4) | mantissa) ^ 0x55;
}

/** Root-mean-square and highest magnitude of a packet, both 0 to 1 of full scale. */
export function levelOf(codes: Uint8Array, table: Int16Array): { rms: number; peak: number } {
  let energy = 0;
  let peak = 0;
  for (const code of codes) {
    const sample = table[code] ?? 0;
    energy += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return {
    rms: codes.length === 0 ? 0 : Math.sqrt(energy / codes.length) / 32_768,
    peak: peak / 32_768,
  };
}
