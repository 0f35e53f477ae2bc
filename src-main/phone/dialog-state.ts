import type { Core } from 'sip.js';
import { z } from 'zod';
import { callDirectionSchema, callIdSchema } from '#shared/domain/index.ts';

const tag = z.string().min(1).max(256);
const uri = z.string().min(1).max(2_048);
const description = z.string().max(64_000).nullable();

/**
 * What is needed to take a dialog up again after a crash (RFC 3261 section 12), as it is on disk before the
 * message that makes it true has left.
 */
export const dialogStateSchema = z.object({
  callId: callIdSchema,
  direction: callDirectionSchema,
  sipCallId: z.string().min(1).max(1_024),
  localTag: tag,
  remoteTag: tag,
  /** CSeq of our last request, and of the other side's; null before the first. */
  localSequence: z.number().int().nonnegative().nullable(),
  remoteSequence: z.number().int().nonnegative().nullable(),
  localUri: uri,
  remoteUri: uri,
  /** Where requests go, through `routes`. */
  remoteTarget: uri,
  routes: z.array(uri).max(64),
  /** Our Contact as the other side last heard it. */
  localContact: uri,
  secure: z.boolean(),
  /** Which of the configured servers carried it, from 1. */
  server: z.number().int().positive(),
  /** Last descriptions that left and came. The origin to go on from is in `localDescription`. */
  localDescription: description,
  remoteDescription: description,
  mediaSessionId: z.uuidv7(),
  /** When this was true, on a monotonic clock that means the same to a program that was started anew, ms. */
  at: z.number(),
});
export type DialogState = z.infer<typeof dialogStateSchema>;

/** A dialog as sip.js keeps it, established or about to be. */
export type Dialog = Pick<
  Core.SessionDialog,
  | 'callId'
  | 'localTag'
  | 'remoteTag'
  | 'remoteSequenceNumber'
  | 'localURI'
  | 'remoteURI'
  | 'remoteTarget'
  | 'routeSet'
  | 'secure'
>;

export interface DialogFacts {
  readonly callId: string;
  readonly direction: DialogState['direction'];
  readonly localSequence: number | null;
  readonly media: {
    readonly local: string | null;
    readonly remote: string | null;
    readonly sessionId: string;
  };
  readonly context: {
    readonly core: Core.UserAgentCore;
    readonly server: () => number;
    readonly monotonic: () => number;
  };
}

export function dialogStateOf(dialog: Dialog, facts: DialogFacts): DialogState {
  const { context, media } = facts;
  return {
    callId: facts.callId,
    direction: facts.direction,
    sipCallId: dialog.callId,
    localTag: dialog.localTag,
    remoteTag: dialog.remoteTag,
    localSequence: facts.localSequence,
    remoteSequence: dialog.remoteSequenceNumber ?? null,
    localUri: dialog.localURI.toString(),
    remoteUri: dialog.remoteURI.toString(),
    remoteTarget: dialog.remoteTarget.toRaw(),
    routes: dialog.routeSet,
    localContact: context.core.configuration.contact.toString(),
    secure: dialog.secure,
    server: context.server(),
    localDescription: media.local,
    remoteDescription: media.remote,
    mediaSessionId: media.sessionId,
    at: context.monotonic(),
  };
}
