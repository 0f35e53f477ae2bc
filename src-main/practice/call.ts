import { Core, URI } from 'sip.js';
import { type Clock, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Caller } from './callers.ts';
import { type Citizen, createCitizen } from './citizen.ts';
import type { CallMedia, CreateMedia, MediaCounts } from './media.ts';
import { type Schedule, startPacer } from './pacer.ts';
import { DOMAIN, type SipServer } from './sip-server.ts';

/** Who ended a call: `caller-gave-up` before the answer; `lost` when nothing came from the seat any more. */
export type EndedBy = 'seat' | 'caller' | 'caller-gave-up' | 'rejected' | 'media-failed' | 'lost';

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
  readonly endedBy: EndedBy | null;
  /** Status of a final answer that was no success. */
  readonly statusCode: number | null;
}

/**
 * One call, from INVITE to BYE.
 *
 * ```
 *   calling ──1xx──► ringing ──2xx: ACK──► talking ──BYE from the seat──────────► ended (seat)
 *      │ └─────────2xx: ACK──────────────────▲ │ │ └─last line, or hangUp(): BYE─► ended (caller)
 *      │                │                      │ └─no packet for 20 s: BYE───────► ended (lost)
 *      │                │                      └─answer without usable SDP: BYE──► ended (media-failed)
 *      ├──3xx..6xx──────┼────────────────────────────────────────────────────────► ended (rejected)
 *      └─patience over, or hangUp(): CANCEL (sip.js holds it back until a 1xx)
 *                       └──487, or 2xx that crossed: ACK, BYE, or 32 s of nothing► ended (caller-gave-up)
 * ```
 */
export interface PlacedCall {
  report(): PracticeCallReport;
  /** The caller goes: CANCEL before the answer, BYE after it. */
  hangUp(): void;
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
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly random: () => number;
  readonly log: Log;
  readonly onLine: (index: number) => void;
}

const SILENCE_LIMIT_MILLISECONDS = 20_000;
const SILENCE_CHECK_MILLISECONDS = 1_000;

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
  let session: Core.Session | undefined;
  let citizen: Citizen | undefined;
  let rangAfter: number | null = null;
  let answeredAfter: number | null = null;
  let mediaAfter: number | null = null;
  let endedBy: EndedBy | null = null;
  let statusCode: number | null = null;
  let linesSaid = 0;
  let leaving = false;
  let lastHeardAt = 0;
  const stops = new Set<() => void>();
  const rung = Promise.withResolvers<PracticeCallReport>();
  const answered = Promise.withResolvers<PracticeCallReport>();
  const ended = Promise.withResolvers<PracticeCallReport>();

  const media: CallMedia = await options.createMedia({
    onConnected: () => {
      if (state !== 'talking' || citizen !== undefined) return;
      mediaAfter = clock.monotonic() - sentAt - (answeredAfter ?? 0);
      citizen = createCitizen({
        recordings: options.recordings,
        random: options.random,
        hangUpAfterMilliseconds: options.hangUpAfterLastLineMilliseconds,
        onLine: (index) => {
          linesSaid = index + 1;
          options.onLine(index);
        },
        onDone: () => hangUp(),
      });
    },
    onPacket: (level) => {
      lastHeardAt = clock.monotonic();
      citizen?.hear(level);
    },
  });
  const queueEnteredAt = Math.round(clock.wall() - options.queuedMilliseconds);
  const offer = await media.offer();

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
      'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS',
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
    endedBy,
    statusCode,
    ...media.counts(),
  });

  const end = (by: EndedBy) => {
    if (state === 'ended') return;
    state = 'ended';
    endedBy = by;
    for (const stop of stops) stop();
    const last = report();
    media.close();
    // The last requests of the dialog may still be on their way.
    schedule(Core.Timers.TIMER_F, () => server.unroute(sipCallId));
    rung.resolve(last);
    answered.resolve(last);
    ended.resolve(last);
  };
  const bye = (by: EndedBy) => {
    session?.bye();
    end(by);
  };

  const talk = async (dialog: Core.Session, answer: string) => {
    state = 'talking';
    dialog.delegate = {
      onBye: (request) => {
        request.accept();
        end('seat');
      },
      onInvite: (request) => void renegotiate(request),
    };
    try {
      await media.accept(answer);
    } catch (error) {
      log.warn('practice-answer-refused', { code: codeOf(error) });
      return bye('media-failed');
    }
    // `state` may have changed while the answer was applied.
    if (state !== 'talking' || !options.expectMedia) return answered.resolve(report());
    stops.add(startPacer(clock, schedule, sendFrame));
    lastHeardAt = clock.monotonic();
    watchSilence();
    answered.resolve(report());
  };
  const sendFrame = (skippedFrames: number) => {
    const frame = citizen?.frame(skippedFrames);
    if (frame) media.send(frame, skippedFrames);
  };
  /** A seat that was killed says nothing more: its silence ends the call, not the loss of its connection. */
  const watchSilence = () => {
    const stop = schedule(SILENCE_CHECK_MILLISECONDS, () => {
      stops.delete(stop);
      if (clock.monotonic() - lastHeardAt > SILENCE_LIMIT_MILLISECONDS) bye('lost');
      else watchSilence();
    });
    stops.add(stop);
  };
  /** RFC 3261 section 14.2: a refused re-INVITE changes nothing. */
  const renegotiate = async (request: Core.IncomingInviteRequest) => {
    const answer = await media.renegotiate(request.message.body).catch((error: unknown) => {
      log.warn('practice-offer-refused', { code: codeOf(error) });
      return undefined;
    });
    // Section 15.1.2: a request that a BYE overtook is answered with 487.
    if (state !== 'talking') return void request.reject({ statusCode: 487 });
    if (answer === undefined) return void request.reject({ statusCode: 488 });
    lastHeardAt = clock.monotonic();
    const contact = `Contact: ${server.core.configuration.contact}`;
    request.accept({ statusCode: 200, extraHeaders: [contact], body: sdpBody(answer) });
  };

  const hangUp = () => {
    if (leaving || state === 'ended') return;
    if (state === 'talking') return bye('caller');
    leaving = true;
    outgoing.cancel();
    stops.add(schedule(Core.Timers.TIMER_B, () => end('caller-gave-up')));
  };

  server.route(sipCallId, options.account);
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
      session = response.session;
      if (leaving) return bye('caller-gave-up');
      if (state === 'ended') return void session.bye();
      answeredAfter = clock.monotonic() - sentAt;
      rung.resolve(report());
      void talk(session, response.message.body);
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

  return { report, hangUp, rung: rung.promise, answered: answered.promise, ended: ended.promise };
}

const sdpBody = (content: string): Core.Body => ({
  contentDisposition: 'session',
  contentType: 'application/sdp',
  content,
});
