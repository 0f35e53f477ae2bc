import type { PhoneOptions } from '../phone/index.ts';

type MediaPort = PhoneOptions['media'];
type SoundPort = NonNullable<PhoneOptions['sound']>;

/** The doors to pages and devices for one phone, until they are shut: it then hears nothing more and reaches nobody. */
export interface ShuttablePorts {
  readonly media: MediaPort;
  readonly sound: SoundPort | undefined;
  shut(): void;
}

/** A phone that was replaced must not speak to the page any more: two would cut each other's sound. */
export function shuttablePorts(media: MediaPort, sound: SoundPort | undefined): ShuttablePorts {
  let open = true;
  const whileOpen =
    <T>(listener: (value: T) => void) =>
    (value: T) => {
      if (open) listener(value);
    };
  return {
    media: {
      page: () => (open ? media.page() : undefined),
      onPage: (listener) => media.onPage(whileOpen(listener)),
      onMicrophone: (listener) => media.onMicrophone(whileOpen(listener)),
      onSession: (listener) => media.onSession(whileOpen(listener)),
      onStatistics: (listener) => media.onStatistics(whileOpen(listener)),
    },
    sound: sound && {
      onChanged: (listener) => sound.onChanged(whileOpen(listener)),
      onMicrophoneLevel: (listener) => sound.onMicrophoneLevel(whileOpen(listener)),
      onHeadsetButton: (listener) => sound.onHeadsetButton(whileOpen(listener)),
    },
    shut: () => {
      open = false;
    },
  };
}
