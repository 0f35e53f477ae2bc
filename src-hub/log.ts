import { pino } from 'pino';

/** What a log line may carry: codes, counts, durations, operation ids. Never a number, a name, an address or a text. */
export type HubLogData = Readonly<Record<string, string | number | boolean | null>>;

/** The hub's log. `event` is a constant in kebab-case, so that lines can be counted. */
export interface HubLog {
  info(event: string, data?: HubLogData): void;
  warn(event: string, data?: HubLogData): void;
  error(event: string, data?: HubLogData): void;
}

/** One JSON object a line on standard error; standard output belongs to the one line that says where the hub listens. */
export function openErrorStreamLog(): HubLog {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  return {
    info: (event, data) => logger.info({ event, ...data }),
    warn: (event, data) => logger.warn({ event, ...data }),
    error: (event, data) => logger.error({ event, ...data }),
  };
}
