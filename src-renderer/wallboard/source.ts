import { createParser } from 'eventsource-parser';
import type { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { hubErrorSchema, type LiveSource } from '#shared/hub-protocol/index.ts';

const TIMEOUT_MILLISECONDS = 8_000;

/** How this screen is let in. */
export interface Access {
  /** A token for the next request; renewed where it has to be. Rejects with a {@link CodedError}. */
  token(): Promise<string>;
}

/** Asks the hub, with the token. @throws CodedError the hub's word, or `unreachable` */
export async function askHub(
  path: string,
  access: Access,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const authorization = `Bearer ${await access.token()}`;
  const response = await fetch(path, {
    headers: { ...headers, authorization },
    cache: 'no-store',
    redirect: 'error',
    signal,
  });
  if (response.ok) return response;
  throw await errorOf(response);
}

/** The hub's word on what it refuses; a proxy's page is none. */
export async function errorOf(response: Response): Promise<CodedError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = hubErrorSchema.safeParse(body);
  return error.success
    ? new CodedError(error.data.code, error.data.message)
    : new CodedError('unreachable', `HTTP ${response.status}`);
}

/** The board's line and its question, for {@link createLive}. */
export function createSource<Snapshot>(access: Access, schema: z.ZodType<Snapshot>): LiveSource<Snapshot> {
  return {
    follow: ({ onSign, onSnapshot }) => {
      const controller = new AbortController();
      const run = async () => {
        const response = await askHub('/v1/board/events', access, controller.signal, {
          accept: 'text/event-stream',
        });
        if (response.body === null) return;
        const parser = createParser({
          onEvent: ({ data, event }) => {
            if (event === 'snapshot') onSnapshot(schema.parse(JSON.parse(data)));
          },
        });
        const decoder = new TextDecoder();
        const reader = response.body.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          onSign();
          parser.feed(decoder.decode(value, { stream: true }));
        }
      };
      return { ended: run(), stop: () => controller.abort() };
    },
    ask: async () => {
      const response = await askHub('/v1/board', access, AbortSignal.timeout(TIMEOUT_MILLISECONDS));
      return schema.parse(await response.json());
    },
  };
}
