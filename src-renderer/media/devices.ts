import type { DeviceUse, SoundDevice, SoundSettings } from '#shared/contract/index.ts';

/** A device as the browser knows it now and as it is known for good. */
export interface KnownDevice extends SoundDevice {
  /** The browser's id, salted by origin and profile: good until the page goes. */
  readonly deviceId: string;
}

export interface KnownDevices {
  readonly microphones: readonly KnownDevice[];
  readonly speakers: readonly KnownDevice[];
}

/** Chromium's stand-ins for «what the system uses»; they are no devices of their own. */
const PSEUDO = new Set(['default', 'communications', '']);

/**
 * Devices by identity: kind, label and the place among devices of one label. What the system uses comes first.
 * Before the microphone is granted devices have no labels and are left out.
 */
export function knownDevices(infos: readonly MediaDeviceInfo[]): KnownDevices {
  const seen = new Map<string, number>();
  const known = (kind: MediaDeviceKind) => {
    const systems = infos.find((info) => info.kind === kind && info.deviceId === 'default');
    // The stand-in shares its device's group, and its name on most systems («Default - Headset»).
    const likeness = ({ groupId, label }: MediaDeviceInfo) =>
      groupId === systems?.groupId ? 1 + Number(systems.label.endsWith(label)) : 0;
    return infos
      .filter((info) => info.kind === kind && info.label !== '' && !PSEUDO.has(info.deviceId))
      .map((info) => {
        const { deviceId, label } = info;
        const name = `${kind === 'audioinput' ? 'microphone' : 'speaker'}:${label.slice(0, 256)}`;
        const place = (seen.get(name) ?? 0) + 1;
        seen.set(name, place);
        const identity = place === 1 ? name : `${name} #${place}`;
        return { device: { deviceId, label: label.slice(0, 256), identity }, likeness: likeness(info) };
      })
      .sort((left, right) => right.likeness - left.likeness)
      .map(({ device }) => device);
  };
  return { microphones: known('audioinput'), speakers: known('audiooutput') };
}

/** Which device serves a use: the chosen one, else what the system uses. */
export function deviceFor(
  chosen: string | null,
  devices: readonly KnownDevice[],
): { readonly device: KnownDevice | undefined; readonly fallback: boolean } {
  const device = devices.find(({ identity }) => identity === chosen);
  return { device, fallback: chosen !== null && device === undefined };
}

/** A use as it is told: the device, or the system's where nothing is chosen or the chosen one is away. */
export function useOf(
  chosen: string | null,
  devices: readonly KnownDevice[],
  isAvailable = devices.length > 0,
): DeviceUse {
  const { device, fallback } = deviceFor(chosen, devices);
  const using = device ?? devices[0];
  return {
    using: using && isAvailable ? { identity: using.identity, label: using.label } : null,
    fallback,
  };
}

/** Constraints by which the chosen microphone is asked for. */
export function constraintsOf(
  { echoCancellation, noiseSuppression, automaticGain }: SoundSettings,
  device: KnownDevice | undefined,
): MediaTrackConstraints {
  return {
    echoCancellation,
    noiseSuppression,
    autoGainControl: automaticGain,
    ...(device && { deviceId: { exact: device.deviceId } }),
  };
}

export interface DeviceWatchOptions {
  readonly devices: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'>;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onDevices: (devices: KnownDevices) => void;
}

/** One plug brings several events in a row. */
const SETTLING_MILLISECONDS = 200;

/** Follows which devices there are. `look` is for what brings no event: a granted permission brings labels. */
export function watchDevices({ devices, schedule, onDevices }: DeviceWatchOptions): { look(): void } {
  let cancel: () => void = () => undefined;
  let asked = 0;
  const look = () => {
    const mine = ++asked;
    devices.enumerateDevices().then(
      (infos) => {
        if (mine === asked) onDevices(knownDevices(infos));
      },
      () => {
        // Refused by policy: what is known stays, and the default devices serve.
      },
    );
  };
  devices.addEventListener('devicechange', () => {
    cancel();
    cancel = schedule(SETTLING_MILLISECONDS, look);
  });
  return { look };
}
