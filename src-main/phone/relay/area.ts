import { z } from 'zod';
import { defineArea, mediaSessionIdSchema } from '#shared/contract/index.ts';
import { SRTP_SUITES } from './srtp.ts';

/** G.711 in its two laws (RFC 3551 sections 4.5.14). */
export const codecNameSchema = z.enum(['PCMA', 'PCMU']);
export type CodecName = z.infer<typeof codecNameSchema>;

const portSchema = z.number().int().min(1).max(65_535);
const payloadTypeSchema = z.number().int().min(0).max(127);
const endpointSchema = z.object({ address: z.union([z.ipv4(), z.ipv6()]), port: portSchema });
const codecSchema = z.object({ name: codecNameSchema, payloadType: payloadTypeSchema });

/** All that carrying a call's audio takes, as the two descriptions agreed on it. */
export const agreementSchema = z.object({
  /** Where the exchange wants audio; null while it wants none. */
  remote: endpointSchema.nullable(),
  /** Where it wants RTCP; null where that shares the audio's port. */
  remoteControl: endpointSchema.nullable(),
  /** What we send. */
  codec: codecSchema,
  /** What may come. */
  received: z.array(codecSchema).max(16),
  /** Payload type of the key presses we send; null where they were not agreed on. */
  telephoneEvent: payloadTypeSchema.nullable(),
  /** How much audio the exchange wants in a packet. */
  packetMilliseconds: z.number().int().min(10).max(60),
  sends: z.boolean(),
  receives: z.boolean(),
  /** Master keys and salts in base64; null for RTP in the clear. */
  srtp: z
    .object({ suite: z.enum(SRTP_SUITES), local: z.base64().length(40), remote: z.base64().length(40) })
    .nullable(),
});
export type Agreement = z.infer<typeof agreementSchema>;

/** A certificate's digest, in the notation of SDP (RFC 8122 section 5). */
export const fingerprintSchema = z.object({
  algorithm: z.enum(['sha-1', 'sha-256', 'sha-384', 'sha-512']),
  value: z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){19,63}$/),
});
export type Fingerprint = z.infer<typeof fingerprintSchema>;

/** Our end of the path to the page. */
export const pageEndSchema = z.object({
  usernameFragment: z.string().min(4).max(256),
  password: z.string().min(22).max(256),
  fingerprint: fingerprintSchema,
  /** Most wanted first. */
  candidates: z.array(endpointSchema).min(1),
  ssrc: z.number().int().nonnegative(),
});
export type PageEnd = z.infer<typeof pageEndSchema>;

/** Counters of the leg towards the exchange; the meaning of each is the media contract's. */
export const countersSchema = z.object({
  packetsSent: z.number().int().nonnegative(),
  packetsReceived: z.number().int().nonnegative(),
  packetsLost: z.number().int(),
  jitterMilliseconds: z.number().nonnegative(),
  roundTripMilliseconds: z.number().nonnegative().nullable(),
  remoteLossShare: z.number().min(0).max(1).nullable(),
  pausing: z.boolean(),
});
export type Counters = z.infer<typeof countersSchema>;

const bridge = z.object({ id: mediaSessionIdSchema });

/**
 * What the relay's thread serves: bridges, each from one session of the media page to one call at the exchange.
 *
 * Errors: `no-such-session`; `no-free-port` where every port of the range is taken.
 */
export const relayArea = defineArea({
  calls: {
    /** Opens the page's side of a new bridge. */
    open: { input: bridge, output: pageEndSchema, callers: ['main'] },
    /** The page has answered: whose certificate it must show. */
    join: { input: bridge.extend({ fingerprint: fingerprintSchema }), output: z.null(), callers: ['main'] },
    /**
     * Opens the exchange's side on this address, or keeps it where it is there already. The port is even; RTCP
     * has the next one (RFC 3550 section 11).
     */
    listen: {
      input: bridge.extend({
        address: z.union([z.ipv4(), z.ipv6()]),
        ports: z.tuple([portSchema, portSchema]),
      }),
      output: z.object({ port: portSchema }),
      callers: ['main'],
    },
    /** Carries audio as agreed, from now on. */
    carry: { input: bridge.extend({ agreement: agreementSchema }), output: z.null(), callers: ['main'] },
    count: { input: bridge, output: countersSchema, callers: ['main'] },
    /** Ends a bridge; unknown ids are fine. */
    close: { input: bridge, output: z.null(), callers: ['main'] },
  },
  events: {},
});

/** The contract of the one channel between the main thread and the relay's. */
export const relayContract = { relay: relayArea } as const;
