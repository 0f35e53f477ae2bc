import { z } from 'zod';
import type {
  AreaHandlers,
  DevicesState,
  MicrophoneState,
  phoneArea,
  Readiness,
} from '#shared/contract/index.ts';
import { type Clock, CodedError, codeOf, type SeatEvent } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Schedule } from './transport/index.ts';

export interface ReadinessOptions {
  /** Whether proof is asked for; the practice exchange asks for none. */
  readonly required: boolean;
  readonly isRegistered: () => boolean;
  /** Name of whoever is signed in at the moment of asking. */
  readonly operator: () => string;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: Log;
  /** What was proved in an earlier run, as it was saved. */
  readonly load: () => string | undefined;
  readonly save: (text: string) => void;
  /** Keeps for good what the operator did. */
  readonly record: (event: SeatEvent) => void;
  /** Lets the ringer sound, or no more, whatever the calls do. */
  readonly ringTest: (on: boolean) => void;
  readonly onChanged: () => void;
}

/** See docs/spec/readiness.md. */
export interface ReadinessMachine {
  readonly handlers: Pick<
    AreaHandlers<typeof phoneArea>,
    'setReady' | 'overrideMicrophone' | 'testRing' | 'confirmRing'
  >;
  state(): Readiness;
  microphoneChanged(microphone: MicrophoneState): void;
  microphoneLevel(level: number): void;
  devicesChanged(devices: DevicesState): void;
}

/**
 * Root mean square that speech always exceeds and a live microphone's own noise mostly does, even after noise
 * suppression; a muted or dead one gives exactly nothing.
 */
export const SIGNAL_LEVEL = 0.000_5;
/** So many levels in a row must show a signal: a plug that crackles is none. */
const SIGNAL_REPORTS = 3;
const RING_MILLISECONDS = 2_000;
/** A shift and its hand-over: what was proved at its beginning holds that long, ms. */
export const SHIFT_MILLISECONDS = 12 * 3_600_000;

/** A ringer's identity, and how loud it rang. */
const ringSchema = z.object({ device: z.string(), volume: z.number() });
/** What outlives a restart. */
const savedSchema = z.object({
  operator: z.string(),
  readySince: z.number().nullable(),
  microphone: z.enum(['signal', 'overridden']).nullable(),
  microphoneDevice: z.string().nullable(),
  heardOn: ringSchema.nullable(),
});
type Saved = z.infer<typeof savedSchema>;

function parseSaved(text: string): Saved | undefined {
  try {
    return savedSchema.parse(JSON.parse(text));
  } catch {
    // Of another version, or damaged: it is proved anew.
    return undefined;
  }
}

const NOTHING: Omit<Saved, 'operator'> = {
  readySince: null,
  microphone: null,
  microphoneDevice: null,
  heardOn: null,
};
const DEFAULT_DEVICE = 'default';

/**
 * Proof before ready.
 *
 * ```
 *  microphone   waiting ── three levels above noise ──▶ signal ──┐
 *                  │  ▲                                          │ microphone lost, other device
 *                  │  └──────────────────────────────────────────┤
 *                  └── operator overrides (on record) ──▶ overridden
 *
 *  ring         waiting ── test ring, then «heard» ──▶ heard ──┐
 *                  ▲  └── heard before on this device ──▶ audible
 *                  └── other device, lower volume, sound not allowed ──┘
 *
 *  seat         not ready ── setReady, all proved ──▶ ready ── setReady(false) ──▶ not ready
 * ```
 *
 * A ready seat stays ready when something is lost later: the loss is on screen, and a citizen who rings
 * meanwhile is not turned away for it.
 */
export function createReadiness(options: ReadinessOptions): ReadinessMachine {
  const { clock, log } = options;
  let saved = read();
  let ready = !options.required || isOfThisShift(saved.readySince);
  /** The test ring that was last rung: what is confirmed is what was heard, whatever was chosen since. */
  let rung: z.infer<typeof ringSchema> | undefined;
  let heard = false;
  /** The test ring sounded before the ringer had a name: devices have none until the microphone is granted. */
  let rungUnnamed = false;
  let signals = 0;
  let microphone: MicrophoneState = 'unknown';
  let devices: DevicesState | undefined;
  let cancelRing: () => void = () => undefined;

  const keep = (change: Partial<Saved>) => {
    saved = { ...saved, ...change };
    try {
      options.save(JSON.stringify(saved));
    } catch (error) {
      // Only a restart would miss it; the cache reports its own faults.
      log.warn('readiness-not-saved', { code: codeOf(error) });
    }
  };
  const record = (kind: SeatEvent['kind']) =>
    options.record({ at: clock.wall(), kind, operator: options.operator() });

  const ringDevice = () => devices?.report?.ringer.using?.identity ?? DEFAULT_DEVICE;
  const isRingerNamed = () => Boolean(devices?.report?.ringer.using);
  const microphoneDevice = () => devices?.report?.microphone.using?.identity ?? DEFAULT_DEVICE;
  const volume = () => devices?.settings.ringVolume ?? 0;
  const isSoundAllowed = () => devices?.report?.soundAllowed ?? false;

  const ringState = (): Readiness['ring'] => {
    const { heardOn } = saved;
    const isAudible = heardOn?.device === ringDevice() && heardOn.volume <= volume() && isSoundAllowed();
    if (!isAudible) return 'waiting';
    return heard ? 'heard' : 'audible';
  };
  const state = (): Readiness => ({
    ready,
    required: options.required,
    microphone: saved.microphone ?? 'waiting',
    ring: ringState(),
  });
  /** Names of what is not proved yet, as the screen translates them. */
  const missing = (): string[] => [
    ...(options.isRegistered() ? [] : ['registration']),
    ...(saved.microphone === null ? ['microphone'] : []),
    ...(ringState() === 'waiting' ? ['ring'] : []),
  ];
  const forgetMicrophone = () => {
    signals = 0;
    if (saved.microphone !== 'signal') return;
    keep({ microphone: null, microphoneDevice: null });
    options.onChanged();
  };

  return {
    handlers: {
      setReady: ({ ready: wanted }) => {
        if (wanted === ready) return null;
        const unproved = wanted && options.required ? missing() : [];
        if (unproved.length > 0) {
          throw new CodedError('not-proved', `Not proved yet: ${unproved.join(', ')}.`);
        }
        ready = wanted;
        keep({ operator: options.operator(), readySince: wanted ? clock.wall() : null });
        record(wanted ? 'ready' : 'not-ready');
        options.onChanged();
        return null;
      },
      overrideMicrophone: () => {
        if (saved.microphone !== null) return null;
        keep({ microphone: 'overridden', microphoneDevice: microphoneDevice() });
        record('microphone-overridden');
        options.onChanged();
        return null;
      },
      testRing: () => {
        rung = { device: ringDevice(), volume: volume() };
        rungUnnamed = !isRingerNamed();
        cancelRing();
        options.ringTest(true);
        cancelRing = options.schedule(RING_MILLISECONDS, () => options.ringTest(false));
        return null;
      },
      confirmRing: () => {
        if (!rung) throw new CodedError('wrong-state', 'There was no test ring to be heard.');
        heard = true;
        keep({ heardOn: rung });
        cancelRing();
        options.ringTest(false);
        options.onChanged();
        return null;
      },
    },
    state,
    microphoneChanged: (now) => {
      const wasReady = microphone === 'ready';
      microphone = now;
      if (wasReady && now !== 'ready') forgetMicrophone();
    },
    microphoneLevel: (level) => {
      signals = level >= SIGNAL_LEVEL ? signals + 1 : 0;
      if (signals < SIGNAL_REPORTS || saved.microphone === 'signal') return;
      keep({ microphone: 'signal', microphoneDevice: microphoneDevice() });
      options.onChanged();
    },
    devicesChanged: (now) => {
      const before = ringState();
      devices = now;
      if (rungUnnamed && isRingerNamed()) {
        // What was heard came out of the ringer that is named only now.
        const named = { device: ringDevice(), volume: volume() };
        if (heard && rung === saved.heardOn) keep({ heardOn: named });
        rung = named;
        rungUnnamed = false;
      }
      // A report without a microphone is one that was not opened yet, or `microphoneChanged` tells of it.
      const using = now.report?.microphone.using;
      if (using && saved.microphoneDevice !== using.identity) forgetMicrophone();
      if (ringState() !== before) options.onChanged();
    },
  };

  /** Another operator proves anew, but a ringer that was heard is heard by all. */
  function read(): Saved {
    const operator = options.operator();
    const text = options.load();
    const data = text === undefined ? undefined : parseSaved(text);
    if (!data) return { operator, ...NOTHING };
    if (data.operator === operator && isOfThisShift(data.readySince)) return data;
    return { operator, ...NOTHING, heardOn: data.heardOn };
  }

  function isOfThisShift(since: number | null): boolean {
    const age = since === null ? Number.POSITIVE_INFINITY : clock.wall() - since;
    return age >= 0 && age < SHIFT_MILLISECONDS;
  }
}
