import { Core } from 'sip.js';
import { CodedError } from '#shared/domain/index.ts';
import { isAnsweredElsewhere } from './caller-identity.ts';
import type { DialogContext } from './dialog-context.ts';
import { dialogStateOf } from './dialog-state.ts';
import type { InboundLeg, LegEvents } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import { ringReliably } from './reliable-ringing.ts';
import { isHold } from './sdp-direction.ts';
import { agreeAsServer, serverHeaders, sessionRequestOf } from './session-timer.ts';
import { SDP, sdpOf } from './sip-content.ts';
import { SipDialog } from './sip-dialog.ts';

export interface SipLegOptions {
  readonly request: Core.IncomingInviteRequest;
  readonly media: MediaSession;
  readonly events: LegEvents;
  readonly callId: string;
  readonly context: DialogContext;
}

/** RFC 3261 section 16.6: a proxy gives up a ringing call after three minutes (timer C). */
export const RING_LIMIT_SECONDS = 180;
/**
 * The media page makes ready for an answer this long after the ring, ms. It may share its thread with the screen, which
 * has the call first; nobody answers sooner, and who does has it made ready then.
 */
export const MAKE_READY_AFTER_MILLISECONDS = 100;

/**
 * The leg of an INVITE that sip.js's core received; sends 180 Ringing at once, reliably where that is required
 * (RFC 3262).
 *
 * @throws when the INVITE can have no dialog (no usable Contact); nothing was sent then
 */
export function createSipLeg(options: SipLegOptions): InboundLeg {
  const { request, media, events, callId, context } = options;
  const { message } = request;
  const offer = sdpOf(message);
  let early: Core.Session | undefined;
  let dialog: SipDialog | undefined;
  let description: string | undefined;
  let refused = false;

  const refuse = (statusCode: number) => {
    refused = true;
    stopRinging();
    // A final response that was already sent, or a transaction that is over, leaves nothing to refuse.
    if (!dialog && isPending(request)) request.reject({ statusCode });
  };
  const giveUp = (statusCode: number) => {
    if (refused || dialog) return;
    refuse(statusCode);
    events.onTerminated();
  };

  request.delegate = {
    onCancel: (cancel) => {
      if (refused || dialog) return;
      events.onCancelled(isAnsweredElsewhere(cancel.getHeaders('Reason')));
      refuse(487);
      events.onTerminated();
    },
  };

  const expires = secondsOf(message.getHeader('Expires')) ?? RING_LIMIT_SECONDS;
  const cancelLimit =
    expires < RING_LIMIT_SECONDS
      ? context.schedule(expires * 1000, () => giveUp(487))
      : context.schedule(RING_LIMIT_SECONDS * 1000, () => giveUp(480));
  let stopReliable: () => void = () => undefined;
  let cancelMakingReady: () => void = () => undefined;
  const stopRinging = () => {
    cancelLimit();
    cancelMakingReady();
    stopReliable();
  };
  if (!message.getHeaders('Require').some((value) => /\b100rel\b/i.test(value))) {
    early = request.progress({ statusCode: 180 }).session;
  } else if (offer !== undefined) {
    const ringing = ringReliably({ request, schedule: context.schedule, onUnheard: () => giveUp(504) });
    early = ringing.session;
    stopReliable = ringing.stop;
  }
  // An INVITE that requires reliable responses and has no offer would need ours in the 180: it gets none,
  // which RFC 3262 allows.

  if (offer !== undefined) {
    cancelMakingReady = context.schedule(MAKE_READY_AFTER_MILLISECONDS, () => media.expect(offer));
  }

  const established = (): SipDialog => {
    if (!dialog) throw new CodedError('wrong-state', 'The call is not answered.');
    return dialog;
  };

  return {
    direction: 'inbound',
    ownsCallId: false,
    get mediaSessionId() {
      return media.sessionId;
    },
    isConnected: context.isConnected,
    prepareMedia: async () => {
      description = await media.prepare(offer);
    },
    accept: () => {
      if (description === undefined || refused) throw new CodedError('wrong-state', 'Nothing is prepared.');
      const asked = sessionRequestOf(message);
      const agreed = agreeAsServer(asked, context.sessionTimerSeconds);
      if (early instanceof Core.SessionDialog) {
        const facts = { callId, direction: 'inbound', media, context, localSequence: null } as const;
        context.saveDialog(dialogStateOf(early, facts));
      }
      stopRinging();
      const { session } = request.accept({
        statusCode: 200,
        extraHeaders: serverHeaders(agreed, asked),
        body: { contentDisposition: 'session', contentType: SDP, content: description },
      });
      dialog = new SipDialog({ context, session, direction: 'inbound', callId, media, events });
      dialog.agreed(agreed, 'uas');
      if (offer !== undefined) events.onRemoteHold(isHold(offer));
    },
    reject: (statusCode) => {
      if (dialog) void dialog.bye();
      else refuse(statusCode);
    },
    bye: async () => {
      await dialog?.bye();
    },
    reinvite: (renegotiation) => established().reinvite(renegotiation),
    info: (contentType, body) => established().info(contentType, body),
    refer: (referTo, onProgress) => established().refer(referTo, onProgress),
    replacement: () => established().replacement(),
    sendDigits: (digits) => media.sendDigits(digits),
    closeMedia: () => media.close(),
  };
}

function isPending(request: Core.IncomingInviteRequest): boolean {
  return request instanceof Core.InviteUserAgentServer
    ? request.transaction.state === Core.TransactionState.Proceeding
    : true;
}

function secondsOf(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})\s*$/.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
