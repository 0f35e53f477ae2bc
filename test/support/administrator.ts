import type { Person } from './programs.ts';

/** An administrator at a running hub, as a program of the centre would work there. */
export interface Administrator {
  /** @returns the answer's JSON, or null without one. @throws Error with what the hub said, where it refuses */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Imports a table from a file's bytes, in the place of what the hub had. @throws Error where a line is wrong */
  replaceTable(table: string, file: Buffer | string): Promise<void>;
}

/** Asks a hub, with a token where it wants one; what it answers is the caller's to judge. */
export function askHub(
  hub: { readonly url: string },
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const isFile = typeof body === 'string' || Buffer.isBuffer(body);
  return fetch(`${hub.url}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body !== undefined && { body: isFile ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body) }),
  });
}

/** Signs in where no seat is, as from an office. */
export async function signInAtHub(hub: { readonly url: string }, person: Person): Promise<Administrator> {
  const { id, password } = person;
  const say = async (response: Response): Promise<unknown> => {
    const text = await response.text();
    if (!response.ok) throw new Error(`The hub said ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const login = await say(await askHub(hub, undefined, 'POST', '/v1/login', { id, password }));
  const { session } = login as { session: { accessToken: string } };
  const ask: Administrator['ask'] = async (method, path, body) =>
    say(await askHub(hub, session.accessToken, method, path, body));
  return {
    ask,
    replaceTable: async (table, file) => {
      const report = await ask('POST', `/v1/tables/${table}?replace=true`, file);
      if (!(report as { applied: boolean }).applied) throw new Error(JSON.stringify(report));
    },
  };
}
