import { z } from 'zod';
import { messageOf } from '#shared/domain/index.ts';
import {
  type CallerOrderReport,
  callerOrdersSchema,
  type FeedName,
  type FeedPage,
  feedPageSchema,
  HUB_PROTOCOL_VERSION,
  type HubHealth,
  hubErrorSchema,
  hubHealthSchema,
  type OperationBatch,
  type OperationEnvelope,
  type OperationResult,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';

/** Where the hub listens and the seat's token for it. */
export interface HubAddress {
  readonly url: string;
  readonly token: string;
}

/**
 * What became of a request. `unreachable` will be tried again and may right itself; `refused` was understood
 * and turned down, and needs a person; `too-large` can be sent in smaller pieces. `why` is for the log.
 */
export type HubAnswer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'unreachable' | 'refused' | 'too-large'; readonly why: string };

type Fetch = typeof globalThis.fetch;

/** gzip (RFC 1952) of a text in UTF-8. */
export type Compress = (text: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Below this a body goes as it is: compressing would save less than its header costs. */
const COMPRESSED_FROM_CHARACTERS = 1_000;

/** What a hub that was put back says to a batch (`why` of its answer). */
export const PUT_BACK = 'HTTP 409 put-back';
/** What a hub says to a seat whose token was taken back. */
export const REVOKED = 'HTTP 403 revoked';

/** Sends operations, compressed. Results of operations that were not sent are left out. */
export async function postOperations(
  fetch: Fetch,
  hub: HubAddress,
  seat: number,
  epoch: string | undefined,
  operations: readonly OperationEnvelope[],
  compress: Compress,
  signal: AbortSignal,
): Promise<HubAnswer<{ results: OperationResult[]; epoch: string | undefined }>> {
  const batch: OperationBatch = {
    protocol: HUB_PROTOCOL_VERSION,
    seat,
    ...(epoch !== undefined && { epoch }),
    operations: [...operations],
  };
  const text = JSON.stringify(batch);
  const long = text.length >= COMPRESSED_FROM_CHARACTERS;
  const answer = await request(fetch, `${base(hub.url)}/v1/operations`, {
    method: 'POST',
    headers: {
      ...bearer(hub),
      'content-type': 'application/json',
      ...(long && { 'content-encoding': 'gzip' }),
    },
    body: long ? await compress(text) : text,
    signal,
  });
  if (answer.kind !== 'answered') return answer;
  const parsed = operationResultsSchema.safeParse(answer.value);
  if (parsed.success) {
    const sent = new Set(operations.map((operation) => operation.id));
    const results = parsed.data.results.filter((result) => sent.has(result.id));
    return { kind: 'answered', value: { results, epoch: parsed.data.epoch } };
  }
  return notOurs(answer.value);
}

/** Asks whether the hub is there and speaks our protocol; answers what it says of itself. */
export async function probe(
  fetch: Fetch,
  hub: HubAddress,
  signal: AbortSignal,
): Promise<HubAnswer<HubHealth>> {
  // With the token, so that a seat that was revoked hears of it while it has nothing to send.
  const answer = await request(fetch, `${base(hub.url)}/healthz`, { headers: bearer(hub), signal });
  if (answer.kind !== 'answered') return answer;
  const health = hubHealthSchema.safeParse(answer.value);
  return health.success ? { kind: 'answered', value: health.data } : notOurs(answer.value);
}

/** One page of a feed, after `cursor`; from the beginning without one. */
export async function getFeedPage(
  fetch: Fetch,
  hub: HubAddress,
  feed: FeedName,
  seat: number,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<HubAnswer<FeedPage>> {
  const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  const url = `${base(hub.url)}/v1/feeds/${feed}?seat=${seat}${from}`;
  const answer = await request(fetch, url, { headers: bearer(hub), signal });
  if (answer.kind !== 'answered') return answer;
  const page = feedPageSchema.safeParse(answer.value);
  return page.success && page.data.feed === feed
    ? { kind: 'answered', value: page.data }
    : notOurs(answer.value);
}

/** The newest orders of a number at the hub, whichever seat took them; the number travels in the body only. */
export async function postCaller(
  fetch: Fetch,
  hub: HubAddress,
  number: string,
  signal: AbortSignal,
): Promise<HubAnswer<CallerOrderReport[]>> {
  const answer = await request(fetch, `${base(hub.url)}/v1/callers/orders`, {
    method: 'POST',
    headers: { ...bearer(hub), 'content-type': 'application/json' },
    body: JSON.stringify({ number }),
    signal,
  });
  if (answer.kind !== 'answered') return answer;
  const told = callerOrdersSchema.safeParse(answer.value);
  return told.success ? { kind: 'answered', value: told.data.orders } : notOurs(answer.value);
}

/**
 * Opens the line of server-sent events; the answer's body goes on until one side ends it.
 *
 * @throws TypeError and the signal's reason, as fetch does
 */
export function openEvents(
  fetch: Fetch,
  hub: HubAddress,
  seat: number,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(`${base(hub.url)}/v1/events?seat=${seat}`, {
    headers: { ...bearer(hub), accept: 'text/event-stream' },
    redirect: 'error',
    signal,
  });
}

function bearer(hub: HubAddress): { authorization: string } {
  return { authorization: `Bearer ${hub.token}` };
}

/** What a success means that is none by our schemas. */
function notOurs(value: unknown): HubAnswer<never> {
  const other = z.looseObject({ protocol: z.number() }).safeParse(value);
  return other.success && other.data.protocol !== HUB_PROTOCOL_VERSION
    ? { kind: 'refused', why: `protocol ${other.data.protocol}` }
    : { kind: 'unreachable', why: 'not an answer of a hub' };
}

async function request(fetch: Fetch, url: string, init: RequestInit): Promise<HubAnswer<unknown>> {
  try {
    // Orders are personal data: they go to the configured address and nowhere else.
    const response = await fetch(url, { ...init, redirect: 'error' });
    const text = await response.text();
    if (response.ok) return { kind: 'answered', value: parseJson(text) };
    return failure(response.status, text);
  } catch (error) {
    return { kind: 'unreachable', why: messageOf(error) };
  }
}

/** What an answer without success means. A hub is known by its own words; a proxy before it may be passing. */
function failure(status: number, text: string): HubAnswer<never> {
  const why = `HTTP ${status}`;
  if (status === 413) return { kind: 'too-large', why };
  const error = hubErrorSchema.safeParse(parseJson(text));
  if (status === 403 && error.data?.code === 'revoked') return { kind: 'refused', why: REVOKED };
  if (status === 401 || status === 403) return { kind: 'refused', why };
  if (error.success && status < 500 && status !== 429 && error.data.code !== 'internal') {
    return { kind: 'refused', why: `${why} ${error.data.code}` };
  }
  return { kind: 'unreachable', why };
}

/** The value, or undefined for what is no JSON; every schema refuses that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function base(url: string): string {
  return url.replace(/\/+$/, '');
}
