import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { CallList } from './call-list.ts';
import type { HeadsetButton, MediaPort } from './media-port.ts';

export interface HeadsetControl {
  /** A button was pressed; one that means nothing now does nothing. */
  pressed(button: HeadsetButton): void;
  /** Shows on the headset what the calls are; to be called whenever one changed. */
  update(): void;
  /** A new page knows nothing and is told again. */
  pageConnected(): void;
}

/** A headset's buttons act on the calls as the keys on screen do, and its lamps follow them. */
export function createHeadsetControl(options: {
  readonly calls: CallList;
  readonly port: Pick<MediaPort, 'page'>;
  readonly log: Log;
}): HeadsetControl {
  const { calls, port, log } = options;
  let shown = '';
  const ringing = () => calls.live().find((call) => call.state === 'ringing');
  const update = () => {
    const page = port.page();
    const engaged = calls.engaged();
    const state = {
      ringing: ringing() !== undefined,
      inCall: engaged !== undefined,
      muted: engaged?.isMuted ?? false,
    };
    if (!page || JSON.stringify(state) === shown) return;
    shown = JSON.stringify(state);
    page.setHeadset(state).catch(() => log.warn('headset-not-shown'));
  };
  return {
    pressed: (button) => {
      const call = button === 'answer' ? ringing() : calls.engaged();
      if (!call) return;
      if (button === 'mute') return call.setMuted(!call.isMuted);
      if (button === 'hang-up') return call.state === 'answering' ? call.reject() : call.hangUp();
      calls.answer(call.id).catch((error: unknown) => {
        log.warn('headset-answer-failed', { callId: call.id, code: codeOf(error) });
      });
    },
    update,
    pageConnected: () => {
      shown = '';
      update();
    },
  };
}
