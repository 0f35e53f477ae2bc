import { Core, URI } from 'sip.js';
import { type Clock, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Caller } from './callers.ts';
import type { LineEvent } from './captions.ts';
import { createCitizen } from './citizen.ts';
import { type Conversation, type EndedBy, sdpBody, startConversation } from './conversation.ts';
import type { CreateMedia, MediaCounts } from './media.ts';
import type { Schedule } from './pacer.ts';
import { createPartyAudio } from './party-audio.ts';
import { DOMAIN, type SipServer } from './sip-server.ts';
import type { DialogName, TransferTargets } from './transfer.ts';

/** What an exchange knows of a call. Times in milliseconds. */
export interface PracticeCallReport extends MediaCounts {
  readonly sipCallId: string;
  readonly callerId: string;
  /** Epoch time that the queue header carried. */
  readonly queueEnteredAt: number;
  readonly state: 'calling' | 'ringing' | 'talking' | 'ended';
  /** INVITE sent to 180 received. */
  readonly rangAfter: number | null;
  /** INVITE sent to 200 received. */
  readonly answeredAfter: number | null;
  /** 200 received to audio path up. */
  readonly mediaAfter: number | null;
  readonly linesSaid: number;
  /** Whether the seat holds the call. */
  readonly held: boolean;
  readonly endedBy: EndedBy | null;
  /** Status of a final answer that was no success. */
  readonly statusCode: number | null;
}

/**
 * One call, from INVITE to BYE.
 *
 * ```
 *   calling ──1xx──► ringing ──2xx: ACK──► talking ──as drawn in conversation.ts─► ended (seat, caller, lost, …)
 *      │ └─────────2xx: ACK──────────────────▲ └─answer without usable SDP: BYE──► ended (media-failed)
 *      ├──3xx..6xx──────┼────────────────────────────────────────────────────────► ended (rejected)
 *      └─patience over, or hangUp(): CANCEL (sip.js holds it back until a 1xx)
 *                       └──487, or 2xx that crossed: ACK, BYE, or 32 s of nothing► ended (caller-gave-up)
 * ```
 */
export interface PlacedCall {
  report(): PracticeCallReport;
  /** The caller goes: CANCEL before the answer, BYE after it. */
  hangUp(): void;
  /** Ends the conversation if it is the named one, because another has taken it over; whether it was. */
  giveUp(dialog: DialogName): boolean;
  /** Settles when the seat rings, or has answered or ended without ringing. */
  readonly rung: Promise<PracticeCallReport>;
  /** Settles when the call was answered, or ended without an answer. */
  readonly answered: Promise<PracticeCallReport>;
  readonly ended: Promise<PracticeCallReport>;
}

export interface CallOptions {
  readonly server: SipServer;
  readonly account: string;
  readonly caller: Caller;
  /** A-law recordings of the caller's utterances. */
  readonly recordings: readonly Uint8Array[];
  readonly createMedia: CreateMedia;
  /** A call over media that never connects is not given up for silence. */
  readonly expectMedia: boolean;
  readonly hangUpAfterLastLineMilliseconds: number;
  readonly queuedMilliseconds: number;
  readonly exchangeCallId: string;
  readonly targets: TransferTargets;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly random: () => number;
  readonly log: Log;
  readonly onLine: (index: number) => void;
  readonly onEvent: (event: LineEvent) => void;
}

/**
 * Places a call to the account's newest binding.
 *
 * @throws Error when the account has none
 */
export async function placeCall(options: CallOptions): Promise<PlacedCall> {
  const { server, caller, clock, schedule, log } = options;
  const target = server.registrar.binding(options.account)?.contact;
  if (!target) throw new Error('The account is not registered.');

  let state: PracticeCallReport['state'] = 'calling';
  let conversation: Conversation | undefined;
  let rangAfter: number | null = null;
  let answeredAfter: number | null = null;
  let mediaAfter: number | null = null;
  let endedBy: EndedBy | null = null;
  let statusCode: number | null = null;
  let linesSaid = 0;
  let leaving = false;
  const stops = new Set<() => void>();
  const rung = Promise.withResolvers<PracticeCallReport>();
  const answered = Promise.withResolvers<PracticeCallReport>();
  const ended = Promise.withResolvers<PracticeCallReport>();

  const audio = await createPartyAudio({
    createMedia: options.createMedia,
    clock,
    schedule,
    onConnected: () => {
      mediaAfter = clock.monotonic() - sentAt - (answeredAfter ?? 0);
    },
    onDigit: (digit) => options.onEvent({ kind: 'digit', digit }),
  });
  const queueEnteredAt = Math.round(clock.wall() - options.queuedMilliseconds);
  const offer = await audio.media.offer();

  const request = server.core.makeOutgoingRequestMessage(
    'INVITE',
    target,
    new URI('sip', caller.callerNumber, DOMAIN),
    new URI('sip', caller.dialledLine, DOMAIN),
    { fromDisplayName: caller.callerName },
    [
      `Contact: ${server.core.configuration.contact}`,
      `P-Asserted-Identity: "${caller.callerName}" <sip:${caller.callerNumber}@${DOMAIN}>`,
      `X-Queue-Entered: ${queueEnteredAt}`,
      `X-Exchange-Call-Id: ${options.exchangeCallId}`,
      'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, REFER',
    ],
    sdpBody(offer),
  );
  const sipCallId = request.callId;

  const report = (): PracticeCallReport => ({
    sipCallId,
    callerId: caller.id,
    queueEnteredAt,
    state,
    rangAfter,
    answeredAfter,
    mediaAfter,
    linesSaid,
    held: conversation?.held ?? false,
    endedBy,
    statusCode,
    ...audio.media.counts(),
  });

  const end = (by: EndedBy) => {
    if (state === 'ended') return;
    state = 'ended';
    endedBy = by;
    for (const stop of stops) stop();
    const last = report();
    audio.close();
    unroute();
    rung.resolve(last);
    answered.resolve(last);
    ended.resolve(last);
  };

  const talk = async (session: Core.Session, answer: string) => {
    state = 'talking';
    const person = createCitizen({
      recordings: options.recordings,
      greetsFirst: false,
      random: options.random,
      hangUpAfterMilliseconds: options.hangUpAfterLastLineMilliseconds,
      onLine: (index) => {
        linesSaid = index + 1;
        options.onLine(index);
      },
      onDone: () => hangUp(),
    });
    conversation = startConversation({ ...options, session, audio, person, onEnded: end });
    try {
      await audio.media.accept(answer);
    } catch (error) {
      log.warn('practice-answer-refused', { code: codeOf(error) });
      conversation.end('media-failed');
    }
    answered.resolve(report());
  };

  const hangUp = () => {
    if (leaving || state === 'ended') return;
    if (conversation) return conversation.end('caller');
    leaving = true;
    outgoing.cancel();
    stops.add(schedule(Core.Timers.TIMER_B, () => end('caller-gave-up')));
  };

  const unroute = server.route(sipCallId, options.account);
  const sentAt = clock.monotonic();
  const outgoing = server.core.invite(request, {
    onProgress: () => {
      if (state !== 'calling') return;
      state = 'ringing';
      rangAfter = clock.monotonic() - sentAt;
      rung.resolve(report());
    },
    onAccept: (response) => {
      response.ack();
      if (leaving || state === 'ended') {
        response.session.bye();
        return end('caller-gave-up');
      }
      answeredAfter = clock.monotonic() - sentAt;
      rung.resolve(report());
      void talk(response.session, response.message.body);
    },
    onRedirect: () => end('rejected'),
    onReject: ({ message }) => {
      statusCode = message.statusCode ?? null;
      end(leaving ? 'caller-gave-up' : 'rejected');
    },
  });
  stops.add(schedule(caller.patienceSeconds * 1000, hangUpUnanswered));
  function hangUpUnanswered() {
    if (state === 'calling' || state === 'ringing') hangUp();
  }

  return {
    report,
    hangUp,
    giveUp: (dialog) => {
      if (!conversation?.isNamedBy(dialog)) return false;
      conversation.end('transferred');
      return true;
    },
    rung: rung.promise,
    answered: answered.promise,
    ended: ended.promise,
  };
}
