import type { Core } from 'sip.js';
import { type Clock, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { LineEvent } from './captions.ts';
import { createCitizen } from './citizen.ts';
import { type Conversation, type EndedBy, sdpBody, startConversation } from './conversation.ts';
import type { Department, SpeakingDepartment } from './departments.ts';
import type { CreateMedia, MediaCounts } from './media.ts';
import type { Schedule } from './pacer.ts';
import { createPartyAudio, type PartyAudio } from './party-audio.ts';
import { createRingBack } from './ring-back.ts';
import type { DialledCall, SipServer } from './sip-server.ts';
import type { DialogName, TransferTargets } from './transfer.ts';

/** What an exchange knows of a call that a seat has placed. */
export interface DialledCallReport extends MediaCounts {
  readonly sipCallId: string;
  readonly number: string;
  readonly state: 'ringing' | 'talking' | 'ended';
  /** Whether the seat holds the call. */
  readonly held: boolean;
  readonly endedBy: EndedBy | null;
}

/**
 * A call from the seat to a department.
 *
 * ```
 *   INVITE ──180, or 183 and a tone──► ringing ──its time to ring: 200──► talking ──as drawn in conversation.ts──► ended
 *      │                                  │ ├──CANCEL: 487──────────────► ended (caller-gave-up)
 *      │                                  │ └──never answers, 60 s: 480─► ended (rejected)
 *      │                                  └──hangUp(): 480──────────────► ended (rejected)
 *      ├──busy: 486───────────────────────────────────────────────────► ended (rejected)
 *      └──description that cannot be used: 488────────────────────────► ended (media-failed)
 * ```
 */
export interface TakenCall {
  report(): DialledCallReport;
  hangUp(): void;
  /** Ends the conversation if it is the named one, because another has taken it over; whether it was. */
  giveUp(dialog: DialogName): boolean;
  readonly ended: Promise<DialledCallReport>;
}

export interface TakeOptions {
  readonly server: SipServer;
  readonly call: DialledCall;
  readonly department: Department;
  /** A-law recordings of what a department that speaks says. */
  readonly loadRecordings: (department: SpeakingDepartment) => Promise<Uint8Array[]>;
  readonly createMedia: CreateMedia;
  /** See {@link import('./conversation.ts').ConversationOptions}. */
  readonly expectMedia: boolean;
  readonly hangUpAfterLastLineMilliseconds: number;
  readonly targets: TransferTargets;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly random: () => number;
  readonly log: Log;
  readonly onLine: (index: number) => void;
  readonly onEvent: (event: LineEvent) => void;
}

const NOBODY_MILLISECONDS = 60_000;
const NO_MEDIA: MediaCounts = { packetsReceived: 0, packetsSent: 0, receivedPeak: 0, receivedLevel: 0 };

/** Answers the seat's INVITE as the department does. */
export function takeCall(options: TakeOptions): TakenCall {
  const { server, department, schedule, log } = options;
  const { request, account } = options.call;
  const sipCallId = request.message.callId;
  let state: DialledCallReport['state'] = 'ringing';
  let endedBy: EndedBy | null = null;
  let audio: PartyAudio | undefined;
  let conversation: Conversation | undefined;
  let cancelTimer = (): void => undefined;
  const ended = Promise.withResolvers<DialledCallReport>();
  const unroute = server.route(sipCallId, account);

  const report = (): DialledCallReport => ({
    sipCallId,
    number: department.number,
    state,
    held: conversation?.held ?? false,
    endedBy,
    ...(audio?.media.counts() ?? NO_MEDIA),
  });
  const end = (by: EndedBy) => {
    if (state === 'ended') return;
    state = 'ended';
    endedBy = by;
    cancelTimer();
    const last = report();
    audio?.close();
    unroute();
    ended.resolve(last);
  };
  const refuse = (statusCode: number, by: EndedBy) => {
    if (state !== 'ringing') return;
    request.reject({ statusCode });
    end(by);
  };

  /** Rings, and is answered after a while. */
  const ring = async (speaking: SpeakingDepartment) => {
    const recordings = await options.loadRecordings(speaking);
    audio = await createPartyAudio({
      createMedia: options.createMedia,
      clock: options.clock,
      schedule,
      onConnected: () => undefined,
      onDigit: (digit) => options.onEvent({ kind: 'digit', digit }),
    });
    const body = sdpBody(await audio.media.answer(request.message.body));
    if (state !== 'ringing') return audio.close();
    if (speaking.ringBack === 'by-tone') {
      audio.play(createRingBack());
      request.progress({ statusCode: 183, body });
      options.onEvent({ kind: 'ring-back' });
    } else {
      request.progress({ statusCode: 180 });
    }
    cancelTimer = schedule(speaking.ringMilliseconds, () => answer(body, recordings));
  };
  const answer = (body: Core.Body, recordings: readonly Uint8Array[]) => {
    if (state !== 'ringing' || !audio) return;
    state = 'talking';
    const { session } = request.accept({ statusCode: 200, body });
    const person = createCitizen({
      recordings,
      greetsFirst: true,
      random: options.random,
      hangUpAfterMilliseconds: options.hangUpAfterLastLineMilliseconds,
      onLine: options.onLine,
      onDone: () => conversation?.end('caller'),
    });
    conversation = startConversation({ ...options, session, audio, person, onEnded: end });
  };

  request.delegate = { onCancel: () => refuse(487, 'caller-gave-up') };
  if (department.answers === 'speaks') {
    ring(department).catch((error: unknown) => {
      log.warn('practice-offer-refused', { code: codeOf(error) });
      refuse(488, 'media-failed');
    });
  } else if (department.answers === 'is-busy') {
    refuse(486, 'rejected');
  } else {
    request.progress({ statusCode: 180 });
    cancelTimer = schedule(NOBODY_MILLISECONDS, () => refuse(480, 'rejected'));
  }

  return {
    report,
    hangUp: () => (conversation ? conversation.end('caller') : refuse(480, 'rejected')),
    giveUp: (dialog) => {
      if (!conversation?.isNamedBy(dialog)) return false;
      conversation.end('transferred');
      return true;
    },
    ended: ended.promise,
  };
}
