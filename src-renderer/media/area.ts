import type { AreaHandlers, EventInput, IceServer, mediaArea } from '#shared/contract/index.ts';
import {
  createSilence,
  framesOf,
  keepRunning,
  Loudspeaker,
  mix,
  onGesture,
  onMicrophonePermission,
  schedule,
} from './browser.ts';
import { watchDevices } from './devices.ts';
import { createHeadset, type Hid } from './headset.ts';
import { createLevelMeter } from './level-meter.ts';
import { createMicrophone } from './microphone.ts';
import { createRinger } from './ringer.ts';
import { createSessions } from './sessions.ts';
import { createSound } from './sound.ts';

/** Sends an event of the media area to main. */
export type Emit = <K extends keyof (typeof mediaArea)['events']>(
  event: K,
  payload: EventInput<typeof mediaArea, K>,
) => void;

/** The media area, served with this page's microphone, peer connections and sound devices. */
export function createMediaHandlers(emit: Emit): AreaHandlers<typeof mediaArea> {
  const createContext = () => new AudioContext({ latencyHint: 'interactive' });
  let shared: AudioContext | undefined;
  /** For mixing and measuring, and to know whether sound is let out. */
  const context = () => {
    if (!shared) {
      shared = createContext();
      shared.addEventListener('statechange', () => sound.refresh());
      keepRunning(shared);
    }
    return shared;
  };
  const streamOf = (track: MediaStreamTrack) => new MediaStream([track]);
  let iceServers: readonly IceServer[] = [];

  const ringer = createRinger({ createContext, schedule, onGesture });
  const loudspeaker = new Loudspeaker();
  const sound = createSound({
    microphone: () => microphone.state(),
    soundAllowed: () => context().state === 'running',
    onMicrophoneWanted: () => microphone.renew(),
    headset: loudspeaker,
    ringer,
    onReport: (report) => emit('devicesChanged', report),
  });
  const meter = createLevelMeter({
    framesOf,
    now: () => performance.now(),
    onLevel: (level) => emit('microphoneLevel', { level }),
  });
  const watch = watchDevices({
    devices: navigator.mediaDevices,
    schedule,
    onDevices: (devices) => sound.devicesChanged(devices),
  });
  const microphone = createMicrophone({
    devices: navigator.mediaDevices,
    constraints: () => sound.constraints(),
    createSilence: () => createSilence(createContext()),
    onPermission: onMicrophonePermission,
    schedule,
    onState: (state) => {
      emit('microphoneChanged', { microphone: state });
      sound.refresh();
      // The permission that was just given brings the devices their names.
      if (state === 'ready') watch.look();
    },
    onTrack: (track) => {
      sessions.microphoneChanged();
      meter.follow(track);
    },
  });
  const sessions = createSessions({
    // Without a pool of candidates: with one, Chromium's second connection now and then never ends gathering.
    createPeer: () => new RTCPeerConnection({ iceServers: iceServers.map(iceServerOf) }),
    track: microphone.track,
    mix: (tracks) => mix(context(), tracks),
    play: (stream) => loudspeaker.play(stream),
    streamOf,
    codecs: () => RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [],
    schedule,
    onSession: (change) => emit('sessionChanged', change),
    onStatistics: (statistics) => emit('statistics', statistics),
  });
  const headset = createHeadset({
    hid: hidOf(navigator),
    schedule,
    onButton: (button) => emit('headsetButton', { button }),
    onChanged: (buttons) => sound.headsetButtonsChanged(buttons),
  });
  watch.look();

  return {
    configure: (configuration) => {
      iceServers = configuration.iceServers;
      sound.configure(configuration.sound);
      return null;
    },
    prepare: async () => ({ microphone: await microphone.prepare() }),
    ...sessions.handlers,
    ring: ({ urgency }) => {
      ringer.ring(urgency);
      return null;
    },
    setHeadset: (state) => {
      headset.setState(state);
      return null;
    },
  };
}

function iceServerOf({ urls, username, credential }: IceServer): RTCIceServer {
  return username === '' ? { urls } : { urls, username, credential };
}

/** WebHID, where this browser has it; TypeScript's DOM types do not know it. */
function hidOf(browser: Navigator): Hid | undefined {
  return 'hid' in browser ? (browser.hid as Hid) : undefined;
}
