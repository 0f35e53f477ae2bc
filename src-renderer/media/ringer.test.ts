import { describe, expect, it } from 'vitest';
import { createRinger, ringPattern } from './ringer.ts';

/** Counts tones; knows whether sound is let out. */
class FakeContext {
  state: AudioContextState = 'running';
  readonly currentTime = 0;
  readonly destination = {};
  tones: number[] = [];
  targets: number[] = [];
  resumed = 0;
  allow = true;
  resume() {
    this.resumed++;
    if (!this.allow) return Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
    this.state = 'running';
    return Promise.resolve();
  }
  createGain() {
    const parameter = {
      value: 1,
      setTargetAtTime: (value: number) => this.targets.push(value),
      setValueAtTime: () => undefined,
      linearRampToValueAtTime: () => undefined,
    };
    return { gain: parameter, connect: () => undefined, disconnect: () => undefined };
  }
  createOscillator() {
    const frequency = { value: 0 };
    return {
      frequency,
      connect: () => undefined,
      start: () => this.tones.push(frequency.value),
      stop: () => undefined,
      addEventListener: () => undefined,
    };
  }
}

function setup(context = new FakeContext()) {
  const timers = new Map<() => void, number>();
  const gestures = new Set<() => void>();
  let made = 0;
  const ringer = createRinger({
    createContext: () => {
      made++;
      return context as unknown as AudioContext;
    },
    schedule: (milliseconds, run) => {
      timers.set(run, milliseconds);
      return () => void timers.delete(run);
    },
    onGesture: (listener) => {
      gestures.add(listener);
      return () => void gestures.delete(listener);
    },
  });
  const fire = () => {
    for (const run of [...timers.keys()]) {
      timers.delete(run);
      run();
    }
  };
  return { ringer, context, timers, gestures, fire, made: () => made };
}

describe('the ringer', () => {
  it('grows louder and faster with urgency, by the same two tones', () => {
    const patterns = (['calm', 'soon', 'urgent', 'overdue'] as const).map(ringPattern);
    for (const [index, pattern] of patterns.entries()) {
      const [high, low] = pattern.notes;
      expect(high?.frequency).toBeGreaterThan(low?.frequency ?? 0);
      expect(pattern.periodSeconds).toBeGreaterThan((low?.startSeconds ?? 0) + (low?.lengthSeconds ?? 0));
      expect(pattern.gain).toBeLessThanOrEqual(0.6);
      const before = patterns[index - 1];
      if (before) expect(pattern.gain).toBeGreaterThan(before.gain);
      if (before) expect(pattern.periodSeconds).toBeLessThan(before.periodSeconds);
    }
  });

  it('rings until silent, and opens no sound before the first ring', () => {
    const { ringer, context, timers, fire, made } = setup();
    ringer.ring('silent');
    expect(made()).toBe(0);
    ringer.ring('calm');
    ringer.ring('calm');
    expect(context.tones).toHaveLength(2);
    expect([...timers.values()]).toEqual([2_400]);
    fire();
    expect(context.tones).toHaveLength(4);
    ringer.ring('overdue');
    expect([...timers.values()]).toEqual([600]);
    ringer.ring('silent');
    expect(timers.size).toBe(0);
    expect(context.targets.at(-1)).toBe(0);
  });

  it('waits for a gesture where sound is not allowed, and does not play what was missed', async () => {
    const context = new FakeContext();
    context.state = 'suspended';
    context.allow = false;
    const { ringer, gestures, fire } = setup(context);
    ringer.ring('calm');
    fire();
    await Promise.resolve();
    expect(context.tones).toEqual([]);
    expect(gestures.size).toBe(1);
    context.allow = true;
    for (const gesture of gestures) gesture();
    fire();
    expect(context.tones).toHaveLength(2);
    expect(gestures.size).toBe(0);
  });
});
