import { z } from 'zod';
import { defineArea } from './define.ts';
import { microphoneStateSchema } from './phone.ts';

/** Identity of one media session (one peer connection); main chooses it. */
export const mediaSessionIdSchema = z.uuidv7();

const session = z.object({ sessionId: mediaSessionIdSchema });
/** An SDP body (RFC 8866). The limit refuses hostile sizes. */
const sdp = z.string().min(1).max(64_000);

/** Counters from RTCPeerConnection.getStats, once a second while a session is open. */
export const mediaStatisticsSchema = z.object({
  sessionId: mediaSessionIdSchema,
  packetsSent: z.number().int().nonnegative(),
  packetsReceived: z.number().int().nonnegative(),
  packetsLost: z.number().int(),
  /** Root-mean-square levels, 0 to 1. */
  inboundLevel: z.number().min(0).max(1),
  outboundLevel: z.number().min(0).max(1),
});
export type MediaStatistics = z.infer<typeof mediaStatisticsSchema>;

/**
 * Media lives in a page of its own, which *serves* this area; main calls it. Main's session description
 * handler (sip.js's seam) is the caller.
 *
 * Errors: `no-such-session`, `sdp-refused`, `microphone-unavailable` is never an error: a session without a
 * microphone is receive-only, and the state says why.
 */
export const mediaArea = defineArea({
  calls: {
    /** Asks for the microphone once, before the first call, and keeps it. */
    prepare: { input: z.null(), output: z.object({ microphone: microphoneStateSchema }), callers: ['main'] },
    /** Takes the caller's offer; answers our SDP with all host candidates gathered. */
    answerOffer: {
      input: session.extend({ offer: sdp }),
      output: z.object({ answer: sdp }),
      callers: ['main'],
    },
    /** Makes an offer (outbound, or an INVITE without SDP). */
    createOffer: { input: session, output: z.object({ offer: sdp }), callers: ['main'] },
    /** Takes the peer's answer to our offer. */
    acceptAnswer: { input: session.extend({ answer: sdp }), output: z.null(), callers: ['main'] },
    /** Ends a session; unknown ids are fine, as closing must always succeed. */
    close: { input: session, output: z.null(), callers: ['main'] },
    /** Starts or changes the ringer; `silent` stops it. Loudness grows with the answer clock's urgency. */
    ring: {
      input: z.object({ urgency: z.enum(['silent', 'calm', 'soon', 'urgent', 'overdue']) }),
      output: z.null(),
      callers: ['main'],
    },
  },
  events: {
    microphoneChanged: { payload: z.object({ microphone: microphoneStateSchema }), emitters: ['media'] },
    sessionChanged: {
      payload: session.extend({ connection: z.enum(['connecting', 'connected', 'failed', 'closed']) }),
      emitters: ['media'],
    },
    statistics: { payload: mediaStatisticsSchema, emitters: ['media'] },
  },
});
