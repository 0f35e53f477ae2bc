// @ts-check
/**
 * Speaks the callers and departments of the practice exchange.
 *
 *   node build/voices.mjs           write assets/practice/voices/*.alaw and the durations of what is said
 *   node build/voices.mjs --check   change nothing; exit code 1 when a file is missing, odd or silent
 *
 * In: callers.json and departments.json (who says what, in which voice) and pronunciation.json (utterance id ->
 * the same words in numbered pinyin). An utterance without a pronunciation is a human recording: it is
 * measured, never made.
 * Out: headerless G.711 A-law (ITU-T G.711), 8 kHz, mono: 8 bytes a millisecond.
 * The same versions of espeak-ng and sox give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const practiceFolder = fileURLToPath(new URL('../assets/practice/', import.meta.url));
const speakerPaths = ['callers.json', 'departments.json'].map((name) => path.join(practiceFolder, name));
const pronunciationPath = path.join(practiceFolder, 'pronunciation.json');
const voicesFolder = path.join(practiceFolder, 'voices');

/** @typedef {{ variant: string, pitch: number, speed: number }} Voice */
/** @typedef {{ id: string, text: string, audio: string, durationMilliseconds: number }} Utterance */
/** @typedef {{ voice: Voice, utterances?: Utterance[] }} Speaker  without utterances: never heard */
/** @typedef {Record<string, string>} Pronunciations  numbered pinyin by utterance id */

const bytesPerMillisecond = 8;
const targetLevel = -18; // dBFS, RMS over the whole utterance
const limiterLoss = 2; // dB that sox's limiter takes from speech driven to the target, as measured
const lowestLevel = -30; // dBFS, RMS; anything below is a broken recording, not a quiet caller
const largestFile = 100_000; // bytes
const largestTotal = 3_600_000; // bytes

/**
 * Everybody's utterances with the speaker's voice, in file order.
 * @param {Speaker[]} speakers
 */
function utterancesOf(speakers) {
  return speakers.flatMap(({ utterances = [], voice }) =>
    utterances.map((utterance) => ({ utterance, voice })),
  );
}

/**
 * Linear value (-1..1) of one A-law byte (ITU-T G.711, table 1a).
 * @param {number} byte
 */
function decodeAlaw(byte) {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 0x07;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return ((code & 0x80) === 0 ? -magnitude : magnitude) / 32768;
}

/**
 * RMS level in dBFS of samples in -1..1; -120 for digital silence.
 * @param {number[]} samples
 */
function rmsLevelOf(samples) {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return 20 * Math.log10(Math.max(Math.sqrt(energy / Math.max(samples.length, 1)), 1e-6));
}

/**
 * Runs a program and gives its standard output; throws what to install when it is not there.
 * @param {string} program
 * @param {string[]} args
 * @param {string} [input]
 */
function run(program, args, input) {
  const result = spawnSync(program, args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (result.error && 'code' in result.error && result.error.code === 'ENOENT') {
    throw new Error(`${program} is not installed. On Debian or Ubuntu: apt-get install espeak-ng sox`);
  }
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/**
 * What is wrong with a pronunciation, or undefined: one syllable a character and the same pauses.
 * @param {string} text
 * @param {string} pinyin
 */
function pronunciationFault(text, pinyin) {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const syllables = pinyin.match(/[a-z]+[1-5]/g)?.length ?? 0;
  if (characters !== syllables) return `${characters} characters but ${syllables} syllables`;
  /** @param {string} string @param {RegExp} marks */
  const pauses = (string, marks) => string.replace(/[，、]/g, ',').replace(marks, '').length;
  if (pauses(text, /[^,。？！]/g) !== pauses(pinyin, /[^,.?!]/g)) return 'pauses differ from the text';
  return undefined;
}

/**
 * Speaks one utterance: numbered pinyin in, A-law bytes out.
 * @param {string} pinyin
 * @param {Voice} voice
 * @param {string} temporaryFolder
 */
function speak(pinyin, voice, temporaryFolder) {
  // The plain `cmn` voice of espeak-ng 1.51 spells most characters with English sounds; pinyin avoids that.
  const voiceName = `cmn-latn-pinyin+${voice.variant}`;
  const phonemes = run('espeak-ng', ['-q', '-x', '-v', voiceName], pinyin).toString();
  if (phonemes.includes('(en)')) throw new Error(`espeak-ng does not know a syllable: ${pinyin}`);

  const spoken = path.join(temporaryFolder, 'spoken.wav');
  run(
    'espeak-ng',
    ['-v', voiceName, '-p', String(voice.pitch), '-s', String(voice.speed), '-w', spoken],
    pinyin,
  );
  // -D: no dither, so that the bytes are the same at each run. Silence at both ends goes; the band is a telephone's.
  const trim = ['silence', '1', '0.01', '0.5%'];
  const telephone = [...trim, 'reverse', ...trim, 'reverse', 'sinc', '300-3400'];
  const raw = ['-t', 'raw', '-e', 'signed-integer', '-b', '16', '-L', '-r', '8000', '-c', '1'];
  const banded = path.join(temporaryFolder, 'banded.raw');
  // -6 dB first: the filter may ring above full scale.
  run('sox', ['-D', spoken, ...raw, banded, 'gain', '-6', ...telephone, 'rate', '8000']);
  const band = readFileSync(banded);
  const samples = Array.from({ length: band.length / 2 }, (_, i) => band.readInt16LE(i * 2) / 32768);
  // The limiter (-l) keeps every sample under full scale.
  const gain = targetLevel + limiterLoss - rmsLevelOf(samples);
  const alaw = ['-t', 'raw', '-e', 'a-law', '-b', '8', '-r', '8000', '-c', '1'];
  const shape = ['gain', '-l', gain.toFixed(2), 'fade', 't', '0.03', '-0', '0.03', 'pad', '0.05', '0.05'];
  const bytes = run('sox', ['-D', ...raw, banded, ...alaw, '-', ...shape]);
  return bytes.subarray(0, bytes.length - (bytes.length % bytesPerMillisecond));
}

/**
 * @param {Speaker[]} speakers
 * @param {Pronunciations} pronunciations
 */
function make(speakers, pronunciations) {
  const temporaryFolder = mkdtempSync(path.join(tmpdir(), 'voices-'));
  try {
    for (const { utterance, voice } of utterancesOf(speakers)) {
      const file = path.join(voicesFolder, utterance.audio);
      const pinyin = pronunciations[utterance.id];
      if (pinyin !== undefined) {
        const fault = pronunciationFault(utterance.text, pinyin);
        if (fault !== undefined) throw new Error(`pronunciation of ${utterance.id}: ${fault}`);
        writeFileSync(file, speak(pinyin, voice, temporaryFolder));
      }
      utterance.durationMilliseconds = Math.floor(readFileSync(file).length / bytesPerMillisecond);
    }
  } finally {
    rmSync(temporaryFolder, { recursive: true });
  }
}

/**
 * Everything wrong with the recordings, one line each.
 * @param {Speaker[]} speakers
 * @param {Pronunciations} pronunciations
 */
function faultsOf(speakers, pronunciations) {
  /** @type {string[]} */
  const faults = [];
  const present = new Set(readdirSync(voicesFolder));
  const ids = new Set();
  let total = 0;
  for (const { utterance } of utterancesOf(speakers)) {
    /** @param {string} fault */
    const report = (fault) => faults.push(`${utterance.id}: ${fault}`);
    if (ids.has(utterance.id)) report('the id is used twice');
    ids.add(utterance.id);
    const pinyin = pronunciations[utterance.id];
    const fault = pinyin === undefined ? undefined : pronunciationFault(utterance.text, pinyin);
    if (fault !== undefined) report(`pronunciation: ${fault}`);
    if (!present.delete(utterance.audio)) {
      report(`${utterance.audio} is missing`);
      continue;
    }
    const bytes = readFileSync(path.join(voicesFolder, utterance.audio));
    total += bytes.length;
    if (bytes.length > largestFile) report(`${bytes.length} bytes is over ${largestFile}`);
    const milliseconds = Math.floor(bytes.length / bytesPerMillisecond);
    if (milliseconds !== utterance.durationMilliseconds) {
      report(`lasts ${milliseconds} ms, the list says ${utterance.durationMilliseconds}`);
    }
    const rms = rmsLevelOf(Array.from(bytes, decodeAlaw));
    if (rms < lowestLevel) report(`silent or too quiet: ${rms.toFixed(1)} dBFS`);
  }
  for (const id of Object.keys(pronunciations)) {
    if (!ids.has(id)) faults.push(`pronunciation.json: no utterance ${id}`);
  }
  for (const file of present) faults.push(`voices/${file}: no utterance uses it`);
  if (total > largestTotal) faults.push(`all files together: ${total} bytes is over ${largestTotal}`);
  return { faults, total, count: ids.size };
}

try {
  const lists = speakerPaths.map((file) => ({ file, speakers: JSON.parse(readFileSync(file, 'utf8')) }));
  const everybody = lists.flatMap(({ speakers }) => speakers);
  const pronunciations = JSON.parse(readFileSync(pronunciationPath, 'utf8'));
  if (!process.argv.includes('--check')) {
    make(everybody, pronunciations);
    for (const { file, speakers } of lists) writeFileSync(file, `${JSON.stringify(speakers, null, 2)}\n`);
  }
  const { faults, total, count } = faultsOf(everybody, pronunciations);
  for (const fault of faults) console.error(fault);
  console.log(`${count} utterances, ${total} bytes, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
