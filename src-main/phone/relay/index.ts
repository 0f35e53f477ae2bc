export { isPlainRtp } from './plain-sdp.ts';
export { createRelay, type Relay, type RelayOptions } from './relay.ts';
