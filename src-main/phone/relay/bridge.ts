import type { Clock } from '#shared/domain/index.ts';
import type { Schedule } from '../transport/index.ts';
import type { Agreement, Counters } from './area.ts';
import { createContinuity } from './continuity.ts';
import { createExchangeLeg, type ExchangeLeg } from './exchange-leg.ts';
import { openPageLeg, type PageLeg, type PageLegOptions } from './page-leg.ts';
import { PAGE_PAYLOAD_TYPES } from './page-sdp.ts';
import { type RtpPacket, readRtp, writeRtp } from './rtp-packet.ts';
import { openPortPair } from './udp.ts';

export interface BridgeOptions extends Omit<PageLegOptions, 'onRtp'> {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** One call's audio between the page and the exchange; payloads pass through as they are. */
export interface Bridge {
  readonly page: Pick<PageLeg, 'end' | 'join'>;
  /** @returns our RTP port at the exchange's side. @throws CodedError `no-free-port` */
  listen(address: string, ports: readonly [number, number]): Promise<number>;
  carry(agreement: Agreement): void;
  counters(): Counters;
  close(): void;
}

const NO_COUNTERS: Counters = {
  packetsSent: 0,
  packetsReceived: 0,
  packetsLost: 0,
  jitterMilliseconds: 0,
  roundTripMilliseconds: null,
  remoteLossShare: null,
  pausing: false,
};

export async function openBridge(options: BridgeOptions): Promise<Bridge> {
  const { clock, schedule, random } = options;
  const firstSequence = () => Math.floor(random() * 0x8000);
  const toExchange = createContinuity(firstSequence());
  const toPage = createContinuity(firstSequence());
  let agreement: Agreement | undefined;
  let exchange: { readonly leg: ExchangeLeg; readonly address: string } | undefined;
  let closed = false;

  /** The exchange's number for a packet of the page; undefined for what it did not agree on. */
  const payloadTypeOf = ({ payloadType }: RtpPacket, { codec, telephoneEvent }: Agreement) => {
    if (payloadType === PAGE_PAYLOAD_TYPES.telephoneEvent) return telephoneEvent ?? undefined;
    return payloadType === PAGE_PAYLOAD_TYPES[codec.name] ? codec.payloadType : undefined;
  };

  const onPageRtp = (data: Buffer) => {
    const packet = readRtp(data);
    if (!packet || !agreement || !exchange) return;
    if (!agreement.sends) return toExchange.seam();
    const payloadType = payloadTypeOf(packet, agreement);
    if (payloadType === undefined) return;
    const mapped = toExchange.map(packet, clock.monotonic());
    if (!mapped) return;
    const { sequenceNumber, timestamp, seam } = mapped;
    const marker = packet.marker || seam;
    exchange.leg.send({ ...packet, payloadType, sequenceNumber, timestamp, marker });
  };

  const page = await openPageLeg({ ...options, onRtp: onPageRtp });

  const onAudio = (packet: RtpPacket, codec: Agreement['codec']['name']) => {
    if (!agreement?.receives) return toPage.seam();
    const mapped = toPage.map(packet, clock.monotonic());
    if (!mapped) return;
    const { sequenceNumber, timestamp, seam } = mapped;
    page.send(
      writeRtp({
        ssrc: page.end.ssrc,
        payloadType: PAGE_PAYLOAD_TYPES[codec],
        sequenceNumber,
        timestamp,
        marker: packet.marker || seam,
        payload: packet.payload,
      }),
    );
  };

  return {
    page,
    listen: async (address, range) => {
      if (exchange?.address === address) return exchange.leg.port;
      const ports = await openPortPair(address, range, random);
      const leg = createExchangeLeg({ ports, clock, schedule, random, onAudio });
      if (closed) leg.close();
      exchange?.leg.close();
      exchange = { leg, address };
      return leg.port;
    },
    carry: (next) => {
      agreement = next;
      exchange?.leg.carry(next);
    },
    counters: () => exchange?.leg.counters() ?? NO_COUNTERS,
    close: () => {
      closed = true;
      exchange?.leg.close();
      page.close();
    },
  };
}
