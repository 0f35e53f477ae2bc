import { TransportState } from 'sip.js';
import { describe, expect, it } from 'vitest';
import { createFakeTime } from '../testing/fake-time.test-support.ts';
import type { Target } from './link.ts';
import type { SipTransportOptions } from './sip-transport.ts';
import { createFakeNetwork, type Fate } from './testing/fake-network.test-support.ts';
import { requestText } from './testing/messages.test-support.ts';
import { createTestTransport, noNames } from './testing/test-transport.test-support.ts';

/** A name with these addresses, and nothing else in DNS. */
function named(...addresses: string[]): Pick<SipTransportOptions, 'lookup'> {
  const lookup = async () => addresses.map((address) => ({ address, family: 4 }));
  return { lookup: { ...noNames, lookup } };
}

function start(
  server: string,
  fateOf?: (target: Target) => Fate,
  options: Partial<SipTransportOptions> = {},
) {
  const time = createFakeTime();
  const network = createFakeNetwork(fateOf);
  const states: TransportState[] = [];
  const lost: Array<string | undefined> = [];
  const { transport } = createTestTransport(server, time, { openLink: network.openLink, ...options });
  transport.stateChange.addListener((state) => void states.push(state));
  transport.onDisconnect = (error) =>
    void lost.push(error && 'code' in error ? String(error.code) : undefined);
  const messages: string[] = [];
  transport.onMessage = (message) => void messages.push(message);
  return { time, network, transport, states, lost, messages };
}

/** Connects, and answers the question that every connection begins with. */
async function connected(...options: Parameters<typeof start>) {
  const seat = start(...options);
  await seat.transport.connect();
  const answer = () => {
    const { asked, events } = seat.network.last();
    events.onMessage(answerTo(asked.at(-1) ?? ''));
  };
  answer();
  return { ...seat, answer };
}

/** What a keep-alive would be answered with. */
function answerTo(request: string): string {
  return request.replace(/^[^\r]+/, 'SIP/2.0 404 Not Found');
}

describe('connecting (docs/spec/transport.md)', () => {
  it.each([
    ['ws://192.0.2.1', 'WS', 'ws'],
    ['wss://192.0.2.1', 'WSS', 'ws'],
    ['sip:192.0.2.1;transport=tcp', 'TCP', 'tcp'],
    ['sips:192.0.2.1', 'TLS', 'tls'],
    ['sip:192.0.2.1', 'UDP', 'udp'],
  ])('TR-01 speaks to %s by %s', async (server, protocol, parameter) => {
    const { transport } = start(server);
    await transport.connect();
    expect([transport.protocol, transport.transportParameter]).toEqual([protocol, parameter]);
    expect(transport.local).toEqual({ address: '192.0.2.100', port: 40_001 });
    await transport.disconnect();
    expect(transport.local).toBeUndefined();
    expect(transport.protocol).toBe(protocol);
  });

  it('TR-50 goes on to the next address when one refuses', async () => {
    const { transport, network } = start(
      'sip:exchange.test;transport=tcp',
      ({ host }) => (host === '192.0.2.1' ? 'refuse' : 'open'),
      named('192.0.2.1', '192.0.2.2', '192.0.2.3'),
    );
    await transport.connect();
    expect(network.tried).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('TR-50 gives an address 3 s, and all of them 5 s; the first says why', async () => {
    const { transport, network, time, states } = start(
      'sip:exchange.test;transport=tcp',
      () => 'hang',
      named('192.0.2.1', '192.0.2.2', '192.0.2.3'),
    );
    const failed = expect(transport.connect()).rejects.toMatchObject({ code: 'connection-timeout' });
    await time.pass(2_999);
    expect(network.tried).toEqual(['192.0.2.1']);
    await time.pass(2_001);
    await failed;
    expect(network.tried).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(states).toEqual([TransportState.Connecting, TransportState.Disconnected]);
    expect(time.next()).toBeUndefined();
  });

  it('TR-50 gives a name server that is silent 5 s', async () => {
    const never = () => new Promise<never>(() => undefined);
    const { transport, time } = start('sip:exchange.test', undefined, {
      lookup: { resolveNaptr: never, resolveSrv: never, lookup: never },
    });
    const failed = expect(transport.connect()).rejects.toMatchObject({ code: 'connection-timeout' });
    await time.pass(5_000);
    await failed;
    expect(time.next()).toBeUndefined();
  });

  it('TR-51 wants a datagram answered where there is another address', async () => {
    const { transport, network, time } = start(
      'sip:exchange.test:5060',
      undefined,
      named('192.0.2.1', '192.0.2.2'),
    );
    const connected = transport.connect();
    await time.pass(1_500);
    expect(network.tried).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(network.links[0]?.isClosed()).toBe(true);
    const { asked, events } = network.last();
    events.onMessage(answerTo(asked[0] ?? ''));
    await connected;
    expect(transport.remote?.address).toBe('192.0.2.2');
  });

  it('TR-51 waits for no answer from the only address', async () => {
    const { transport } = start('sip:192.0.2.1');
    await transport.connect();
    expect(transport.isConnected()).toBe(true);
  });

  it('TR-52 uses what DNS said last when it says nothing', async () => {
    let isDown = false;
    const { transport } = start('sip:exchange.test:5060', undefined, {
      lookup: {
        ...noNames,
        lookup: async () => {
          if (isDown) throw new Error('No name server.');
          return [{ address: '192.0.2.1', family: 4 }];
        },
      },
    });
    await transport.connect();
    await transport.disconnect();
    isDown = true;
    await transport.connect();
    expect(transport.remote?.address).toBe('192.0.2.1');
    await transport.disconnect();
    transport.select('sip:other.test');
    await expect(transport.connect()).rejects.toMatchObject({ code: 'server-name-unknown' });
  });

  it('TR-53 goes to the server that was selected, at the next connect', async () => {
    const { transport } = start('sip:192.0.2.1;transport=tcp');
    await transport.connect();
    transport.select('sip:192.0.2.2;transport=udp');
    expect(transport.remote?.address).toBe('192.0.2.1');
    await transport.disconnect();
    await transport.connect();
    expect([transport.remote?.address, transport.protocol]).toEqual(['192.0.2.2', 'UDP']);
  });

  it('TR-17 comes back at the same UDP port', async () => {
    const { transport, network } = start('sip:192.0.2.1');
    await transport.connect();
    network.last().events.onClosed(new Error('Gone.'));
    await transport.connect();
    expect(transport.local?.port).toBe(40_001);
  });

  it('TR-54 gives up connecting when told to disconnect', async () => {
    const { transport, time, states, lost } = start('sip:192.0.2.1', () => 'hang');
    const failed = expect(transport.connect()).rejects.toMatchObject({ code: 'connection-closed' });
    await time.pass(100);
    await transport.disconnect();
    await failed;
    expect(states).toEqual([
      TransportState.Connecting,
      TransportState.Disconnecting,
      TransportState.Disconnected,
    ]);
    expect(lost).toEqual([]);
    expect(time.next()).toBeUndefined();
  });

  it('TR-54 gives up a connection that opens in the same instant', async () => {
    const { transport, network } = start('sip:192.0.2.1');
    const failed = expect(transport.connect()).rejects.toMatchObject({ code: 'connection-closed' });
    await transport.disconnect();
    await failed;
    expect(transport.isConnected()).toBe(false);
    expect(network.links.every((link) => link.isClosed())).toBe(true);
  });

  it('TR-54 leaves nothing behind when it disconnects, and hears nothing more', async () => {
    const { transport, network, time, lost, messages } = start('sip:192.0.2.1');
    await transport.connect();
    await transport.disconnect();
    network.last().events.onMessage(requestText('INVITE'));
    network.last().events.onClosed(new Error('Gone.'));
    expect(lost).toEqual([undefined]);
    expect(messages).toEqual([]);
    expect(time.next()).toBeUndefined();
    await expect(transport.send(requestText('BYE'))).rejects.toMatchObject({ code: 'not-connected' });
  });
});

describe('keep-alives (docs/spec/transport.md)', () => {
  it('TR-25 are OPTIONS of the account to its domain, and stay beneath sip.js', async () => {
    const { answer, network, time, messages, lost } = await connected('sip:192.0.2.1;transport=tcp');
    for (let round = 2; round <= 6; round++) {
      await time.pass(2_000);
      const { asked } = network.last();
      expect(asked).toHaveLength(round);
      expect(asked.at(-1)).toMatch(
        /^OPTIONS sip:exchange\.invalid SIP\/2\.0\r\nVia: SIP\/2\.0\/TCP 192\.0\.2\.100:40001;branch=z9hG4bK/,
      );
      expect(asked.at(-1)).toContain(`From: <sip:seat1@exchange.invalid>;tag=`);
      expect(asked.at(-1)).toContain(`CSeq: ${round} OPTIONS`);
      answer();
    }
    expect([messages, lost]).toEqual([[], []]);
  });

  it('TR-25 never takes the answers to requests of sip.js', async () => {
    const { network, messages } = await connected('sip:192.0.2.1;transport=tcp');
    const other = answerTo(network.last().asked[0] ?? '').replace(/Call-ID: /, 'Call-ID: x');
    const question = requestText('OPTIONS');
    network.last().events.onMessage(other);
    network.last().events.onMessage(question);
    expect(messages).toEqual([other, question]);
  });

  it('TR-25 are line breaks where the settings say so, and pings over WebSocket', async () => {
    const { transport, network, time } = start('sip:192.0.2.1;transport=tcp', undefined, {
      keepAlive: { by: 'crlf', seconds: 10 },
    });
    await transport.connect();
    network.last().events.onPong();
    await time.pass(10_000);
    expect(network.last().asked).toEqual(['\r\n\r\n', '\r\n\r\n']);
  });

  it('TR-25 are OPTIONS over UDP whatever the settings say', async () => {
    const { transport, network } = start('sip:192.0.2.1', undefined, {
      keepAlive: { by: 'crlf', seconds: 2 },
    });
    await transport.connect();
    expect(network.last().asked).toEqual([expect.stringMatching(/^OPTIONS /)]);
  });

  it('TR-20 notices within 5 s that the server is gone', async () => {
    const { transport, network, time, lost } = await connected('sip:192.0.2.1;transport=tcp');
    await time.pass(1_999);
    network.last().events.onMessage(requestText('OPTIONS'));
    await time.pass(2_501);
    expect(lost).toEqual(['connection-timeout']);
    expect(transport.state).toBe(TransportState.Disconnected);
    expect(network.last().isClosed()).toBe(true);
    expect(time.next()).toBeUndefined();
  });

  it('TR-22 checks at once when the network has changed', async () => {
    const { transport, network, time, lost } = await connected('sip:192.0.2.1');
    transport.networkChanged();
    expect(network.last().asked).toHaveLength(2);
    await time.pass(1_500);
    expect(lost).toEqual(['connection-timeout']);
  });

  it('TR-23 tells when a server answers none', async () => {
    let unwatched = 0;
    const onUnwatched = () => void unwatched++;
    const { transport, network, time } = start('sip:192.0.2.1', undefined, { onUnwatched });
    await transport.connect();
    network.last().events.onMessage(requestText('OPTIONS'));
    await time.pass(20_000);
    expect(unwatched).toBe(1);
    expect(transport.isConnected()).toBe(true);
  });
});

describe('probing another server (docs/spec/transport.md)', () => {
  it('TR-55 says yes when it answers, and leaves the connection alone', async () => {
    const { transport, network, time, messages, states } = start('sip:192.0.2.1');
    await transport.connect();
    const good = transport.probe('sip:192.0.2.2');
    await time.pass(100);
    const { asked, events } = network.last();
    events.onMessage(answerTo(asked[0] ?? ''));
    expect(await good).toBe(true);
    expect(network.last().isClosed()).toBe(true);
    expect(transport.remote?.address).toBe('192.0.2.1');
    expect(messages).toEqual([]);
    expect(states).toEqual([TransportState.Connecting, TransportState.Connected]);
    await transport.disconnect();
    expect(time.next()).toBeUndefined();
  });

  it.each(['open', 'refuse', 'hang'] as const)(
    'TR-55 says no within 3 s to: %s, and silence',
    async (fate) => {
      const { transport, time, network } = start('sip:192.0.2.1', () => fate);
      const bad = transport.probe('sip:192.0.2.2;transport=tcp');
      await time.pass(3_000);
      expect(await bad).toBe(false);
      expect(network.links.every((link) => link.isClosed())).toBe(true);
      expect(time.next()).toBeUndefined();
    },
  );
});
