import type { ServerResponse } from 'node:http';
import type { FeedName } from '#shared/hub-protocol/index.ts';
import type { Audience, HubStorage } from './storage/index.ts';

/** Lines of server-sent events (docs/spec/hub-protocol.md, HP-15). */
export interface EventLines {
  /** Opens a line on a response that was taken over; tells it of these audiences' changes until it ends. */
  open(response: ServerResponse, audiences: readonly Audience[]): void;
  count(): number;
  /** Ends every line. */
  close(): void;
}

/** A comment this often keeps proxies from taking the line for dead. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** A reader that lets this much pile up is let go; it comes back and reads the feeds. */
const MOST_UNREAD_BYTES = 64 * 1024;

export function createEventLines(
  storage: Pick<HubStorage, 'onFeedChange'>,
  schedule: (milliseconds: number, run: () => void) => () => void,
): EventLines {
  const lines = new Map<ServerResponse, ReadonlySet<Audience>>();

  const say = (response: ServerResponse, text: string) => {
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  const sayChanged = (response: ServerResponse, feed: FeedName) =>
    say(response, `event: changed\ndata: ${JSON.stringify({ feed })}\n\n`);

  const stopListening = storage.onFeedChange(({ feed, audience }) => {
    for (const [response, audiences] of lines) if (audiences.has(audience)) sayChanged(response, feed);
  });
  let cancelBeat: () => void = () => undefined;
  const beat = () => {
    for (const response of lines.keys()) say(response, ':\n\n');
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
    count: () => lines.size,
    close: () => {
      stopListening();
      cancelBeat();
      for (const response of lines.keys()) response.end();
      lines.clear();
    },
  };
}
