import { URI, UserAgent } from 'sip.js';
import { CodedError } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import { momentOf } from './answer-times.ts';
import type { PhoneCall } from './call.ts';
import type { CallList } from './call-list.ts';
import { dialledNumber } from './dial-plan.ts';
import type { CallMaker } from './make-call.ts';
import { createOutboundLeg } from './outbound-leg.ts';

export interface DiallerOptions {
  readonly exchange: ExchangeSettings;
  readonly maker: CallMaker;
  readonly calls: CallList;
}

export type Dialler = ReturnType<typeof createDialler>;

/** Everything that names somebody else: calls that are placed, transfers, the exchange's conference. */
export function createDialler(options: DiallerOptions) {
  const { calls, exchange, maker } = options;
  const domain = UserAgent.makeURI(`sip:${exchange.domain}`);
  if (!domain) throw new Error('The domain is no SIP host.');

  const addressOf = (number: string) => new URI('sip', number, domain.host, domain.port);

  const make = (target: URI, number: string, consultsFor: string | null): PhoneCall => {
    calls.requireNoneBegins();
    const id = maker.newId();
    const sipCallId = maker.newId();
    const facts = {
      id,
      sipCallId,
      identity: {
        callerNumber: number,
        callerName: exchange.directory.find((entry) => entry.number === number)?.name ?? null,
        dialledLine: null,
      },
      line: null,
      exchangeCallId: null,
      consultsFor,
      times: { ring: momentOf(maker.clock), queuedMilliseconds: null },
      queueTimeBy: null,
      exchangeClock: null,
    };
    const media = maker.mediaFor(undefined);
    const call = maker.make(facts, (events) =>
      createOutboundLeg({ target, media, events, callId: id, sipCallId, context: maker.context }),
    );
    calls.add(call);
    return call;
  };

  return {
    /**
     * Makes a call that only waits to be placed.
     * @throws CodedError `number-invalid`, `wrong-state`, `no-such-call`
     */
    prepare: (target: string, consultsFor: string | null) => {
      const dialled = dialledNumber(target, exchange.dialPlan);
      if (consultsFor !== null && calls.find(consultsFor).state !== 'active') {
        throw new CodedError('wrong-state', 'The call that is consulted for is not active.');
      }
      const number = target.trim().slice(0, 64);
      return { call: make(addressOf(dialled), number, consultsFor), number };
    },

    /** @throws SipRefusal; CodedError `number-invalid`, `no-such-call`, `wrong-state`, `signalling-failed` */
    transferBlind: async (callId: string, target: string) => {
      const address = addressOf(dialledNumber(target, exchange.dialPlan));
      const call = calls.find(callId);
      // Music rather than us, if the other side agrees; if it does not, silence does as well.
      await calls.hold(callId).catch((error: unknown) => {
        if (call.state !== 'active') throw error;
      });
      await call.conversation.transferBlind(target, address.toString());
    },

    /** Joins all active calls, here or in the exchange's conference. @throws as {@link CallList.join} */
    joinConference: async () => {
      if (exchange.conference === undefined) return calls.join();
      const address = UserAgent.makeURI(exchange.conference);
      if (!address)
        throw new CodedError('not-configured', 'The conference of the settings is no SIP address.');
      const parties = calls.active();
      if (parties.length < 2) throw new CodedError('wrong-state', 'A conference needs two calls.');
      const own = make(address, address.user ?? address.host, null);
      await calls.place(own);
      const target = exchange.conference;
      await Promise.all(parties.map((call) => call.conversation.transferBlind(target, address.toString())));
    },
  };
}
