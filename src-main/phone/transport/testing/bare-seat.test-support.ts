import { type Core, UserAgent } from 'sip.js';
import { systemSchedule } from '../../testing/seat.test-support.ts';
import { SipTransport, type SipTransportOptions } from '../sip-transport.ts';

/** What the seat's side of a call has seen of it. */
export interface SeatCall {
  readonly callId: string;
  readonly direction: 'inbound' | 'outbound';
  isUp: boolean;
  isOver: boolean;
  /** Final responses to our INVITE or BYE that are no success. */
  readonly refusals: number[];
}

export interface BareSeat {
  readonly userAgent: UserAgent;
  readonly calls: readonly SeatCall[];
  /** Where the exchange reaches us. */
  readonly contact: string;
  dial(): void;
}

export interface BareSeatOptions {
  readonly transport: SipTransportOptions;
  readonly answerMilliseconds: number;
  readonly talkMilliseconds: number;
  /** Whether a call is ours to hang up. */
  readonly hangsUp: (callId: string) => boolean;
  readonly onDisconnected: (error?: Error) => void;
}

const SDP = [
  'v=0',
  'o=- 2 2 IN IP4 192.0.2.9',
  's=-',
  'c=IN IP4 192.0.2.9',
  't=0 0',
  'm=audio 4002 RTP/AVP 8',
  '',
].join('\r\n');
const BODY = { contentDisposition: 'session', contentType: 'application/sdp', content: SDP };

/** sip.js's core on our transport, with as little above it as calls need. */
export async function startBareSeat(options: BareSeatOptions): Promise<BareSeat> {
  const uri = UserAgent.makeURI('sip:seat1@exchange.invalid');
  const callee = UserAgent.makeURI('sip:citizen@exchange.invalid');
  if (!uri || !callee) throw new Error('These are addresses.');
  const userAgent = new UserAgent({
    uri,
    forceRport: true,
    logBuiltinEnabled: false,
    transportConstructor: SipTransport,
    transportOptions: options.transport,
    delegate: { onDisconnect: options.onDisconnected },
  });
  const core = userAgent.userAgentCore;
  const calls: SeatCall[] = [];

  const begin = (callId: string, direction: SeatCall['direction']): SeatCall => {
    const call: SeatCall = { callId, direction, isUp: false, isOver: false, refusals: [] };
    calls.push(call);
    return call;
  };
  const refused =
    (call: SeatCall) =>
    ({ message }: Core.IncomingResponse) =>
      void call.refusals.push(message.statusCode ?? 0);
  const hangUp = (call: SeatCall, session: Core.Session) =>
    systemSchedule(options.talkMilliseconds, () => {
      session.bye({
        onAccept: () => {
          call.isOver = true;
        },
        onReject: refused(call),
      });
    });
  /** `isAcknowledged` says whether BYE may be sent (RFC 3261 section 15). */
  const talk = (call: SeatCall, session: Core.Session, isAcknowledged: boolean) => {
    call.isUp = true;
    session.delegate = {
      onAck: () => {
        if (options.hangsUp(call.callId)) hangUp(call, session);
      },
      onAckTimeout: () => undefined,
      onBye: (request) => {
        request.accept();
        call.isOver = true;
      },
    };
    if (isAcknowledged && options.hangsUp(call.callId)) hangUp(call, session);
  };

  core.delegate.onInvite = (request) => {
    const call = begin(request.message.callId, 'inbound');
    request.trying();
    request.progress({ statusCode: 180 });
    systemSchedule(options.answerMilliseconds, () => {
      talk(call, request.accept({ statusCode: 200, body: BODY }).session, false);
    });
  };
  await userAgent.start();
  return {
    userAgent,
    calls,
    contact: userAgent.contact.uri.toString(),
    dial: () => {
      const contact = `Contact: ${userAgent.contact.toString()}`;
      const message = core.makeOutgoingRequestMessage('INVITE', callee, uri, callee, {}, [contact], BODY);
      const call = begin(message.callId, 'outbound');
      core.invite(message, {
        onAccept: (response) => {
          response.ack();
          talk(call, response.session, true);
        },
        onReject: refused(call),
      });
    },
  };
}
