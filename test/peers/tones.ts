/**
 * Tones as marks of who is heard: each party of a test speaks in a frequency of its own, and the others are
 * searched for it.
 */

/** Samples a second of G.711. */
export const SAMPLE_RATE = 8_000;

/** A sine, endless; `at` goes on from block to block so that no block begins with a click. */
export function sine(frequency: number, at: number, count: number, amplitude = 0.3): Int16Array {
  return Int16Array.from({ length: count }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * frequency * (at + index)) / SAMPLE_RATE)),
  );
}

/**
 * How much of a block is one tone: its amplitude by Goertzel's algorithm, 0 to 1 of full scale. A block of
 * 800 samples tells tones apart that differ by 10 Hz and more.
 */
export function toneAmplitude(samples: Int16Array, frequency: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * frequency) / SAMPLE_RATE);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) {
    const now = sample / 32_768 + factor * last - beforeLast;
    beforeLast = last;
    last = now;
  }
  const power = last * last + beforeLast * beforeLast - factor * last * beforeLast;
  return samples.length === 0 ? 0 : (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/** Root mean square, 0 to 1 of full scale. */
export function loudness(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += (sample / 32_768) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(energy / samples.length);
}

/**
 * A WAV file of mono 16-bit samples: what Chromium takes as a microphone, baresip as a voice.
 *
 * @param rate samples a second
 */
export function wavOf(samples: Int16Array, rate: number): Buffer {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(1, 22); // channels
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/**
 * A tone that comes and goes like syllables, as noise suppression takes a steady one for noise and removes it. It
 * never goes quite, as a microphone that gives no signal at all is taken for a dead one.
 *
 * @param rate samples a second
 * @param seconds whole seconds, so that it can be repeated without a seam
 */
export function spokenTone(frequency: number, rate: number, seconds: number): Int16Array {
  return Int16Array.from({ length: rate * seconds }, (_, index) => {
    const second = index / rate;
    const within = (second % 0.5) / 0.5;
    const envelope = 0.02 + (within < 0.6 ? 0.98 * Math.sin((Math.PI * within) / 0.6) ** 2 : 0);
    return Math.round(0.6 * 32_767 * envelope * Math.sin(2 * Math.PI * frequency * second));
  });
}
