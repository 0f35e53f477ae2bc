export type { Address, Link, LinkOptions, OpenLink, Protocol, Schedule, Target } from './link.ts';
export { type Lookup, systemLookup } from './resolve-server.ts';
export { SipTransport, type SipTransportOptions } from './sip-transport.ts';
