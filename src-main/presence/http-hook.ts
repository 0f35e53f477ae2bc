import { type AgentState, CodedError, messageOf } from '#shared/domain/index.ts';
import type { AgentStateReportSettings } from '#shared/settings/index.ts';
import { type Delivery, entryFor } from './delivery.ts';

type Settings = Extract<AgentStateReportSettings, { by: 'http' }>;

export interface HttpHookOptions {
  readonly settings: Settings;
  readonly seat: number;
  /** User part of the seat's SIP address. */
  readonly user: string;
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
}

const LIMIT_MILLISECONDS = 5_000;

/** A request to a web service: what it calls the state, for which seat and which number; no names of people. */
export function createHttpHookDelivery(options: HttpHookOptions): Delivery {
  const { schedule, seat, settings, user } = options;

  const request = (word: string, { state, reason }: AgentState): [string, RequestInit] => {
    const parts: Readonly<Record<string, string>> = {
      seat: String(seat),
      user,
      state: word,
      reason: reason ?? '',
    };
    const url = settings.url.replaceAll(/\{(seat|user|state|reason)\}/g, (_, name: string) =>
      encodeURIComponent(parts[name] ?? ''),
    );
    const authorization = settings.authorization;
    const headers = {
      ...(authorization !== undefined && { authorization }),
      ...(settings.method !== 'GET' && { 'content-type': 'application/json' }),
    };
    const body = JSON.stringify({ seat, user, state: word, agentState: state, reason });
    const { method } = settings;
    return [url, method === 'GET' ? { method, headers } : { method, headers, body }];
  };

  return {
    isRepeatable: true,
    wordFor: (state) => {
      const own = state.reason === null ? state.state : `${state.state}:${state.reason}`;
      return entryFor(settings.words, state) ?? own;
    },
    say: async (word, state) => {
      const limit = new AbortController();
      const cancel = schedule(LIMIT_MILLISECONDS, () => limit.abort());
      try {
        const [url, init] = request(word, state);
        const response = await options
          .fetch(url, { ...init, signal: limit.signal, redirect: 'error' })
          .catch((error: unknown) => {
            throw new CodedError('unreachable', `The exchange's service: ${messageOf(error)}`);
          });
        // Its words are of no use, but a body that is not read keeps the connection.
        await response.body?.cancel();
        if (response.ok) return null;
        const isWorthTrying = response.status >= 500 || response.status === 408 || response.status === 429;
        throw new CodedError(isWorthTrying ? 'unreachable' : 'refused', `It answered ${response.status}.`);
      } finally {
        cancel();
      }
    },
  };
}
