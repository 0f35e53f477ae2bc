import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { HubErrorCode, HubRole } from '#shared/hub-protocol/index.ts';
import type { OutsideScope, StoredAccount, StoredSession } from '../storage/index.ts';

/** Whoever asks, as their token says. */
export type Principal =
  | { readonly kind: 'none' }
  /** A seat by its own token; `number` is null for the token that the seats of a small hub share. */
  | { readonly kind: 'seat'; readonly number: number | null }
  | { readonly kind: 'person'; readonly account: StoredAccount; readonly session: StoredSession }
  | { readonly kind: 'outside'; readonly name: string; readonly scope: OutsideScope };

/** Who may use a route: anybody, a seat, people by role, programs from outside by what their key is for. */
export type Access = 'anyone' | 'seat' | HubRole | OutsideScope;

/** Every kind of access, for tables that have to name each. */
export const EVERY_STAFF_ROLE = [
  'operator',
  'official',
  'scribe',
  'supervisor',
  'editor',
  'administrator',
] as const satisfies readonly HubRole[];

/** One request, parsed and allowed. */
export interface Call<Params, Query, Body> {
  readonly principal: Principal;
  /** Who it is, for events and the audit log: an account's id, `seat:7`, a key's name. */
  readonly actor: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** How a door that is not of our own protocol asks and refuses: pages for people, protocols of other platforms. */
export interface Dialect {
  /** What stands for the header `Authorization`, once the body is read: from a cookie, or from a field of a form. */
  readonly authorizationOf: (request: FastifyRequest) => string | undefined;
  /** Refuses in its own words; undefined: as our own protocol does. */
  readonly refuse: (
    problem: { readonly status: number; readonly code: HubErrorCode; readonly message: string },
    request: FastifyRequest,
    reply: FastifyReply,
  ) => FastifyReply | undefined;
}

/** What a route is: one entry makes the door, its line in the OpenAPI document and its row in the matrix. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for parameters. */
  readonly url: string;
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
  readonly access: readonly Access[];
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The JSON that is answered; absent: no content, or another type. */
  readonly answer?: z.ZodType;
  /** Media type of an answer that is no JSON. */
  readonly answerType?: string;
  readonly dialect?: Dialect;
  readonly handle: (call: Call<unknown, unknown, unknown>) => unknown;
}

interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>
  extends Omit<Route, 'params' | 'query' | 'body' | 'answer' | 'handle'> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer?: A;
  readonly handle: (
    call: Call<z.output<P>, z.output<Q>, z.output<B>>,
  ) => z.input<A> | FastifyReply | undefined | Promise<z.input<A> | FastifyReply | undefined>;
}

/** Declares a route; exists for its type inference. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(route: RouteInput<P, Q, B, A>): Route {
  return route as unknown as Route;
}

/** Whether somebody may use a route. */
export function mayUse(route: Pick<Route, 'access'>, principal: Principal): boolean {
  if (route.access.includes('anyone')) return true;
  switch (principal.kind) {
    case 'none':
      return false;
    case 'seat':
      return route.access.includes('seat');
    case 'person':
      return route.access.includes(principal.account.role);
    case 'outside':
      return route.access.includes(principal.scope);
  }
}

export function actorOf(principal: Principal): string {
  switch (principal.kind) {
    case 'none':
      return '(nobody)';
    case 'seat':
      return principal.number === null ? 'seats' : `seat:${principal.number}`;
    case 'person':
      return principal.account.id;
    case 'outside':
      return `outside:${principal.name}`;
  }
}
