/** The transports moved to a folder of their own; this stays until every import has. */
export type { Schedule } from './transport/index.ts';
