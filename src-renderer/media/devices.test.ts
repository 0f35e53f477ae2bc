import { describe, expect, it } from 'vitest';
import { DEFAULT_SOUND_SETTINGS, type DeviceReport, type MicrophoneState } from '#shared/contract/index.ts';
import { knownDevices, watchDevices } from './devices.ts';
import { createSound } from './sound.ts';

const info = (
  kind: MediaDeviceKind,
  label: string,
  deviceId = `${kind}-${label}`,
  groupId = '',
): MediaDeviceInfo => ({
  kind,
  label,
  deviceId,
  groupId,
  toJSON: () => ({}),
});
const HEADSET = [info('audioinput', 'Headset'), info('audiooutput', 'Headset')];
const ROOM = [info('audioinput', 'Built-in'), info('audiooutput', 'Built-in')];

function setup() {
  const reports: DeviceReport[] = [];
  const sinks = { headset: 'unset', ringer: 'unset' };
  let wanted = 0;
  let microphone: MicrophoneState = 'ready';
  const sound = createSound({
    microphone: () => microphone,
    soundAllowed: () => true,
    onMicrophoneWanted: () => void wanted++,
    headset: { setSink: (id) => Object.assign(sinks, { headset: id }) },
    ringer: { setSink: (id) => Object.assign(sinks, { ringer: id }), setVolume: () => undefined },
    onReport: (report) => reports.push(report),
  });
  return {
    sound,
    reports,
    sinks,
    wanted: () => wanted,
    lose: () => {
      microphone = 'missing';
    },
    plug: (...devices: MediaDeviceInfo[]) => sound.devicesChanged(knownDevices(devices)),
    last: () => reports.at(-1),
  };
}

describe('sound devices', () => {
  it('MD-1 are known by kind, label and place, whatever the browser calls them today', () => {
    const today = knownDevices([
      info('audioinput', 'Default - Headset', 'default'),
      info('audioinput', 'Headset', 'x1'),
      info('audioinput', 'Headset', 'x2'),
      info('audiooutput', 'Headset', 'x3'),
      info('audioinput', '', 'not granted'),
    ]);
    expect(today.microphones.map(({ identity }) => identity)).toEqual([
      'microphone:Headset',
      'microphone:Headset #2',
    ]);
    expect(today.speakers).toEqual([{ identity: 'speaker:Headset', label: 'Headset', deviceId: 'x3' }]);
    const tomorrow = knownDevices([info('audioinput', 'Headset', 'y1')]);
    expect(tomorrow.microphones[0]?.identity).toBe('microphone:Headset');
  });

  it('MD-2 a chosen device that is unplugged is stood in for at once, said, and taken up when it returns', () => {
    const { sound, sinks, plug, last, wanted } = setup();
    plug(...ROOM, ...HEADSET);
    sound.configure({
      ...DEFAULT_SOUND_SETTINGS,
      microphone: 'microphone:Headset',
      headset: 'speaker:Headset',
      ringer: 'speaker:Built-in',
    });
    expect(sinks).toEqual({ headset: 'audiooutput-Headset', ringer: 'audiooutput-Built-in' });
    expect(sound.constraints()).toMatchObject({ deviceId: { exact: 'audioinput-Headset' } });
    expect(wanted()).toBe(1);
    plug(...ROOM);
    expect(last()).toMatchObject({
      microphone: { using: { label: 'Built-in' }, fallback: true },
      headset: { using: { label: 'Built-in' }, fallback: true },
      ringer: { fallback: false },
    });
    expect(sinks.headset).toBe('');
    expect(sound.constraints()).not.toHaveProperty('deviceId');
    plug(...ROOM, ...HEADSET);
    expect(last()?.microphone).toEqual({
      using: { identity: 'microphone:Headset', label: 'Headset' },
      fallback: false,
    });
    expect(sinks.headset).toBe('audiooutput-Headset');
    expect(wanted()).toBe(3);
  });

  it('MD-2 where nothing is chosen the system’s device is told, and the change of it', () => {
    const { plug, last } = setup();
    const labelled = (standard: string, groupId: string) => [
      info('audiooutput', `默认 - ${standard}`, 'default', groupId),
      info('audiooutput', 'Screen', 'x1', 'screen'),
      info('audiooutput', 'Headset', 'x2', 'left desk'),
      info('audiooutput', 'Headset', 'x3', 'right desk'),
    ];
    plug(...labelled('Headset', 'right desk'));
    expect(last()?.ringer).toEqual({
      using: { identity: 'speaker:Headset #2', label: 'Headset' },
      fallback: false,
    });
    plug(...labelled('Screen', 'screen'));
    expect(last()?.ringer.using?.identity).toBe('speaker:Screen');
    plug(...labelled('', 'left desk'));
    expect(last()?.ringer.using?.identity).toBe('speaker:Headset');
  });

  it('MD-2 a microphone that is plugged in where there was none is asked for', () => {
    const { plug, wanted, lose, last } = setup();
    lose();
    plug();
    expect(last()?.microphone).toEqual({ using: null, fallback: false });
    plug(...HEADSET);
    expect(wanted()).toBe(1);
  });

  it('MD-2 a microphone that could not be had while its like was being unplugged is asked for after it', () => {
    const { plug, wanted, lose } = setup();
    plug(...ROOM, ...HEADSET);
    lose();
    plug(...ROOM);
    expect(wanted()).toBe(1);
  });

  it('MD-2 nothing is told twice, but a main that comes anew is told again', () => {
    const { sound, plug, reports } = setup();
    plug(...ROOM);
    plug(...ROOM);
    expect(reports).toHaveLength(1);
    sound.configure(DEFAULT_SOUND_SETTINGS);
    expect(reports).toHaveLength(2);
    sound.refresh();
    expect(reports).toHaveLength(2);
  });

  it('MD-2 processing that is switched takes the microphone anew', () => {
    const { sound, wanted } = setup();
    sound.configure({ ...DEFAULT_SOUND_SETTINGS, noiseSuppression: false });
    expect(sound.constraints()).toMatchObject({ noiseSuppression: false, echoCancellation: true });
    sound.configure({ ...DEFAULT_SOUND_SETTINGS, noiseSuppression: false, ringVolume: 0.2 });
    expect(wanted()).toBe(1);
  });

  it('MD-2 a plug that brings a storm of events is looked at once, and a late answer is not believed', async () => {
    const events = new EventTarget();
    const timers: Array<() => void> = [];
    const answers: Array<(infos: MediaDeviceInfo[]) => void> = [];
    const seen: number[] = [];
    const watch = watchDevices({
      devices: Object.assign(events, {
        enumerateDevices: () =>
          new Promise<MediaDeviceInfo[]>((resolve) => {
            answers.push(resolve);
          }),
      }) as unknown as MediaDevices,
      schedule: (_milliseconds, run) => {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
      onDevices: ({ microphones }) => seen.push(microphones.length),
    });
    for (let index = 0; index < 5; index++) events.dispatchEvent(new Event('devicechange'));
    expect(timers).toHaveLength(1);
    timers[0]?.();
    watch.look();
    answers[1]?.(HEADSET);
    answers[0]?.([...HEADSET, ...ROOM]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([1]);
  });
});
