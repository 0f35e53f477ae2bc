import type { AreaHandlers, phoneArea } from '#shared/contract/index.ts';
import type { PhoneCall } from './call.ts';
import type { CallList } from './call-list.ts';
import type { Dialler } from './dialler.ts';

export interface CallHandlersOptions {
  readonly calls: CallList;
  readonly dialler: Dialler;
  /** A call is about to be placed to this number, as typed. */
  readonly onDialled: (call: PhoneCall, number: string) => void;
}

type CallHandlers = Pick<
  AreaHandlers<typeof phoneArea>,
  | 'answer'
  | 'reject'
  | 'hangUp'
  | 'dial'
  | 'hold'
  | 'resume'
  | 'setMuted'
  | 'sendDigits'
  | 'transferBlind'
  | 'transferAttended'
  | 'joinConference'
  | 'splitConference'
  | 'setRecordingPaused'
>;

/** The contract's calls that act on calls. */
export function createCallHandlers({ calls, dialler, onDialled }: CallHandlersOptions): CallHandlers {
  const conversation = (callId: string) => calls.find(callId).conversation;
  return {
    answer: ({ callId }) => done(calls.answer(callId)),
    reject: ({ callId }) => {
      calls.find(callId).reject();
      return null;
    },
    hangUp: ({ callId }) => {
      calls.find(callId).hangUp();
      return null;
    },
    dial: async ({ target, consultsFor }) => {
      const { call, number } = dialler.prepare(target, consultsFor);
      onDialled(call, number);
      await calls.place(call);
      return { callId: call.id };
    },
    hold: ({ callId }) => done(calls.hold(callId)),
    resume: ({ callId }) => done(calls.resume(callId)),
    setMuted: ({ callId, muted }) => {
      calls.find(callId).setMuted(muted);
      return null;
    },
    sendDigits: ({ callId, digits }) => done(calls.find(callId).sendDigits(digits)),
    transferBlind: ({ callId, target }) => done(dialler.transferBlind(callId, target)),
    transferAttended: ({ callId, toCallId }) =>
      done(conversation(callId).transferAttended(conversation(toCallId))),
    joinConference: () => done(dialler.joinConference()),
    splitConference: ({ callId }) => done(calls.split(callId)),
    setRecordingPaused: ({ callId, paused }) => done(conversation(callId).setRecordingPaused(paused)),
  };
}

async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}
