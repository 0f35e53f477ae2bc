import { CodedError } from '#shared/domain/index.ts';
import type { FakeTime } from '../../testing/fake-time.test-support.ts';
import type { Lookup } from '../resolve-server.ts';
import { SipTransport, type SipTransportOptions } from '../sip-transport.ts';

export interface TestTransport {
  readonly transport: SipTransport;
  /** Every 2xx to an INVITE that was handed over, with its instant. */
  readonly accepted: Array<[callId: string, at: number]>;
  /** Whatever was thrown on a message. */
  readonly refused: unknown[];
}

/** A DNS that knows nothing. */
export const noNames: Lookup = {
  resolveNaptr: unknownName,
  resolveSrv: unknownName,
  lookup: unknownName,
};

export function createTestTransport(
  server: string,
  time: Pick<FakeTime, 'clock' | 'schedule'>,
  options: Partial<SipTransportOptions> = {},
): TestTransport {
  const accepted: TestTransport['accepted'] = [];
  const refused: unknown[] = [];
  const transport = new SipTransport(undefined, {
    ...testTransportOptions(server, time),
    onInviteAccepted: (callId, at) => void accepted.push([callId, at]),
    onMessageRefused: (error) => void refused.push(error),
    ...options,
  });
  return { transport, accepted, refused };
}

export function testTransportOptions(
  server: string,
  { clock, schedule }: Pick<FakeTime, 'clock' | 'schedule'>,
): SipTransportOptions {
  return {
    server,
    addressOfRecord: 'sip:seat1@exchange.invalid',
    tls: {},
    keepAlive: { by: 'options', seconds: 2 },
    lookup: noNames,
    clock,
    schedule,
    random: () => 0.25,
    onInviteAccepted: () => undefined,
    onMessageRefused: () => undefined,
  };
}

function unknownName(): Promise<never> {
  return Promise.reject(new CodedError('ENOTFOUND', 'This DNS knows nothing.'));
}
