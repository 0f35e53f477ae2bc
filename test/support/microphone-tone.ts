import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Samples of 8 kHz in one turn of the microphone's tone: 1,000 Hz. */
export const MICROPHONE_PERIOD = 8;

/** A sine tone as Chromium's microphone: the flags for it, and the folder that is to be removed afterwards. */
export function microphoneTone(): { readonly flags: string[]; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'media-page-'));
  const rate = 48_000;
  const bytes = Buffer.alloc(44 + rate * 2 * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  [16, 0x0001_0001, rate, rate * 2, 0x0010_0002].forEach((word, index) => {
    bytes.writeUInt32LE(word, 16 + index * 4);
  });
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let index = 0; index < rate * 2; index++) {
    bytes.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * 1_000 * index) / rate)), 44 + index * 2);
  }
  writeFileSync(join(folder, 'tone.wav'), bytes);
  return { flags: [`--use-file-for-fake-audio-capture=${join(folder, 'tone.wav')}`], folder };
}
