import { describe, expect, it } from 'vitest';
import { createMicrophone, stateOf } from './microphone.ts';

class FakeTrack extends EventTarget {
  readonly name: string;
  stopped = false;
  stop() {
    this.stopped = true;
  }
  constructor(name: string) {
    super();
    this.name = name;
  }
}
const asTrack = (track: FakeTrack) => track as unknown as MediaStreamTrack;

function setup() {
  const permission = new EventTarget();
  const answers: Array<FakeTrack | Error | 'never'> = [];
  const states: string[] = [];
  const tracks: MediaStreamTrack[] = [];
  const timers: Array<() => void> = [];
  /** Those of a microphone that failed, not cancelled. */
  const retries = new Set<() => void>();
  let asked = 0;
  let wanted = 'default';
  const constrained: unknown[] = [];
  const want = (deviceId: string) => {
    wanted = deviceId;
    microphone.renew();
  };
  const silence = new FakeTrack('silence');
  const microphone = createMicrophone({
    devices: {
      getUserMedia: (constraints: MediaStreamConstraints) => {
        asked++;
        constrained.push(constraints.audio);
        const answer = answers.shift() ?? new Error('nothing prepared');
        if (answer === 'never') return new Promise<MediaStream>(() => undefined);
        if (answer instanceof Error) return Promise.reject(answer);
        return Promise.resolve({ getAudioTracks: () => [asTrack(answer)] } as unknown as MediaStream);
      },
    },
    constraints: () => ({ deviceId: wanted }),
    createSilence: () => asTrack(silence),
    onPermission: (listener) => permission.addEventListener('change', listener),
    schedule: (milliseconds, run) => {
      timers.push(run);
      const timer = () => run();
      if (milliseconds === 5_000) retries.add(timer);
      return () => void retries.delete(timer);
    },
    onState: (state) => states.push(state),
    onTrack: (track) => tracks.push(track),
  });
  return {
    microphone,
    permission,
    answers,
    states,
    tracks,
    timers,
    retries,
    silence,
    constrained,
    want,
    asked: () => asked,
  };
}

const named = (name: string) => Object.assign(new Error(name), { name });
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the microphone', () => {
  it('is asked for once and kept', async () => {
    const { microphone, answers, states, tracks, silence, asked } = setup();
    const track = new FakeTrack('headset');
    answers.push(track);
    expect(microphone.track()).toBe(silence);
    expect(await microphone.prepare()).toBe('ready');
    expect(await microphone.prepare()).toBe('ready');
    expect(asked()).toBe(1);
    expect(states).toEqual(['asking', 'ready']);
    expect(microphone.track()).toBe(track);
    expect(tracks).toEqual([track]);
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'failed'],
    ['AbortError', 'failed'],
  ])('%s means %s, and silence is sent', async (name, state) => {
    const { microphone, answers, silence } = setup();
    answers.push(named(name));
    expect(await microphone.prepare()).toBe(state);
    expect(microphone.track()).toBe(silence);
    expect(stateOf('no error at all')).toBe('failed');
  });

  it('says asking when the person takes long, and the outcome later', async () => {
    const { microphone, answers, timers, states } = setup();
    answers.push('never');
    const prepared = microphone.prepare();
    timers[0]?.();
    expect(await prepared).toBe('asking');
    expect(states).toEqual(['asking']);
  });

  it('comes back: a headset plugged in, a permission given, a track that ended', async () => {
    const { microphone, answers, permission, tracks, silence, states } = setup();
    answers.push(named('NotFoundError'));
    await microphone.prepare();
    answers.push(named('NotAllowedError'));
    microphone.renew();
    await settle();
    expect(microphone.state()).toBe('denied');
    microphone.renew();
    await settle();
    expect(microphone.state()).toBe('denied');
    const first = new FakeTrack('first');
    answers.push(first);
    permission.dispatchEvent(new Event('change'));
    await settle();
    expect(microphone.state()).toBe('ready');
    const second = new FakeTrack('second');
    answers.push(second);
    first.dispatchEvent(new Event('ended'));
    expect(microphone.track()).toBe(silence);
    await settle();
    expect(tracks).toEqual([first, silence, second]);
    expect(states).toEqual(['asking', 'missing', 'asking', 'denied', 'asking', 'ready', 'asking', 'ready']);
  });

  it('MD-8 one that another program holds is asked for again, quietly, until it is let go', async () => {
    const { microphone, answers, retries, states } = setup();
    const track = new FakeTrack('headset');
    answers.push(named('NotReadableError'), named('NotReadableError'), named('NotReadableError'), track);
    await microphone.prepare();
    microphone.renew();
    await settle();
    for (let round = 0; round < 2; round++) {
      expect(retries.size).toBe(1);
      for (const run of retries) run();
      await settle();
    }
    expect(microphone.track()).toBe(track);
    expect(states).toEqual(['asking', 'failed', 'ready']);
  });

  it('MD-8 another device is taken while the first serves on, and a call never falls silent between', async () => {
    const { microphone, answers, tracks, constrained, want } = setup();
    const first = new FakeTrack('first');
    const second = new FakeTrack('second');
    answers.push(first, second);
    await microphone.prepare();
    want('second');
    expect(microphone.track()).toBe(first);
    await settle();
    expect(constrained).toEqual([{ deviceId: 'default' }, { deviceId: 'second' }]);
    expect(tracks).toEqual([first, second]);
    expect(first.stopped).toBe(true);
    expect(microphone.state()).toBe('ready');
  });

  it('MD-8 a device that can not be had leaves the one that works', async () => {
    const { microphone, answers, want } = setup();
    const first = new FakeTrack('first');
    answers.push(first, named('NotReadableError'));
    await microphone.prepare();
    want('second');
    await settle();
    expect(microphone.track()).toBe(first);
    expect(first.stopped).toBe(false);
    expect(microphone.state()).toBe('ready');
  });

  it('MD-8 what is wanted while the microphone is being asked for is asked for afterwards', async () => {
    const { microphone, answers, constrained, want } = setup();
    answers.push(new FakeTrack('first'), new FakeTrack('second'));
    const prepared = microphone.prepare();
    want('second');
    await prepared;
    await settle();
    expect(constrained.at(-1)).toEqual({ deviceId: 'second' });
    expect(microphone.track()).toMatchObject({ name: 'second' });
  });
});
