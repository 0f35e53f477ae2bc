import { CodedError } from '#shared/domain/index.ts';
import type { DialogContext } from './dialog-context.ts';
import type { DialogState } from './dialog-state.ts';
import type { Leg, LegEvents } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import { restoreDialog } from './restore-dialog.ts';
import { SipDialog } from './sip-dialog.ts';

export interface ResumedLegOptions {
  readonly state: DialogState;
  readonly media: MediaSession;
  readonly events: LegEvents;
  readonly context: DialogContext;
}

/**
 * The leg of a call that an earlier run of the program had answered, or that was answered to it.
 * @throws CodedError `wrong-state` where the dialog cannot be made again
 */
export function createResumedLeg({ state, media, events, context }: ResumedLegOptions): Leg {
  const session = restoreDialog(context.core, state);
  if (!session) throw new CodedError('wrong-state', 'The dialog on disk names no usable address.');
  const { callId, direction } = state;
  const dialog = new SipDialog({ context, session, direction, callId, media, events, isAcknowledged: true });
  const isOver = () => Promise.reject(new CodedError('wrong-state', 'The call was answered long ago.'));
  const common = {
    isConnected: context.isConnected,
    bye: () => dialog.bye(),
    reinvite: dialog.reinvite.bind(dialog),
    info: dialog.info.bind(dialog),
    refer: dialog.refer.bind(dialog),
    replacement: () => dialog.replacement(),
    sendDigits: (digits: string) => media.sendDigits(digits),
    closeMedia: () => media.close(),
  };
  if (direction === 'outbound') {
    return {
      ...common,
      get mediaSessionId() {
        return media.sessionId;
      },
      direction,
      ownsCallId: true,
      place: isOver,
      cancel: () => void dialog.bye(),
    };
  }
  return {
    ...common,
    get mediaSessionId() {
      return media.sessionId;
    },
    direction,
    ownsCallId: false,
    prepareMedia: isOver,
    accept: () => {
      throw new CodedError('wrong-state', 'The call was answered long ago.');
    },
    reject: () => void dialog.bye(),
  };
}
