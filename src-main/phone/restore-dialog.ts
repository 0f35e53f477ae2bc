import { Core, type URI, UserAgent } from 'sip.js';
import type { DialogState } from './dialog-state.ts';

/**
 * Makes sip.js's core know a dialog that an earlier run of the program had (RFC 3261 section 12): requests of either
 * side go on in it, with their sequence numbers.
 *
 * sip.js can only make a dialog of a transaction. The one that is given it here is over, which is what that of every
 * established call is: nothing is ever sent by it.
 *
 * @returns undefined where an address of it cannot be read
 */
export function restoreDialog(core: Core.UserAgentCore, state: DialogState): Core.SessionDialog | undefined {
  const [localURI, remoteURI, remoteTarget] = [state.localUri, state.remoteUri, state.remoteTarget].map(
    uriOf,
  );
  if (!localURI || !remoteURI || !remoteTarget) return undefined;
  const request = core.makeOutgoingRequestMessage('INVITE', remoteTarget, localURI, remoteURI, {
    callId: state.sipCallId,
  });
  const transaction: Core.InviteClientTransaction = Object.create(Core.InviteClientTransaction.prototype, {
    request: { value: request },
  });
  return new Core.SessionDialog(transaction, core, {
    id: `${state.sipCallId}${state.localTag}${state.remoteTag}`,
    early: false,
    callId: state.sipCallId,
    localTag: state.localTag,
    remoteTag: state.remoteTag,
    localSequenceNumber: state.localSequence ?? undefined,
    remoteSequenceNumber: state.remoteSequence ?? undefined,
    localURI,
    remoteURI,
    remoteTarget,
    routeSet: state.routes,
    secure: state.secure,
  });
}

function uriOf(text: string): URI | undefined {
  return UserAgent.makeURI(text);
}
