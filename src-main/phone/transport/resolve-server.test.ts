import type { NaptrRecord, SrvRecord } from 'node:dns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSrvOrder, type Lookup, namedProtocol, resolveServer } from './resolve-server.ts';

interface Zone {
  readonly naptr?: Record<string, NaptrRecord[]>;
  readonly srv?: Record<string, SrvRecord[]>;
  readonly addresses?: Record<string, string[]>;
}

/** A DNS of a few names; what it does not know fails, as the system's does. */
function dnsOf({ naptr = {}, srv = {}, addresses = {} }: Zone) {
  const asked: string[] = [];
  const found = async <T>(kind: string, name: string, records: T[] | undefined): Promise<T[]> => {
    asked.push(`${kind} ${name}`);
    if (records === undefined) throw Object.assign(new Error('Not found.'), { code: 'ENOTFOUND' });
    return records;
  };
  const lookup: Lookup = {
    resolveNaptr: (name) => found('NAPTR', name, naptr[name]),
    resolveSrv: (name) => found('SRV', name, srv[name]),
    lookup: (name) =>
      found(
        'A',
        name,
        addresses[name]?.map((address) => ({ address, family: 4 })),
      ),
  };
  return { lookup, asked };
}

function naptr(service: string, replacement: string, order = 1, preference = 1): NaptrRecord {
  return { flags: 's', service, regexp: '', replacement, order, preference };
}

function srv(name: string, port: number, priority = 1, weight = 1): SrvRecord {
  return { name, port, priority, weight };
}

async function targets(server: string, zone: Zone = {}) {
  const { lookup, asked } = dnsOf(zone);
  const found = await resolveServer(server, lookup, () => 0);
  return { asked, found: found.map(({ protocol, host, port }) => `${protocol} ${host}:${port}`) };
}

describe('where a server is (docs/spec/transport.md)', () => {
  it.each([
    ['sip:192.0.2.1', 'UDP 192.0.2.1:5060'],
    ['sip:192.0.2.1:5070', 'UDP 192.0.2.1:5070'],
    ['sip:192.0.2.1;transport=tcp', 'TCP 192.0.2.1:5060'],
    ['sip:192.0.2.1;transport=tls', 'TLS 192.0.2.1:5061'],
    ['sips:192.0.2.1', 'TLS 192.0.2.1:5061'],
    ['sips:192.0.2.1:443;transport=tcp', 'TLS 192.0.2.1:443'],
    ['sip:[2001:db8::1]:5080;transport=udp', 'UDP 2001:db8::1:5080'],
    ['ws://exchange.test:8080/ws', 'WS exchange.test:8080'],
    ['ws://exchange.test', 'WS exchange.test:80'],
    ['wss://[2001:db8::1]/', 'WSS 2001:db8::1:443'],
  ])('TR-40 asks nobody for %s', async (server, target) => {
    expect(await targets(server)).toEqual({ asked: [], found: [target] });
  });

  it('TR-41 takes a port that is written and asks for the addresses alone', async () => {
    const { asked, found } = await targets('sip:exchange.test:5070', {
      addresses: { 'exchange.test': ['192.0.2.1', '192.0.2.2'] },
    });
    expect(asked).toEqual(['A exchange.test']);
    expect(found).toEqual(['UDP 192.0.2.1:5070', 'UDP 192.0.2.2:5070']);
  });

  it('TR-42 asks SRV of the transport that is written', async () => {
    const { asked, found } = await targets('sip:exchange.test;transport=tcp', {
      srv: { '_sip._tcp.exchange.test': [srv('b.test', 5062, 2), srv('a.test', 5061, 1)] },
      addresses: { 'a.test': ['192.0.2.1'], 'b.test': ['192.0.2.2'] },
    });
    expect(asked).toEqual(['SRV _sip._tcp.exchange.test', 'A a.test', 'A b.test']);
    expect(found).toEqual(['TCP 192.0.2.1:5061', 'TCP 192.0.2.2:5062']);
  });

  it('TR-42 goes to the host where there is no SRV', async () => {
    const { found } = await targets('sips:exchange.test', { addresses: { 'exchange.test': ['192.0.2.1'] } });
    expect(found).toEqual(['TLS 192.0.2.1:5061']);
  });

  it('TR-43 follows NAPTR by order, then preference, and what it names by SRV', async () => {
    const { asked, found } = await targets('sip:exchange.test', {
      naptr: {
        'exchange.test': [
          naptr('SIP+D2U', 'udp.test', 2, 1),
          naptr('SIP+D2T', 'tcp.test', 1, 9),
          naptr('SIPS+D2T', 'tls.test', 1, 2),
          naptr('SIP+D2S', 'sctp.test', 0, 0),
        ],
      },
      srv: { 'udp.test': [srv('u.test', 1)], 'tcp.test': [srv('t.test', 2)], 'tls.test': [srv('s.test', 3)] },
      addresses: { 'u.test': ['192.0.2.1'], 't.test': ['192.0.2.2'], 's.test': ['192.0.2.3'] },
    });
    expect(found).toEqual(['TLS 192.0.2.3:3', 'TCP 192.0.2.2:2', 'UDP 192.0.2.1:1']);
    expect(asked).not.toContain('SRV sctp.test');
  });

  it('TR-43 takes nothing but TLS for sips:', async () => {
    const { found } = await targets('sips:exchange.test', {
      naptr: { 'exchange.test': [naptr('SIP+D2U', 'udp.test'), naptr('SIPS+D2T', 'tls.test')] },
      srv: { 'udp.test': [srv('u.test', 1)], 'tls.test': [srv('s.test', 3)] },
      addresses: { 'u.test': ['192.0.2.1'], 's.test': ['192.0.2.3'] },
    });
    expect(found).toEqual(['TLS 192.0.2.3:3']);
  });

  it('TR-43 asks SRV of every transport where there is no NAPTR, the safest first', async () => {
    const { found } = await targets('sip:exchange.test', {
      srv: { '_sip._udp.exchange.test': [srv('u.test', 1)], '_sips._tcp.exchange.test': [srv('s.test', 3)] },
      addresses: { 'u.test': ['192.0.2.1'], 's.test': ['192.0.2.3'] },
    });
    expect(found).toEqual(['TLS 192.0.2.3:3', 'UDP 192.0.2.1:1']);
  });

  it('TR-43 goes to the host by UDP where DNS names nothing', async () => {
    const { found } = await targets('sip:exchange.test', { addresses: { 'exchange.test': ['192.0.2.1'] } });
    expect(found).toEqual(['UDP 192.0.2.1:5060']);
  });

  it('TR-43 heeds "." as a service that is not there', async () => {
    const { found } = await targets('sip:exchange.test', {
      srv: { '_sip._tcp.exchange.test': [srv('', 0)], '_sip._udp.exchange.test': [srv('u.test', 1)] },
      addresses: { 'u.test': ['192.0.2.1'] },
    });
    expect(found).toEqual(['UDP 192.0.2.1:1']);
  });

  it('TR-44 wants the name of the settings in the certificate, wherever DNS leads', async () => {
    const { lookup } = dnsOf({
      srv: { '_sips._tcp.exchange.test': [srv('node7.test', 5061)] },
      addresses: { 'node7.test': ['192.0.2.7'] },
    });
    const [target] = await resolveServer('sips:exchange.test', lookup, () => 0);
    expect(target?.serverName).toBe('exchange.test');
  });

  it('TR-45 fails with a code when the name has no address', async () => {
    await expect(targets('sip:exchange.test')).rejects.toMatchObject({ code: 'server-name-unknown' });
  });

  it.each(['sip:x:0', 'sip:x:65536', 'sips:x;transport=udp', 'tel:110', 'ws://'])(
    'TR-45 refuses %s',
    async (server) => {
      await expect(targets(server)).rejects.toMatchObject({ code: 'server-address-unusable' });
      expect(() => namedProtocol(server)).not.toThrow();
    },
  );

  it('TR-45 tries no more targets than there is time for', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `192.0.2.${index}`);
    const { found } = await targets('sip:exchange.test', { addresses: { 'exchange.test': many } });
    expect(found).toHaveLength(8);
  });
});

describe('the order of SRV records (docs/spec/transport.md)', () => {
  it('TR-46 never puts a worse priority first, and loses none', () => {
    const records = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        port: fc.integer({ min: 1, max: 65_535 }),
        priority: fc.integer({ min: 0, max: 3 }),
        weight: fc.integer({ min: 0, max: 65_535 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        records,
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (given, randoms) => {
          const ordered = inSrvOrder(given, () => randoms.next().value);
          expect(ordered.map(({ priority }) => priority)).toEqual(
            given.map(({ priority }) => priority).toSorted((a, b) => a - b),
          );
          expect(new Set(ordered)).toEqual(new Set(given));
          expect(ordered).toHaveLength(given.length);
        },
      ),
    );
  });

  it('TR-46 draws by weight', () => {
    const records = [srv('light', 1, 1, 1), srv('heavy', 1, 1, 3), srv('zero', 1, 1, 0)];
    const first = { light: 0, heavy: 0, zero: 0 };
    for (let step = 0; step < 500; step++) {
      const [record] = inSrvOrder(records, () => step / 500);
      if (record?.name === 'light' || record?.name === 'heavy' || record?.name === 'zero')
        first[record.name]++;
    }
    // RFC 2782 draws from 0 to the sum: four weights and the zero make five chances.
    expect(first).toEqual({ zero: 100, light: 100, heavy: 300 });
  });
});
