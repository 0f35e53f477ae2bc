import type { DeviceReport, HeadsetButtons, MicrophoneState, SoundSettings } from '#shared/contract/index.ts';
import { DEFAULT_SOUND_SETTINGS } from '#shared/contract/index.ts';
import { constraintsOf, deviceFor, type KnownDevices, useOf } from './devices.ts';

/** An output of this page that can be sent to a device: an AudioContext or a media element. */
export interface Outlet {
  /** `''` is the system's default. */
  setSink(deviceId: string): void;
}

export interface SoundOptions {
  readonly microphone: () => MicrophoneState;
  readonly soundAllowed: () => boolean;
  readonly onMicrophoneWanted: () => void;
  readonly headset: Outlet;
  readonly ringer: Outlet & { setVolume(volume: number): void };
  readonly onReport: (report: DeviceReport) => void;
}

/** What was chosen and what there is, joined: which device serves each of the three uses. */
export interface Sound {
  configure(settings: SoundSettings): void;
  devicesChanged(devices: KnownDevices): void;
  headsetButtonsChanged(buttons: HeadsetButtons): void;
  /** The microphone came or went, or sound is allowed now: the report may read otherwise. */
  refresh(): void;
  constraints(): MediaTrackConstraints;
}

export function createSound(options: SoundOptions): Sound {
  let settings = DEFAULT_SOUND_SETTINGS;
  let devices: KnownDevices = { microphones: [], speakers: [] };
  let headsetButtons: HeadsetButtons = { state: 'unsupported', name: null };
  let reported = '';
  let constrained = JSON.stringify(constraintsOf(settings, undefined));

  const constraints = () =>
    constraintsOf(settings, deviceFor(settings.microphone, devices.microphones).device);
  const plain = ({ identity, label }: { identity: string; label: string }) => ({ identity, label });

  const refresh = () => {
    const report: DeviceReport = {
      microphones: devices.microphones.map(plain),
      speakers: devices.speakers.map(plain),
      microphone: useOf(settings.microphone, devices.microphones, options.microphone() === 'ready'),
      headset: useOf(settings.headset, devices.speakers),
      ringer: useOf(settings.ringer, devices.speakers),
      headsetButtons,
      soundAllowed: options.soundAllowed(),
    };
    const text = JSON.stringify(report);
    if (text === reported) return;
    reported = text;
    options.onReport(report);
  };

  const apply = () => {
    const sink = (chosen: string | null) => deviceFor(chosen, devices.speakers).device?.deviceId ?? '';
    options.headset.setSink(sink(settings.headset));
    options.ringer.setSink(sink(settings.ringer));
    options.ringer.setVolume(settings.ringVolume);
    const wanted = JSON.stringify(constraints());
    if (wanted !== constrained) {
      constrained = wanted;
      options.onMicrophoneWanted();
    }
    refresh();
  };

  return {
    configure: (next) => {
      settings = next;
      // Main has come anew and knows nothing: it is told whatever it was told before.
      reported = '';
      apply();
    },
    devicesChanged: (next) => {
      const before = constrained;
      devices = next;
      apply();
      // What could not be had a moment ago may be had now: devices come and go one after the other.
      const isLacking = ['missing', 'failed'].includes(options.microphone());
      if (isLacking && constrained === before && next.microphones.length > 0) options.onMicrophoneWanted();
    },
    headsetButtonsChanged: (next) => {
      headsetButtons = next;
      refresh();
    },
    refresh,
    constraints,
  };
}
