import type { CallRecord, Clock } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import { PhoneCall, type PhoneCallOptions } from './call.ts';
import type { CallLedgerOptions } from './call-ledger.ts';
import type { DialogContext } from './dialog-context.ts';
import type { MediaSession } from './media-session.ts';

export interface CallMakerOptions {
  readonly context: DialogContext;
  /** The media of a call, in the kind its offer asks for; without an offer, in the kind that we offer. */
  readonly mediaFor: (offer: string | undefined) => MediaSession;
  readonly recording: ExchangeSettings['recording'];
  readonly clock: Clock;
  readonly random: () => number;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly save: (record: CallRecord) => void;
  readonly onMuted: (callId: string, muted: boolean) => void;
  /** Something of the call changed; it may have ended. */
  readonly onChanged: (call: PhoneCall) => void;
}

/** What is known of a call before it begins. */
export type CallFacts = Omit<CallLedgerOptions, 'direction' | 'clock'>;

/** Makes calls of either direction with all that every call is made with. */
export interface CallMaker extends Pick<CallMakerOptions, 'context' | 'mediaFor' | 'newId' | 'clock'> {
  readonly log: Log;
  make(facts: CallFacts, leg: PhoneCallOptions['leg'], isMuted?: boolean): PhoneCall;
}

export function createCallMaker(options: CallMakerOptions): CallMaker {
  const { clock, context, mediaFor, newId, random, recording, save } = options;
  return {
    clock,
    context,
    mediaFor,
    newId,
    log: context.log,
    make: (facts, leg, isMuted = false) => {
      const call: PhoneCall = new PhoneCall({
        ...facts,
        leg,
        clock,
        random,
        recording,
        save,
        isMuted,
        onMuted: (muted) => options.onMuted(call.id, muted),
        schedule: context.schedule,
        onChanged: () => options.onChanged(call),
      });
      return call;
    },
  };
}
