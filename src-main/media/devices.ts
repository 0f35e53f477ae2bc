import {
  type AreaHandlers,
  DEFAULT_SOUND_SETTINGS,
  type DeviceReport,
  type DevicesState,
  type devicesArea,
  type IceServer,
  type SoundSettings,
  soundSettingsSchema,
} from '#shared/contract/index.ts';
import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { MediaLink } from './link.ts';

export interface DevicesOptions {
  readonly link: Pick<MediaLink, 'page' | 'onPage' | 'onDevices' | 'onMicrophoneLevel'>;
  readonly iceServers: readonly IceServer[];
  /** What was chosen in an earlier run, as it was saved. */
  readonly load: () => string | undefined;
  readonly save: (text: string) => void;
  readonly log: Log;
}

/** Sound devices of the seat: keeps what was chosen and tells it to every page. */
export interface Devices {
  readonly handlers: AreaHandlers<typeof devicesArea>;
  state(): DevicesState;
  onChanged(listener: (state: DevicesState) => void): void;
  onMicrophoneLevel(listener: (level: number) => void): void;
}

/** To be made before anything else speaks to a page: a page is told its devices before it is asked for sound. */
export function createDevices(options: DevicesOptions): Devices {
  const { link, log } = options;
  const changedListeners: Array<(state: DevicesState) => void> = [];
  let settings = read(options.load());
  let report: DeviceReport | null = null;

  const state = (): DevicesState => ({ settings, report });
  const changed = () => {
    for (const listener of changedListeners) listener(state());
  };
  const configure = () => {
    link
      .page()
      ?.configure({ sound: settings, iceServers: [...options.iceServers] })
      .catch((error: unknown) => log.warn('sound-not-configured', { code: codeOf(error) }));
  };
  link.onPage((connected) => {
    if (connected) return configure();
    report = null;
    changed();
  });
  link.onDevices((now) => {
    report = now;
    changed();
  });

  return {
    handlers: {
      snapshot: state,
      change: (change) => {
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        settings = soundSettingsSchema.parse({ ...settings, ...given });
        options.save(JSON.stringify(settings));
        configure();
        changed();
        return null;
      },
    },
    state,
    onChanged: (listener) => void changedListeners.push(listener),
    onMicrophoneLevel: (listener) => link.onMicrophoneLevel(listener),
  };

  /** What an older or newer version saved in another form is the default: a choice is soon made again. */
  function read(text: string | undefined): SoundSettings {
    if (text === undefined) return DEFAULT_SOUND_SETTINGS;
    try {
      return soundSettingsSchema.parse(JSON.parse(text));
    } catch {
      log.warn('sound-settings-unreadable');
      return DEFAULT_SOUND_SETTINGS;
    }
  }
}
