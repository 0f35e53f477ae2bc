import type { Core, URI } from 'sip.js';
import { CodedError, codeOf } from '#shared/domain/index.ts';
import type { DialogContext } from './dialog-context.ts';
import type { LegEvents, OutboundLeg } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import { isHold } from './sdp-direction.ts';
import { parseMinimum, parseSessionExpires, SHORTEST_SESSION_SECONDS } from './session-timer.ts';
import { SDP, sdpOf } from './sip-content.ts';
import { SipDialog } from './sip-dialog.ts';
import { RING_LIMIT_SECONDS } from './sip-leg.ts';

export interface OutboundLegOptions {
  readonly target: URI;
  readonly media: MediaSession;
  readonly events: LegEvents;
  readonly callId: string;
  /** The Call-ID to be. */
  readonly sipCallId: string;
  readonly context: DialogContext;
}

/** How long an answer may still cross our CANCEL (RFC 3261 section 9.1), ms. */
const CANCEL_LIMIT_MILLISECONDS = 32_000;
const ALLOW = 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, REFER, PRACK';

/**
 * The leg of a call that we place.
 *
 * Of a forked INVITE the first 200 OK is kept and every other one acknowledged and ended by BYE. A redirection
 * (3xx) is not followed: nobody but the operator decides whom this seat calls.
 */
export function createOutboundLeg(options: OutboundLegOptions): OutboundLeg {
  const { target, media, events, callId, context } = options;
  const { core } = context;
  let dialog: SipDialog | undefined;
  let request: Core.OutgoingInviteRequest | undefined;
  let over = false;
  let cancelLimit: () => void = () => undefined;

  const take = (answer: string | undefined) => {
    if (answer === undefined) return events.onMediaLost();
    media.acceptAnswer(answer).then(
      () => events.onRemoteHold(isHold(answer)),
      (error: unknown) => {
        context.log.warn('answer-not-taken', { callId, code: codeOf(error) });
        events.onMediaLost();
      },
    );
  };
  const progressed = (response: Core.PrackableIncomingResponseWithSession) => {
    const { message } = response;
    const sequence = message.getHeader('RSeq');
    const isReliable = message.getHeaders('Require').some((value) => /\b100rel\b/i.test(value));
    if (isReliable && sequence !== undefined) {
      response.prack({ extraHeaders: [`RAck: ${sequence} ${message.getHeader('CSeq') ?? ''}`] });
    }
    if (over || dialog) return;
    const answer = sdpOf(message);
    if (answer === undefined || media.remote !== null) return events.onProgress('ringing');
    media.acceptAnswer(answer).then(
      () => events.onProgress('early-media'),
      // The final answer may be another one; without early media the call goes on silently until then.
      (error: unknown) => context.log.warn('early-media-not-taken', { callId, code: codeOf(error) }),
    );
  };
  const accepted = (response: Core.AckableIncomingResponseWithSession) => {
    const { message, session } = response;
    if (over || dialog) {
      response.ack();
      session.bye();
      return;
    }
    cancelLimit();
    dialog = new SipDialog({ context, session, direction: 'outbound', callId, media, events });
    dialog.agreed(parseSessionExpires(message.getHeader('Session-Expires')), 'uac');
    dialog.save();
    response.ack();
    events.onAccepted();
    take(sdpOf(message) ?? session.answer?.content);
  };
  const refused = (statusCode: number) => {
    if (over) return;
    over = true;
    cancelLimit();
    events.onRefused(statusCode);
  };

  /** `minimum` is the shortest session anybody on the way takes, seconds; who finds ours too short says so. */
  const invite = (offer: string, minimum: number, before?: Core.OutgoingRequestMessage) => {
    const { sessionTimerSeconds } = context;
    const timer =
      sessionTimerSeconds === 0
        ? []
        : [`Session-Expires: ${Math.max(sessionTimerSeconds, minimum)}`, `Min-SE: ${minimum}`];
    const message = core.makeOutgoingRequestMessage(
      'INVITE',
      target,
      core.configuration.aor,
      target,
      { callId: options.sipCallId, ...(before && { fromTag: before.fromTag, cseq: before.cseq + 1 }) },
      [`Contact: ${core.configuration.contact.toString()}`, ALLOW, ...timer],
      { contentDisposition: 'session', contentType: SDP, content: offer },
    );
    request = core.invite(message, {
      onProgress: progressed,
      onAccept: accepted,
      onRedirect: (response) => refused(response.message.statusCode ?? 300),
      onReject: (response) => {
        const longer = parseMinimum(response.message.getHeader('Min-SE')) ?? 0;
        // Each time longer, so that it comes to an end.
        if (response.message.statusCode === 422 && longer > minimum && !over) invite(offer, longer, message);
        else refused(response.message.statusCode ?? 408);
      },
    });
  };

  const abandon = () => {
    over = true;
    cancelLimit();
    const placed = request;
    placed?.cancel();
    context.schedule(CANCEL_LIMIT_MILLISECONDS, () => placed?.dispose());
  };
  const established = (): SipDialog => {
    if (!dialog) throw new CodedError('wrong-state', 'The call is not answered.');
    return dialog;
  };

  return {
    direction: 'outbound',
    ownsCallId: true,
    get mediaSessionId() {
      return media.sessionId;
    },
    isConnected: context.isConnected,
    place: async () => {
      const offer = await media.offer();
      if (over) throw new CodedError('wrong-state', 'The call was given up.');
      if (!context.isConnected()) {
        throw new CodedError('signalling-failed', 'The exchange is not connected.');
      }
      cancelLimit = context.schedule(RING_LIMIT_SECONDS * 1000, () => {
        abandon();
        events.onRefused(408);
      });
      invite(offer, SHORTEST_SESSION_SECONDS);
    },
    cancel: () => {
      if (!over && !dialog) abandon();
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
