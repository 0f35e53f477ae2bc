import type { Core } from 'sip.js';
import type { Log } from '../log/index.ts';
import type { DialogState } from './dialog-state.ts';
import type { Schedule } from './transport/index.ts';

/** What every dialog of the seat is made with. */
export interface DialogContext {
  readonly core: Core.UserAgentCore;
  readonly isConnected: () => boolean;
  /** Runs now if the exchange can be reached, else once when registered again. */
  readonly whenReachable: (run: () => void) => void;
  readonly schedule: Schedule;
  /** Session timer that we ask for (RFC 4028), seconds; 0 leaves it to the other side. */
  readonly sessionTimerSeconds: number;
  /** Puts the dialog on disk, at once; called before the message leaves that makes it true. */
  readonly saveDialog: (state: DialogState) => void;
  readonly forgetDialog: (callId: string) => void;
  /** Which of the configured servers is in use, from 1. */
  readonly server: () => number;
  /** Ms of the computer's monotonic clock. */
  readonly monotonic: () => number;
  readonly log: Log;
}
