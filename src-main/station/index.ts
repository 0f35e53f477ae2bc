export type { HubAccount, HubAddress, Station, StationOptions, StationPractice } from './options.ts';
export { createStation } from './station.ts';
