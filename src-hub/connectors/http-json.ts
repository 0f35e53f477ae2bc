import type { HttpJsonConfiguration } from './configuration.ts';
import type { Connector } from './connector.ts';
import type { OutboundOrder, OutboundValue } from './mapping.ts';

type Fetch = typeof globalThis.fetch;
/** An answer that is longer is none of ours. */
const MOST_CHARACTERS = 256 * 1024;

/**
 * The example: another platform with an HTTP API of JSON. Push: POST, `Idempotency-Key`, answered with an id. Amendment:
 * PUT. State: GET. Statuses that mean «later» (408, 425, 429, 5xx) and no answer are tried again; any other is a no.
 */
export function createHttpJsonConnector(
  configuration: HttpJsonConfiguration,
  token: string,
  options: {
    readonly fetch: Fetch;
    readonly schedule: (milliseconds: number, run: () => void) => () => void;
  },
): Connector {
  const { name, url, paths, answers, states, timeoutSeconds } = configuration;
  const addressOf = (path: string, id: string | null) =>
    `${url.replace(/\/$/, '')}${path.replaceAll('{id}', encodeURIComponent(id ?? ''))}`;

  const ask = async (
    method: string,
    address: string,
    more: { readonly headers?: Record<string, string>; readonly body?: string },
  ) => {
    const controller = new AbortController();
    const cancel = options.schedule(timeoutSeconds * 1_000, () => controller.abort());
    try {
      const answer = await options.fetch(address, {
        method,
        // Orders go to the address that was configured and to no other.
        redirect: 'manual',
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...more.headers },
        ...(more.body !== undefined && { body: more.body }),
        signal: controller.signal,
      });
      const text = await answer.text();
      if (!answer.ok) {
        const reason = `http-${answer.status}`;
        return isLater(answer.status) ? no('again', reason) : no('refused', reason);
      }
      if (text.length > MOST_CHARACTERS) return no('again', 'answer-too-long');
      const json: unknown = JSON.parse(text);
      return { kind: 'answered', json: typeof json === 'object' && json !== null ? json : {} } as const;
    } catch (error) {
      return no('again', error instanceof SyntaxError ? 'answer-unreadable' : 'unreachable');
    } finally {
      cancel();
    }
  };

  return {
    name,
    push: async (order, idempotencyKey, remoteId) => {
      const [method, path] = remoteId === null ? ['POST', paths.push] : ['PUT', paths.update];
      const answer = await ask(method, addressOf(path, remoteId), {
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(bodyOf(configuration, order)),
      });
      if (answer.kind !== 'answered') return answer;
      const id = remoteId ?? textAt(answer.json, answers.id);
      return id === '' ? no('refused', 'answer-without-id') : { kind: 'taken', remoteId: id };
    },
    read: async (remoteId) => {
      const answer = await ask('GET', addressOf(paths.read, remoteId), {});
      if (answer.kind !== 'answered') return answer;
      const remote = textAt(answer.json, answers.state);
      if (remote === '') return no('again', 'answer-without-state');
      const meaning = states[remote] ?? null;
      return { kind: 'state', remote, meaning, text: textAt(answer.json, answers.text) };
    },
  };
}

/** The order in the other platform's field names and codes. */
export function bodyOf(
  { fields, codes }: Pick<HttpJsonConfiguration, 'fields' | 'codes'>,
  order: OutboundOrder,
): Record<string, OutboundValue> {
  const translated = (field: keyof OutboundOrder): OutboundValue => {
    const value = order[field];
    return typeof value === 'string' ? (codes[field]?.[value] ?? value) : value;
  };
  return Object.fromEntries(Object.entries(fields).map(([theirs, ours]) => [theirs, translated(ours)]));
}

const no = <K extends 'again' | 'refused'>(kind: K, reason: string): { kind: K; reason: string } => ({
  kind,
  reason,
});
const isLater = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/** A text or number at a path with dots («data.id»); empty when there is none. */
function textAt(json: object, path: string): string {
  let value: unknown = json;
  for (const part of path.split('.')) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
