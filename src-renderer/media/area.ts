import type { AreaHandlers, EventInput, mediaArea } from '#shared/contract/index.ts';
import { createSilence, onGesture, onMicrophonePermission, play, schedule } from './browser.ts';
import { createMicrophone } from './microphone.ts';
import { createRinger } from './ringer.ts';
import { createSessions } from './sessions.ts';

/** Sends an event of the media area to main. */
export type Emit = <K extends 'microphoneChanged' | 'sessionChanged' | 'statistics'>(
  event: K,
  payload: EventInput<typeof mediaArea, K>,
) => void;

/** The media area, served with this page's microphone, peer connections and loudspeaker. */
export function createMediaHandlers(emit: Emit): AreaHandlers<typeof mediaArea> {
  const createContext = () => new AudioContext({ latencyHint: 'interactive' });
  const microphone = createMicrophone({
    devices: navigator.mediaDevices,
    createSilence: () => createSilence(createContext()),
    onPermission: onMicrophonePermission,
    schedule,
    onState: (state) => emit('microphoneChanged', { microphone: state }),
    onTrack: (track) => sessions.replaceTrack(track),
  });
  const sessions = createSessions({
    createPeer: () => new RTCPeerConnection({ iceServers: [] }),
    track: microphone.track,
    play,
    streamOf: (track) => new MediaStream([track]),
    codecs: () => RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [],
    schedule,
    onSession: (change) => emit('sessionChanged', change),
    onStatistics: (statistics) => emit('statistics', statistics),
  });
  const ringer = createRinger({ createContext, schedule, onGesture });
  return {
    prepare: async () => ({ microphone: await microphone.prepare() }),
    ...sessions.handlers,
    configure: () => null,
    setSession: () => null,
    sendDigits: () => ({ sent: false }),
    setHeadset: () => null,
    ring: ({ urgency }) => {
      ringer.ring(urgency);
      return null;
    },
  };
}
