import { z } from 'zod';
import { defineArea } from './define.ts';
import { deviceReportSchema, soundSettingsSchema } from './devices.ts';
import { digitsSchema, microphoneStateSchema } from './phone.ts';

/** Identity of one media session (one peer connection); main chooses it. */
export const mediaSessionIdSchema = z.uuidv7();

const session = z.object({ sessionId: mediaSessionIdSchema });
/** An SDP body (RFC 8866). The limit refuses hostile sizes. */
const sdp = z.string().min(1).max(64_000);

/** Direction of our description (RFC 3264 section 6.1): `sendonly` and `inactive` are hold. */
export const mediaDirectionSchema = z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']);
export type MediaDirection = z.infer<typeof mediaDirectionSchema>;

/** A server for ICE, as RTCPeerConnection takes it; none by default, as a closed network needs none. */
export const iceServerSchema = z.object({
  urls: z.string().max(256),
  /** Empty for STUN. */
  username: z.string().max(256).default(''),
  credential: z.string().max(256).default(''),
});
export type IceServer = z.infer<typeof iceServerSchema>;

/**
 * Counters of the leg towards the exchange, five times a second while a session is open: from
 * RTCPeerConnection.getStats, or where a relay stands between, its RTP leg's.
 */
export const mediaStatisticsSchema = z.object({
  sessionId: mediaSessionIdSchema,
  packetsSent: z.number().int().nonnegative(),
  packetsReceived: z.number().int().nonnegative(),
  packetsLost: z.number().int(),
  /** Interarrival jitter (RFC 3550 section 6.4.1), ms. */
  jitterMilliseconds: z.number().nonnegative(),
  /** By RTCP, ms; null while unknown. */
  roundTripMilliseconds: z.number().nonnegative().nullable(),
  /** Share of our packets lost, by the other side's last receiver report, 0 to 1; null while there is none. */
  remoteLossShare: z.number().min(0).max(1).nullable(),
  /** Codec in use as SDP names it; null while unknown. */
  codec: z.string().max(32).nullable(),
  /** Root-mean-square levels, 0 to 1. */
  inboundLevel: z.number().min(0).max(1),
  outboundLevel: z.number().min(0).max(1),
  /** The other side has said by comfort noise (RFC 3389) that it is silent and sends little or nothing meanwhile. */
  pausing: z.boolean().optional(),
});
export type MediaStatistics = z.infer<typeof mediaStatisticsSchema>;

/**
 * Media lives in a page of its own, which *serves* this area; main calls it. Main's session description
 * handler (sip.js's seam) is the caller. The page keeps no decision of its own: a page that comes anew is told
 * everything again.
 *
 * Errors: `no-such-session`, `sdp-refused`, `microphone-unavailable` is never an error: a session without a
 * microphone is receive-only, and the state says why.
 */
export const mediaArea = defineArea({
  calls: {
    /** Sound devices and processing from now on, in open sessions too. */
    configure: {
      input: z.object({ sound: soundSettingsSchema, iceServers: z.array(iceServerSchema).max(8) }),
      output: z.null(),
      callers: ['main'],
    },
    /** Asks for the microphone once, before the first call, and keeps it. */
    prepare: { input: z.null(), output: z.object({ microphone: microphoneStateSchema }), callers: ['main'] },
    /**
     * Makes the answer to a caller's offer while it rings, so that answering takes less long: the caller's addresses
     * are kept back, so that nothing is sent or received yet. What is wrong with the offer is told by `answerOffer`.
     */
    expectOffer: { input: session.extend({ offer: sdp }), output: z.null(), callers: ['main'] },
    /** Takes the caller's offer; answers our SDP with all host candidates gathered. */
    answerOffer: {
      input: session.extend({ offer: sdp }),
      output: z.object({ answer: sdp }),
      callers: ['main'],
    },
    /** Makes an offer (outbound, re-INVITE, or an INVITE without SDP) with our side in this direction. */
    createOffer: {
      input: session.extend({ direction: mediaDirectionSchema }),
      output: z.object({ offer: sdp }),
      callers: ['main'],
    },
    /** Takes the peer's answer to our offer; a provisional one (early media, RFC 3262) is followed by the final one. */
    acceptAnswer: {
      input: session.extend({ answer: sdp, provisional: z.boolean().default(false) }),
      output: z.null(),
      callers: ['main'],
    },
    /**
     * How a session stands among the others, at once and without negotiation: whether it is sent the microphone,
     * whether the operator hears it, and the sessions it is sent besides (the other parties of a conference).
     * Applies to later tracks of the session too; unknown ids are remembered until `close`.
     */
    setSession: {
      input: session.extend({
        muted: z.boolean(),
        heard: z.boolean(),
        mixedWith: z.array(mediaSessionIdSchema).max(8),
      }),
      output: z.null(),
      callers: ['main'],
    },
    /** Queues DTMF by RFC 4733; `sent` is false where telephone-event was not agreed on. */
    sendDigits: {
      input: session.extend({ digits: digitsSchema }),
      output: z.object({ sent: z.boolean() }),
      callers: ['main'],
    },
    /** Ends a session; unknown ids are fine, as closing must always succeed. */
    close: { input: session, output: z.null(), callers: ['main'] },
    /** Starts or changes the ringer; `silent` stops it. Loudness grows with the answer clock's urgency. */
    ring: {
      input: z.object({ urgency: z.enum(['silent', 'calm', 'soon', 'urgent', 'overdue']) }),
      output: z.null(),
      callers: ['main'],
    },
    /** Lamp and state of a headset with buttons. Nothing happens without one. */
    setHeadset: {
      input: z.object({ ringing: z.boolean(), inCall: z.boolean(), muted: z.boolean() }),
      output: z.null(),
      callers: ['main'],
    },
  },
  events: {
    microphoneChanged: { payload: z.object({ microphone: microphoneStateSchema }), emitters: ['media'] },
    /** Root-mean-square level of the microphone before it is muted, five times a second once it is granted. */
    microphoneLevel: { payload: z.object({ level: z.number().min(0).max(1) }), emitters: ['media'] },
    devicesChanged: { payload: deviceReportSchema, emitters: ['media'] },
    sessionChanged: {
      payload: session.extend({ connection: z.enum(['connecting', 'connected', 'failed', 'closed']) }),
      emitters: ['media'],
    },
    statistics: { payload: mediaStatisticsSchema, emitters: ['media'] },
    /** A button of the headset: hook off (answer), hook on (hang up), or its mute key. */
    headsetButton: {
      payload: z.object({ button: z.enum(['answer', 'hang-up', 'mute']) }),
      emitters: ['media'],
    },
  },
});
