import { type Call, type CallRecord, callRecordSchema } from '#shared/domain/index.ts';

/** An inbound call that just rings, changed as a test needs. */
export function sampleCall(change: Partial<Call> & Pick<Call, 'id'>): Call {
  return {
    direction: 'inbound',
    state: 'ringing',
    dialProgress: null,
    consultsFor: null,
    hold: 'none',
    muted: false,
    inConference: false,
    transfer: null,
    recording: null,
    quality: null,
    line: null,
    answersItself: false,
    callerNumber: null,
    callerName: null,
    dialledLine: null,
    queueTimeKnown: false,
    arrivedAt: 0,
    waitedMilliseconds: 0,
    answeredAfterMilliseconds: null,
    talkedMilliseconds: null,
    media: 'none',
    endReason: null,
    ...change,
  };
}

/** The record of a call that has just rung, changed as a test needs. */
export function sampleCallRecord(change: Partial<CallRecord> & Pick<CallRecord, 'id'>): CallRecord {
  return callRecordSchema.parse({
    sipCallId: 'sample',
    callerNumber: null,
    callerName: null,
    dialledLine: null,
    ringAt: 0,
    queueAt: null,
    queuedMilliseconds: null,
    answerAt: null,
    answeredAfterMilliseconds: null,
    endAt: null,
    talkMilliseconds: null,
    endReason: null,
    ...change,
  });
}
