import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SOUND_SETTINGS, type DevicesState } from '#shared/contract/index.ts';
import type { SeatEvent } from '#shared/domain/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createReadiness, SHIFT_MILLISECONDS } from './readiness.ts';

const HOUR = 3_600_000;

function devices(
  change: { ringer?: string | null; microphone?: string | null; volume?: number; allowed?: boolean } = {},
): DevicesState {
  const use = (identity: string | null) => ({
    using: identity === null ? null : { identity, label: identity },
    fallback: false,
  });
  const named = (given: string | null | undefined, otherwise: string) =>
    use(given === undefined ? otherwise : given);
  return {
    settings: { ...DEFAULT_SOUND_SETTINGS, ringVolume: change.volume ?? 0.8 },
    report: {
      microphones: [],
      speakers: [],
      microphone: named(change.microphone, 'microphone:A'),
      headset: use('speaker:A'),
      ringer: named(change.ringer, 'speaker:A'),
      headsetButtons: { state: 'none', name: null },
      soundAllowed: change.allowed ?? true,
    },
  };
}

function setup(
  given: {
    saved?: string | undefined;
    required?: boolean;
    operator?: string;
    wall?: number;
    unreported?: boolean;
  } = {},
) {
  let saved = given.saved;
  let registered = true;
  let wall = given.wall ?? 1_000_000;
  let timer: (() => void) | undefined;
  const events: SeatEvent[] = [];
  const rings: boolean[] = [];
  const machine = createReadiness({
    required: given.required ?? true,
    isRegistered: () => registered,
    operator: () => given.operator ?? '李敏',
    clock: { wall: () => wall, monotonic: () => wall },
    schedule: (_milliseconds, run) => {
      timer = run;
      return () => {
        timer = undefined;
      };
    },
    log: createMemoryLog(),
    load: () => saved,
    save: (text) => {
      saved = text;
    },
    record: (event) => events.push(event),
    ringTest: (on) => rings.push(on),
    onChanged: () => undefined,
  });
  if (!given.unreported) machine.devicesChanged(devices());
  machine.microphoneChanged('ready');
  return {
    ...machine,
    ...machine.handlers,
    events,
    rings,
    saved: () => saved,
    fire: () => timer?.(),
    register: (now: boolean) => {
      registered = now;
    },
    pass: (milliseconds: number) => {
      wall += milliseconds;
    },
    speak: () => {
      for (let index = 0; index < 3; index++) machine.microphoneLevel(0.01);
    },
    hear: () => {
      machine.handlers.testRing(null);
      machine.handlers.confirmRing(null);
    },
  };
}

describe('proof before ready', () => {
  it('RD-1 names what is missing until all is proved', () => {
    const seat = setup();
    const refused = (names: string) =>
      expect(() => seat.setReady({ ready: true })).toThrow(
        expect.objectContaining({ code: 'not-proved', message: `Not proved yet: ${names}.` }),
      );
    seat.register(false);
    refused('registration, microphone, ring');
    seat.register(true);
    refused('microphone, ring');
    seat.speak();
    refused('ring');
    seat.hear();
    seat.setReady({ ready: true });
    expect(seat.state()).toEqual({ ready: true, required: true, microphone: 'signal', ring: 'heard' });
    expect(seat.events.map(({ kind }) => kind)).toEqual(['ready']);
  });

  it('RD-2 digital silence and a crackle are no signal; another device must show its own', () => {
    const seat = setup();
    for (const level of [0, 0, 0, 0.2, 0.2, 0, 0.2, 0.000_4, 0.2, 0.2]) seat.microphoneLevel(level);
    expect(seat.state().microphone).toBe('waiting');
    seat.microphoneLevel(0.000_5);
    expect(seat.state().microphone).toBe('signal');
    seat.devicesChanged(devices({ microphone: 'microphone:B' }));
    expect(seat.state().microphone).toBe('waiting');
    seat.speak();
    seat.microphoneChanged('missing');
    expect(seat.state().microphone).toBe('waiting');
  });

  it('RD-2 a report from before the microphone was opened takes back nothing', () => {
    const seat = setup();
    seat.speak();
    seat.devicesChanged(devices({ microphone: null }));
    expect(seat.state().microphone).toBe('signal');
    seat.devicesChanged(devices({ microphone: 'microphone:A' }));
    expect(seat.state().microphone).toBe('signal');
    const other = setup();
    other.microphoneLevel(0.2);
    other.microphoneLevel(0.2);
    other.devicesChanged(devices({ microphone: 'microphone:B' }));
    other.microphoneLevel(0.2);
    expect(other.state().microphone).toBe('waiting');
  });

  it('RD-3 an override is kept with who and when, once', () => {
    const seat = setup();
    seat.overrideMicrophone(null);
    seat.overrideMicrophone(null);
    expect(seat.events).toEqual([{ at: 1_000_000, kind: 'microphone-overridden', operator: '李敏' }]);
    expect(seat.state().microphone).toBe('overridden');
    seat.microphoneChanged('missing');
    expect(seat.state().microphone).toBe('overridden');
    seat.microphoneChanged('ready');
    seat.speak();
    expect(seat.state().microphone).toBe('signal');
  });

  it('RD-4 a ring must be rung to be heard, stops by itself, and is audible at the same place only', () => {
    const seat = setup();
    expect(() => seat.confirmRing(null)).toThrow(expect.objectContaining({ code: 'wrong-state' }));
    seat.testRing(null);
    seat.fire();
    expect(seat.rings).toEqual([true, false]);
    seat.confirmRing(null);
    seat.devicesChanged(devices({ ringer: 'speaker:B' }));
    expect(seat.state().ring).toBe('waiting');
    seat.confirmRing(null);
    expect([seat.state().ring, seat.saved()]).toEqual(['waiting', expect.stringContaining('speaker:A')]);
    const later = setup({ saved: seat.saved(), wall: 1_000_000 + 30 * HOUR });
    expect(later.state().ring).toBe('audible');
    later.devicesChanged(devices({ ringer: 'speaker:B' }));
    expect(later.state().ring).toBe('waiting');
    later.devicesChanged(devices({ volume: 0.5 }));
    expect(later.state().ring).toBe('waiting');
    later.devicesChanged(devices({ allowed: false }));
    expect(later.state().ring).toBe('waiting');
    later.devicesChanged(devices({ volume: 1 }));
    expect(later.state().ring).toBe('audible');
  });

  it('RD-4 what was heard before the ringer had a name counts for the one it then has', () => {
    const seat = setup({ unreported: true });
    seat.hear();
    seat.devicesChanged(devices({ ringer: null }));
    expect(seat.state().ring).toBe('heard');
    seat.devicesChanged(devices());
    expect(seat.state().ring).toBe('heard');
    seat.devicesChanged(devices({ ringer: 'speaker:B' }));
    expect(seat.state().ring).toBe('waiting');

    const late = setup({ unreported: true });
    late.testRing(null);
    late.devicesChanged(devices());
    late.confirmRing(null);
    expect(late.state().ring).toBe('heard');
  });

  it('RD-5 what is lost later does not make a ready seat turn citizens away', () => {
    const seat = setup();
    seat.speak();
    seat.hear();
    seat.setReady({ ready: true });
    seat.register(false);
    seat.microphoneChanged('missing');
    expect(seat.state()).toMatchObject({ ready: true, microphone: 'waiting' });
    seat.setReady({ ready: false });
    expect(seat.events.map(({ kind }) => kind)).toEqual(['ready', 'not-ready']);
    expect(() => seat.setReady({ ready: true })).toThrow(expect.objectContaining({ code: 'not-proved' }));
  });

  it('RD-6 ready outlives a restart within the shift and for the same operator', () => {
    const seat = setup();
    seat.speak();
    seat.hear();
    seat.setReady({ ready: true });
    const later = (milliseconds: number, operator?: string) =>
      setup({ saved: seat.saved(), wall: 1_000_000 + milliseconds, ...(operator && { operator }) }).state();
    expect(later(HOUR)).toMatchObject({ ready: true, microphone: 'signal', ring: 'audible' });
    expect(later(SHIFT_MILLISECONDS)).toMatchObject({ ready: false, microphone: 'waiting' });
    expect(later(-HOUR)).toMatchObject({ ready: false });
    expect(later(HOUR, '王强')).toMatchObject({ ready: false, microphone: 'waiting', ring: 'audible' });
    for (const saved of ['{"another":"form"}', '{"damag']) {
      expect(setup({ saved }).state()).toMatchObject({ ready: false });
    }
  });

  it('RD-7 practice asks for no proof', () => {
    const seat = setup({ required: false });
    expect(seat.state()).toMatchObject({ ready: true, required: false });
    seat.setReady({ ready: false });
    seat.setReady({ ready: true });
    expect(seat.state().ready).toBe(true);
  });

  it('RD-1 RD-6 no order of events makes a seat ready without proof', () => {
    const step = fc.constantFrom(
      'speak',
      'hear',
      'ready',
      'notReady',
      'otherRinger',
      'otherMicrophone',
      'lost',
      'back',
      'unregister',
      'register',
      'override',
      'restart',
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let seat = setup();
        let isRegistered = true;
        for (const one of steps) {
          const before = seat.state();
          if (one === 'speak') seat.speak();
          if (one === 'hear') seat.hear();
          if (one === 'otherRinger') seat.devicesChanged(devices({ ringer: 'speaker:B' }));
          if (one === 'otherMicrophone') seat.devicesChanged(devices({ microphone: 'microphone:B' }));
          if (one === 'lost') seat.microphoneChanged('missing');
          if (one === 'back') seat.microphoneChanged('ready');
          if (one === 'override') seat.overrideMicrophone(null);
          if (one === 'register' || one === 'unregister') {
            isRegistered = one === 'register';
            seat.register(isRegistered);
          }
          if (one === 'restart') {
            seat = setup({ saved: seat.saved() });
            isRegistered = true;
            expect(seat.state().ready).toBe(before.ready);
          }
          if (one === 'notReady') seat.setReady({ ready: false });
          if (one === 'ready' && !before.ready) {
            const proved = isRegistered && before.microphone !== 'waiting' && before.ring !== 'waiting';
            const attempt = () => seat.setReady({ ready: true });
            if (proved) attempt();
            else expect(attempt).toThrow(expect.objectContaining({ code: 'not-proved' }));
            expect(seat.state().ready).toBe(proved);
          } else if (one !== 'notReady') expect(seat.state().ready).toBe(before.ready);
        }
      }),
    );
  });
});
