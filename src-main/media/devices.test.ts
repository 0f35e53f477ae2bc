import { describe, expect, it } from 'vitest';
import {
  contract,
  createChannelPair,
  createEndpoint,
  DEFAULT_SOUND_SETTINGS,
  type DeviceReport,
  type SoundSettings,
} from '#shared/contract/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createDevices, createMediaLink } from './index.ts';

const REPORT: DeviceReport = {
  microphones: [{ identity: 'microphone:Headset', label: 'Headset' }],
  speakers: [],
  microphone: { using: { identity: 'microphone:Headset', label: 'Headset' }, fallback: false },
  headset: { using: null, fallback: false },
  ringer: { using: null, fallback: false },
  headsetButtons: { state: 'none', name: null },
  soundAllowed: true,
};

function setup(saved?: string) {
  const link = createMediaLink();
  const written: string[] = [];
  const log = createMemoryLog();
  const devices = createDevices({
    link,
    iceServers: [{ urls: 'turn:x', username: 'u', credential: 'c' }],
    load: () => saved,
    save: (text) => written.push(text),
    log,
  });
  /** Connects a media page that keeps what it is told. */
  const connect = () => {
    const [ours, theirs] = createChannelPair();
    const told: Array<{ sound: SoundSettings; iceServers: unknown }> = [];
    const onFault = () => undefined;
    const page = createEndpoint({
      contract,
      channel: theirs,
      self: 'media',
      peer: 'main',
      onFault,
      handlers: {
        media: {
          configure: (configuration) => {
            told.push(configuration);
            return null;
          },
          prepare: () => ({ microphone: 'ready' as const }),
          expectOffer: () => null,
          answerOffer: () => ({ answer: 'x' }),
          createOffer: () => ({ offer: 'x' }),
          acceptAnswer: () => null,
          setSession: () => null,
          sendDigits: () => ({ sent: false }),
          close: () => null,
          ring: () => null,
          setHeadset: () => null,
        },
      },
    });
    link.attach(
      createEndpoint({ contract, channel: ours, self: 'main', peer: 'media', onFault, handlers: {} }),
    );
    return { told, page };
  };
  return { devices, connect, written, log, link };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('sound devices in main', () => {
  it('MD-2 what is chosen is kept, told to the page at once and to every page that comes', async () => {
    const { devices, connect, written } = setup();
    const first = connect();
    await settle();
    expect(first.told).toEqual([
      { sound: DEFAULT_SOUND_SETTINGS, iceServers: [{ urls: 'turn:x', username: 'u', credential: 'c' }] },
    ]);
    devices.handlers.change({ headset: 'speaker:Headset', ringVolume: 0.5 });
    await settle();
    expect(first.told.at(-1)?.sound).toMatchObject({ headset: 'speaker:Headset', ringVolume: 0.5 });
    const second = connect();
    await settle();
    expect(second.told).toHaveLength(1);
    expect(second.told[0]?.sound.headset).toBe('speaker:Headset');
    const again = setup(written.at(-1));
    expect(again.devices.state().settings).toMatchObject({ headset: 'speaker:Headset', ringVolume: 0.5 });
  });

  it('MD-2 a report is the page’s: it goes with it', async () => {
    const { devices, connect } = setup();
    const states: Array<DeviceReport | null> = [];
    devices.onChanged(({ report }) => states.push(report));
    const { page } = connect();
    page.emit('media', 'devicesChanged', REPORT);
    await settle();
    page.close();
    await settle();
    expect(states).toEqual([REPORT, null]);
  });

  it('MD-10 the level of the microphone is handed on, of the page in use only', async () => {
    const { devices, connect } = setup();
    const levels: number[] = [];
    devices.onMicrophoneLevel((level) => levels.push(level));
    const first = connect();
    first.page.emit('media', 'microphoneLevel', { level: 0.25 });
    await settle();
    connect();
    expect(levels).toEqual([0.25]);
  });

  it.each(['{"ringVolume":7}', '{"ringVol'])(
    'MD-2 what can not be read any more is the default, and said: %s',
    (saved) => {
      const { devices, log } = setup(saved);
      expect(devices.state().settings).toEqual(DEFAULT_SOUND_SETTINGS);
      expect(log.lines.map((line) => line.event)).toContain('sound-settings-unreadable');
    },
  );
});
