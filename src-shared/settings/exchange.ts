import { z } from 'zod';
import { directoryEntrySchema, iceServerSchema } from '../contract/index.ts';
import { hotlineLineSchema } from '../domain/index.ts';

/** A SIP header field name: a token of RFC 3261 section 25.1, kept to what exchanges use. */
const headerNameSchema = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name');

/**
 * The header by which the exchange says when the citizen entered the human queue, and its unit
 * (docs/spec/answer-clock.md, rules AC-6 to AC-9). `seconds-waited` needs no common clock and is the one to
 * configure where the exchange offers a choice.
 */
export const queueTimeHeaderSchema = z.strictObject({
  name: headerNameSchema,
  unit: z.enum(['epoch-milliseconds', 'epoch-seconds', 'seconds-waited']),
  /**
   * Whether an epoch is compared with the exchange's own clock, estimated from its Date header (rule AC-10). To be
   * turned off only where another machine writes the header than the one that answers REGISTER.
   */
  byExchangeClock: z.boolean().default(true),
});
export type QueueTimeHeader = z.output<typeof queueTimeHeaderSchema>;

/** A host name or an address; IPv6 in brackets, as in a URI. */
const HOST = '(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])';
const SERVER = new RegExp(
  `^(?:wss?://\\S{1,250}|sips?:${HOST}(?::\\d{1,5})?(?:;transport=(?:udp|tcp|tls))?)$`,
);

/**
 * One server of the exchange, as an address:
 * - `ws://…`, `wss://…`: SIP over WebSocket (RFC 7118);
 * - `sip:host`, `sip:host:port`, `sip:host;transport=udp|tcp|tls`, `sips:host`: RFC 3261. Where port and
 *   transport are left out, DNS is asked (NAPTR, SRV; RFC 3263), else UDP at 5060.
 *
 * It is also the outbound proxy: everything is sent here, whatever the domain is.
 */
const serverSchema = z
  .string()
  .regex(SERVER, 'must be ws://…, wss://…, sip:host[:port][;transport=udp|tcp|tls] or sips:host');

/** What is sent by the exchange's own means to pause and resume its recording. */
const recordingSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('info'),
    contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
    pause: z.string().max(1024),
    resume: z.string().max(1024),
  }),
  z.strictObject({
    by: z.literal('dtmf'),
    pause: z.string().regex(/^[0-9*#A-D]{1,16}$/),
    resume: z.string().regex(/^[0-9*#A-D]{1,16}$/),
  }),
]);

/** A rewriting of dialled numbers: the first rule whose pattern matches the whole number is applied. */
const dialRuleSchema = z.strictObject({
  /** A regular expression over digits, `+`, `*` and `#`; anchored at both ends by itself. */
  match: z.string().min(1).max(128).refine(isPattern, 'must be a regular expression'),
  /** What is dialled instead; `$1` … stand for the pattern's groups. Empty forbids the number. */
  dial: z.string().max(64),
});

/** Hotline lines by the number that the exchange presents as dialled. */
const lineSchema = z.strictObject({ number: z.string().min(1).max(64), ...hotlineLineSchema.shape });

/** Lines that DOMAIN.md section 2.2 names; a centre's own trunk numbers join them in its settings. */
export const DEFAULT_LINES: ReadonlyArray<z.output<typeof lineSchema>> = [
  { number: '12345', channel: 'TEL', name: '12345 政务服务便民热线' },
  { number: '12333', channel: 'L12333', name: '12333 人力资源社会保障' },
  { number: '12328', channel: 'L12328', name: '12328 交通运输' },
  { number: '12319', channel: 'L12319', name: '12319 住房城乡建设' },
];

/** Account, addresses and habits of one exchange. Every entry but the account has a default. */
export const exchangeSettingsSchema = z.strictObject({
  /** Servers in the order in which they are to serve (docs/spec/registration.md). */
  servers: z.array(serverSchema).min(1).max(8),
  /** SIP domain of the account, with a port if it has one. */
  domain: z.string().regex(/^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/, 'must be a host name or an IPv4 address'),
  /** User part of the address of record. */
  username: z.string().regex(/^[A-Za-z0-9._~+*-]{1,64}$/, 'must be a SIP user name'),
  /** User name of the digest, where it differs from `username` (IMS). */
  authenticationName: z.string().min(1).max(128).optional(),
  password: z.string().max(256),
  /** Shown to the other side; outbound only. */
  displayName: z.string().max(64).optional(),
  /** Lifetime asked for at REGISTER, in seconds. */
  registerExpiresSeconds: z.number().int().min(30).max(86_400).default(300),
  /** TLS and WSS: whom to trust, and under which name the server must present itself. Checking is never off. */
  tls: z
    .strictObject({
      /** PEM file of the private authorities to trust instead of the system's. */
      authorityFile: z.string().min(1).optional(),
      /** Name expected in the certificate and sent as SNI, where it is not the server's host. */
      serverName: z.string().min(1).max(253).optional(),
    })
    .default({}),
  /** How a silent loss of the connection is noticed; WebSockets are pinged. */
  keepAlive: z
    .strictObject({
      /** `crlf` only where the exchange answers it (RFC 5626 section 4.4.1); every exchange answers OPTIONS. */
      by: z.enum(['options', 'crlf']).default('options'),
      seconds: z.number().min(1).max(120).default(2),
    })
    .prefault({}),
  /** Session timer offered and accepted (RFC 4028), in seconds; 0 leaves it to the exchange. */
  sessionTimerSeconds: z.union([z.literal(0), z.number().int().min(90).max(86_400)]).default(1_800),
  media: z
    .strictObject({
      /**
       * What calls of ours offer: WebRTC, or plain RTP through the relay. By default WebRTC over WebSocket and RTP
       * over all else. A call that comes in is answered in the kind it offers.
       */
      kind: z.enum(['webrtc', 'rtp']).optional(),
      /** TURN or STUN servers; a closed network needs none. */
      iceServers: z.array(iceServerSchema).max(8).default([]),
      /** SDES-SRTP on plain RTP (RFC 4568): taken when offered, and offered by us only with `always`. */
      srtp: z.enum(['when-offered', 'always']).default('when-offered'),
      /** UDP ports of plain RTP, first and last. */
      rtpPorts: z
        .tuple([z.number().int().min(1024).max(65_534), z.number().int().min(1025).max(65_535)])
        .refine(([first, last]) => last - first >= 19, 'must hold at least 20 ports')
        .default([16_384, 16_583]),
    })
    .prefault({}),
  headers: z
    .strictObject({
      queueTime: queueTimeHeaderSchema.optional(),
      /** When the trunk took the call, announcements and menus included; bounded like the queue time. */
      trunkTime: queueTimeHeaderSchema.optional(),
      /** Carries the number the citizen dialled, where To, History-Info and Diversion do not. */
      dialledLine: headerNameSchema.optional(),
      /** Carries the exchange's own id of the call. */
      callId: headerNameSchema.optional(),
    })
    .default({}),
  lines: z
    .array(lineSchema)
    .max(200)
    .default([...DEFAULT_LINES]),
  dialPlan: z.array(dialRuleSchema).max(100).default([]),
  directory: z
    .array(directoryEntrySchema)
    .max(500)
    .default([
      { name: '110 公安', number: '110' },
      { name: '119 消防', number: '119' },
      { name: '120 急救', number: '120' },
      { name: '12348 法律援助', number: '12348' },
    ]),
  automaticAnswer: z
    .strictObject({
      /** Answer a call whose Call-Info, Alert-Info or P-Auto-Answer asks for it. */
      byHeader: z.boolean().default(true),
      /** Answer every call after so many milliseconds of ringing; null leaves it to the operator. */
      afterMilliseconds: z.number().int().min(0).max(60_000).nullable().default(null),
    })
    .prefault({}),
  /** What becomes of a call that rings here and nobody answers. */
  unanswered: z
    .strictObject({
      /** It goes back to the queue after so many seconds; null: it rings until the exchange takes it back. */
      afterSeconds: z.number().int().min(5).max(170).nullable().default(30),
      /** Status it is refused with: one that makes the exchange's queue try another seat. */
      statusCode: z.union([z.literal(480), z.literal(486), z.literal(408), z.literal(503)]).default(480),
    })
    .prefault({}),
  /** Status that a call is refused with while the seat is not ready: one that makes the queue try another seat. */
  notReadyStatus: z.union([z.literal(480), z.literal(486), z.literal(603)]).default(480),
  recording: recordingSchema.optional(),
  /** SIP address of the exchange's conference; without one the seat mixes. */
  conference: z
    .string()
    .regex(/^sips?:\S{1,200}$/)
    .optional(),
  /** The three marks of the answer clock in milliseconds, ascending. */
  marks: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
});
export type ExchangeSettings = z.output<typeof exchangeSettingsSchema>;
/** As written by an administrator or a test: what has a default may be left out. */
export type ExchangeSettingsInput = z.input<typeof exchangeSettingsSchema>;

function isPattern(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
