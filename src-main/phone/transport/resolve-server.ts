import type { LookupAddress, NaptrRecord, SrvRecord } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CodedError } from '#shared/domain/index.ts';
import type { Protocol, Target } from './link.ts';

/** What is asked of DNS; of the shape of `node:dns/promises`. */
export interface Lookup {
  resolveNaptr(name: string): Promise<NaptrRecord[]>;
  resolveSrv(name: string): Promise<SrvRecord[]>;
  /** Addresses of a host, from the system's files too. */
  lookup(host: string, options: { readonly all: true }): Promise<LookupAddress[]>;
}

/** A name server that is away must not cost the five seconds in which a server is to serve. */
const NAME_SERVER_MILLISECONDS = 600;
/** More are not tried within those seconds. */
const MOST_TARGETS = 8;

/** The system's DNS. */
export function systemLookup(): Lookup {
  const resolver = new Resolver({ timeout: NAME_SERVER_MILLISECONDS, tries: 2 });
  return {
    resolveNaptr: (name) => resolver.resolveNaptr(name),
    resolveSrv: (name) => resolver.resolveSrv(name),
    lookup: (host, options) => lookup(host, options),
  };
}

type SipProtocol = 'TLS' | 'TCP' | 'UDP';

/** SRV service of each transport (RFC 3263 section 4.1), in our order where DNS states none: the safest first. */
const SERVICES: Readonly<Record<SipProtocol, string>> = {
  TLS: '_sips._tcp',
  TCP: '_sip._tcp',
  UDP: '_sip._udp',
};
const NAPTR_SERVICES: Readonly<Record<string, SipProtocol>> = {
  'SIPS+D2T': 'TLS',
  'SIP+D2T': 'TCP',
  'SIP+D2U': 'UDP',
};

/** One server as it stands in the settings. */
interface Server {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number | undefined;
  readonly protocol: SipProtocol | undefined;
}

/** One service that DNS or the settings name. */
interface Service {
  readonly protocol: SipProtocol;
  readonly host: string;
  readonly port: number;
}

/**
 * Where a server of the settings can be reached, best first (RFC 3263 section 4); never empty.
 *
 * ```
 *  ws: wss:                       the address as it is
 *  numeric host, or a port        that; UDP, or TLS for sips:, where no transport is named
 *  a transport                    SRV of that transport, else the host at the usual port
 *  neither                        NAPTR, then SRV; without NAPTR the SRV of each transport;
 *                                 without SRV the host at 5060 by UDP, for sips: at 5061 by TLS
 * ```
 *
 * A question to DNS that fails counts as an empty answer, as in a closed network names may stand in the
 * system's files only.
 *
 * @param random uniform in [0, 1), for the weights of SRV
 * @throws CodedError `server-address-unusable`, `server-name-unknown`
 */
export async function resolveServer(server: string, dns: Lookup, random: () => number): Promise<Target[]> {
  if (/^wss?:/i.test(server)) return [webSocketTarget(server)];
  const parsed = parseServer(server);
  if (parsed === undefined) throw unusable(server);
  const services = await servicesOf(parsed, dns, random);
  const targets = await Promise.all(
    services.slice(0, MOST_TARGETS).map((service) => targetsOf(service, parsed, dns)),
  );
  const found = targets.flat().slice(0, MOST_TARGETS);
  if (found.length === 0) {
    throw new CodedError('server-name-unknown', `The name ${parsed.host} has no address.`);
  }
  return found;
}

/** Protocol that a server will be spoken to with, as far as its address says so. */
export function namedProtocol(server: string): Protocol | undefined {
  if (/^wss:/i.test(server)) return 'WSS';
  if (/^ws:/i.test(server)) return 'WS';
  const parsed = parseServer(server);
  return parsed?.protocol ?? (parsed?.isSecure ? 'TLS' : undefined);
}

function webSocketTarget(server: string): Target {
  if (!URL.canParse(server)) throw unusable(server);
  const url = new URL(server);
  const protocol = url.protocol === 'wss:' ? 'WSS' : 'WS';
  const host = withoutBrackets(url.hostname);
  const port = Number(url.port) || (protocol === 'WSS' ? 443 : 80);
  return { protocol, host, port, serverName: host, url: server };
}

function parseServer(server: string): Server | undefined {
  const parts = /^(sips?):(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?(?:;transport=(udp|tcp|tls))?$/i.exec(
    server,
  );
  const [, scheme, host = '', portText, transport] = parts ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  const isSecure = scheme?.toLowerCase() === 'sips';
  const protocol = protocolOf(transport?.toLowerCase(), isSecure);
  const isPort = port === undefined || (port > 0 && port < 65_536);
  if (!parts || !isPort || (isSecure && protocol === 'UDP')) return undefined;
  return { isSecure, host: withoutBrackets(host), port, protocol };
}

/** `sips:…;transport=tcp` is TLS over TCP (RFC 3261 section 26.2.2). */
function protocolOf(transport: string | undefined, isSecure: boolean): SipProtocol | undefined {
  if (transport === undefined) return undefined;
  if (transport === 'udp') return 'UDP';
  return isSecure || transport === 'tls' ? 'TLS' : 'TCP';
}

async function servicesOf(server: Server, dns: Lookup, random: () => number): Promise<Service[]> {
  const { host, port, isSecure } = server;
  const protocol = server.protocol ?? (isSecure ? 'TLS' : 'UDP');
  const direct = [{ protocol, host, port: port ?? usualPort(protocol) }];
  if (isIP(host) !== 0 || port !== undefined) return direct;
  const named = server.protocol === undefined ? await namedServices(server, dns) : [];
  const fromNaptr = await srvServices(named, dns, random);
  if (fromNaptr.length > 0) return fromNaptr;
  const usual: SipProtocol[] = isSecure ? ['TLS'] : ['TLS', 'TCP', 'UDP'];
  const wanted = server.protocol === undefined ? usual : [server.protocol];
  const questions = wanted.map((one) => ({ protocol: one, name: `${SERVICES[one]}.${host}` }));
  const fromSrv = await srvServices(questions, dns, random);
  return fromSrv.length > 0 ? fromSrv : direct;
}

interface SrvQuestion {
  readonly protocol: SipProtocol;
  readonly name: string;
}

/** What NAPTR names for the transports that we have, by order and preference (RFC 3263 section 4.1). */
async function namedServices({ host, isSecure }: Server, dns: Lookup): Promise<SrvQuestion[]> {
  const records = await orNone(dns.resolveNaptr(host));
  return records
    .filter(({ flags }) => flags.toLowerCase() === 's')
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
    .flatMap(({ service, replacement }) => {
      const protocol = NAPTR_SERVICES[service.toUpperCase()];
      const isUsable = protocol !== undefined && (!isSecure || protocol === 'TLS');
      return isUsable ? [{ protocol, name: replacement }] : [];
    });
}

async function srvServices(
  questions: readonly SrvQuestion[],
  dns: Lookup,
  random: () => number,
): Promise<Service[]> {
  const answers = await Promise.all(
    questions.map(async ({ protocol, name }) =>
      inSrvOrder(await orNone(dns.resolveSrv(name)), random).map((record) => ({
        protocol,
        host: record.name,
        port: record.port,
      })),
    ),
  );
  // A lone "." says that the service is decidedly not there (RFC 2782).
  return answers.flat().filter(({ host }) => host !== '' && host !== '.');
}

/** RFC 2782: by priority; within one, at random by weight, those of weight 0 with little chance to be first. */
export function inSrvOrder(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  const left = records.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: SrvRecord[] = [];
  for (let [first] = left; first !== undefined; [first] = left) {
    const { priority } = first;
    const equals = left.filter((record) => record.priority === priority);
    const chosen = drawn(equals, random) ?? first;
    left.splice(left.indexOf(chosen), 1);
    ordered.push(chosen);
  }
  return ordered;
}

function drawn(records: readonly SrvRecord[], random: () => number): SrvRecord | undefined {
  const total = records.reduce((sum, { weight }) => sum + weight, 0);
  let left = Math.floor(random() * (total + 1));
  return records.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  });
}

async function targetsOf({ protocol, host, port }: Service, server: Server, dns: Lookup): Promise<Target[]> {
  const addresses = isIP(host) !== 0 ? [{ address: host }] : await orNone(dns.lookup(host, { all: true }));
  return addresses.map(({ address }) => ({
    protocol,
    host: address,
    port,
    serverName: server.host,
    url: '',
  }));
}

async function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch {
    // No such record, or no name server: either way there is nothing to go by (see resolveServer).
    return [];
  }
}

function usualPort(protocol: SipProtocol): number {
  return protocol === 'TLS' ? 5061 : 5060;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function unusable(server: string): CodedError {
  return new CodedError('server-address-unusable', `${server} is no address of a SIP server.`);
}
