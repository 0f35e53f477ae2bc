import { describe, expect, it } from 'vitest';
import { createCitizen } from './citizen.ts';
import { ALAW_TO_LINEAR, FRAME_SAMPLES, levelOf } from './g711.ts';
import { startPacer } from './pacer.ts';

const TONE = 0x2a;
const recording = (frames: number) => new Uint8Array(frames * FRAME_SAMPLES).fill(TONE);

function listen(recordings: Uint8Array[], hangUpAfterMilliseconds = 1_000, greetsFirst = false) {
  const lines: number[] = [];
  let done = 0;
  let elapsed = 0;
  let spoken = 0;
  const citizen = createCitizen({
    recordings,
    greetsFirst,
    random: Math.random,
    hangUpAfterMilliseconds,
    onLine: () => lines.push(elapsed),
    onDone: () => done++,
  });
  /** Passes time; `talking` is what the operator does meanwhile. */
  const pass = (milliseconds: number, talking: boolean | ((frame: number) => boolean) = false) => {
    for (let frame = 0; frame < milliseconds / 20; frame++) {
      elapsed += 20;
      const loud = typeof talking === 'boolean' ? talking : talking(frame);
      citizen.hear(loud ? 0.1 : 0.001);
      const sent = citizen.frame();
      expect(sent).toHaveLength(FRAME_SAMPLES);
      if (sent[0] === TONE) spoken++;
    }
  };
  return { lines, pass, done: () => done, spoken: () => spoken, elapsed: () => elapsed };
}

describe('a citizen', () => {
  it('waits for the greeting, then 0.7 s, then speaks', () => {
    const call = listen([recording(10)]);
    call.pass(500);
    call.pass(2_000, true);
    expect(call.lines).toEqual([]);
    call.pass(1_000);
    expect(call.lines).toHaveLength(1);
    expect(call.lines[0]).toBeGreaterThanOrEqual(3_100);
    expect(call.lines[0]).toBeLessThanOrEqual(3_400);
    expect(call.spoken()).toBe(10);
  });

  it('speaks after 2.5 s when nobody greets', () => {
    const call = listen([recording(1)]);
    call.pass(4_000);
    expect(call.lines).toEqual([2_500]);
  });

  it('who was called greets first, without waiting for a word', () => {
    const call = listen([recording(10), recording(10)], 1_000, true);
    call.pass(700, true);
    expect(call.lines).toEqual([400]);
    call.pass(3_000, true);
    call.pass(1_000);
    expect(call.lines).toHaveLength(2);
  });

  it('takes turns: each line after the operator, or after 4 s of silence', () => {
    const call = listen([recording(50), recording(50), recording(50)]);
    call.pass(3_500);
    call.pass(600, true);
    call.pass(1_000);
    expect(call.lines).toHaveLength(2);
    const before = call.elapsed();
    call.pass(1_000 + 4_100);
    expect(call.lines).toHaveLength(3);
    expect((call.lines[2] ?? 0) - before).toBeGreaterThan(4_500);
  });

  it('does not take beeps for speech', () => {
    const call = listen([recording(1), recording(1)]);
    // As Chromium's fake microphone: 0.12 s of every half second.
    const beep = (frame: number) => frame % 25 < 6;
    call.pass(2_600, beep);
    expect(call.lines).toEqual([2_500]);
    call.pass(4_200, beep);
    expect(call.lines).toHaveLength(2);
  });

  it('interrupts an operator who never pauses', () => {
    const call = listen([recording(1)]);
    call.pass(19_900, true);
    expect(call.lines).toEqual([]);
    call.pass(200, true);
    expect(call.lines).toHaveLength(1);
  });

  it('hangs up once, its time after the last line, and hisses until then', () => {
    const call = listen([recording(1)], 10_000);
    call.pass(2_500);
    call.pass(9_900);
    expect(call.done()).toBe(0);
    call.pass(5_000);
    expect(call.done()).toBe(1);
    const hiss = createCitizen({
      recordings: [],
      greetsFirst: false,
      random: Math.random,
      hangUpAfterMilliseconds: 1,
      onLine: () => undefined,
      onDone: () => undefined,
    }).frame();
    expect(new Set(hiss).size).toBeGreaterThan(1);
    expect(levelOf(hiss, ALAW_TO_LINEAR).rms).toBeLessThan(0.001);
  });
});

describe('the pacer', () => {
  function fake() {
    let now = 0;
    let timer: { at: number; run: () => void } | undefined;
    return {
      clock: { monotonic: () => now },
      schedule: (milliseconds: number, run: () => void) => {
        timer = { at: now + milliseconds, run };
        return () => {
          timer = undefined;
        };
      },
      /** Fires the timer this much later than asked for. */
      fire: (late: number) => {
        if (!timer) return false;
        now = Math.max(now, timer.at) + late;
        const { run } = timer;
        timer = undefined;
        run();
        return true;
      },
      now: () => now,
    };
  }

  it('sends 50 frames a second on average, however late its timers are', () => {
    const time = fake();
    let frames = 0;
    startPacer(time.clock, time.schedule, (skipped) => {
      expect(skipped).toBe(0);
      frames++;
    });
    let step = 0;
    while (time.now() < 60_000) time.fire((step++ * 7) % 45);
    expect(Math.abs(frames - time.now() / 20)).toBeLessThanOrEqual(1);
  });

  it('leaves out what a sleeping machine missed, and says so', () => {
    const time = fake();
    const skips: number[] = [];
    startPacer(time.clock, time.schedule, (skipped) => skips.push(skipped));
    time.fire(0);
    time.fire(0);
    time.fire(5_000);
    time.fire(0);
    expect(skips).toEqual([0, 0, 250, 0]);
  });

  it('stops', () => {
    const time = fake();
    let frames = 0;
    const stop = startPacer(time.clock, time.schedule, () => {
      frames++;
      if (frames === 2) stop();
    });
    while (time.fire(100));
    expect(frames).toBe(2);
  });
});
