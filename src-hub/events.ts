import type { ServerResponse } from 'node:http';
import type { Audience, HubStorage } from './storage/index.ts';

/** Lines of server-sent events (docs/spec/hub-protocol.md, HP-15). */
export interface EventLines {
  /** Opens a line on a response that was taken over; tells it of these audiences' changes until it ends. */
  open(response: ServerResponse, audiences: readonly LineAudience[]): void;
  /** Says something to every line of an audience. */
  say(audience: LineAudience, event: string, data: unknown): void;
  /** How many lines an audience has. */
  countOf(audience: LineAudience): number;
  /** Seats that have a line here. */
  seats(): number[];
  count(): number;
  /** Ends every line. */
  close(): void;
}

/** Whom a line is for: those of a feed, and pages that are sent what they show. */
export type LineAudience = Audience | 'board' | 'supervision';

/** A comment this often keeps proxies from taking the line for dead. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** A reader that lets this much pile up is let go; it comes back and reads the feeds. */
const MOST_UNREAD_BYTES = 64 * 1024;

export function createEventLines(
  storage: Pick<HubStorage, 'onFeedChange'>,
  schedule: (milliseconds: number, run: () => void) => () => void,
): EventLines {
  const lines = new Map<ServerResponse, ReadonlySet<LineAudience>>();

  const write = (response: ServerResponse, text: string) => {
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  const say: EventLines['say'] = (audience, event, data) => {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const [response, audiences] of lines) if (audiences.has(audience)) write(response, text);
  };

  const stopListening = storage.onFeedChange((change) => {
    if (change.feed !== 'hall') say(change.audience, 'changed', { feed: change.feed });
  });
  let cancelBeat: () => void = () => undefined;
  const beat = () => {
    for (const response of lines.keys()) write(response, ':\n\n');
    cancelBeat = schedule(HEARTBEAT_MILLISECONDS, beat);
  };
  beat();

  return {
    open: (response, audiences) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      lines.set(response, new Set(audiences));
      response.on('close', () => lines.delete(response));
      response.on('error', () => lines.delete(response));
      response.write('event: hello\ndata: {}\n\n');
    },
    say,
    count: () => lines.size,
    countOf: (audience) => [...lines.values()].filter((audiences) => audiences.has(audience)).length,
    seats: () =>
      [...lines.values()].flatMap((audiences) =>
        [...audiences].flatMap((audience) =>
          audience.startsWith('seat:') ? [Number(audience.slice('seat:'.length))] : [],
        ),
      ),
    close: () => {
      stopListening();
      cancelBeat();
      for (const response of lines.keys()) response.end();
      lines.clear();
    },
  };
}
