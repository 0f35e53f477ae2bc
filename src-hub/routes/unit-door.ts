import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { digestOf, staffOf } from '../accounts/index.ts';
import type { StoredAccount, StoredSession } from '../storage/index.ts';
import {
  formTokenOf,
  type HeldForm,
  IDLE_MILLISECONDS,
  isOwnForm,
  languageOf,
  type Notice,
  orderPage,
  type PageView,
  pageTexts,
  problemPage,
  readCookie,
  signInPage,
  type TypedStep,
  writeCookie,
} from '../unit-pages/index.ts';
import { personOf } from './people.ts';
import type { Dialect, Principal } from './route.ts';
import type { HubServices } from './services.ts';

const LANGUAGE_SECONDS = 400 * 86_400;
/** How much of a session's idle time may pass before its use is written down. */
const PROLONG_AFTER_MILLISECONDS = 60_000;

/** Nothing but our own style sheet and forms; no script at all, and no frame around it. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** What the form of a step brings. */
export const typedStepSchema = z.object({
  kind: z.string().max(40).default(''),
  text: z.string().max(8_000).default(''),
  days: z.string().max(10).default(''),
  unit: z.string().max(400).default(''),
  form: z.string().max(100).default(''),
  step: z.uuidv7().optional(),
});

/** Somebody of a handling unit. */
export interface UnitPerson {
  readonly account: StoredAccount;
  readonly session: StoredSession;
  readonly unit: string;
}

/** What the routes of the unit page share: who looks, how it is answered, what is refused (docs/spec/unit-pages.md). */
export function createUnitDoor(services: HubServices) {
  const { storage, accounts, clock, desk, newId, randomBytes } = services;

  const viewOf = (request: FastifyRequest, reply: FastifyReply, person: UnitPerson | null): PageView => {
    const [path = '', search = ''] = request.url.split('?');
    const query = new URLSearchParams(search);
    const asked = query.get('lang') ?? undefined;
    if (asked === 'zh' || asked === 'en') writeCookie(request, reply, 'language', asked, LANGUAGE_SECONDS);
    query.delete('lang');
    const language = languageOf(asked ?? readCookie(request, 'language'), request.headers['accept-language']);
    const here = request.method === 'GET' ? `${path}${query.size > 0 ? `?${query}` : ''}` : '/unit';
    let secret = person?.session.accessDigest ?? readCookie(request, 'before');
    if (secret === undefined) {
      secret = randomBytes(24).toString('base64url');
      writeCookie(request, reply, 'before', secret);
    }
    return {
      language,
      person: person && { name: staffOf(person.account).name, unit: person.unit },
      formToken: formTokenOf(secret),
      here,
    };
  };

  const send = (reply: FastifyReply, status: number, text: string) =>
    reply
      .status(status)
      .headers({
        'Content-Security-Policy': CONTENT_POLICY,
        'X-Frame-Options': 'DENY',
        // With «no-referrer» a browser would hide the origin of our own forms too.
        'Referrer-Policy': 'same-origin',
      })
      .type('text/html; charset=utf-8')
      .send(text);
  const goTo = (reply: FastifyReply, address: string) => reply.status(303).header('Location', address).send();

  const askToSignIn = (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    more: {
      readonly notice: Notice | null;
      readonly id?: string;
      readonly next: string;
      readonly held?: HeldForm;
    },
  ) => send(reply, status, signInPage(viewOf(request, reply, null), { id: '', ...more }));

  /** What was typed into the form of a step, for after the sign-in. */
  const heldOf = (request: FastifyRequest): HeldForm => {
    const typed = typedStepSchema.safeParse(request.body);
    if (!typed.success || !request.url.endsWith('/steps')) return {};
    const { kind, text, days, unit } = typed.data;
    return { kind, text, days, unit };
  };

  const dialect: Dialect = {
    authorizationOf: (request) => {
      if (request.headers.authorization !== undefined) return request.headers.authorization;
      const token = readCookie(request, 'session');
      return token === undefined ? undefined : `Bearer ${token}`;
    },
    refuse: ({ status, code }, request, reply) => {
      if (!request.headers.accept?.includes('text/html')) return undefined;
      const view = viewOf(request, reply, null);
      const texts = pageTexts[view.language];
      if (status === 401 || code === 'revoked') {
        const hadOne = readCookie(request, 'session') !== undefined;
        writeCookie(request, reply, 'session', '', 0);
        const next = request.method === 'GET' ? view.here : request.url.replace(/\/steps$/, '');
        return askToSignIn(request, reply, 401, {
          notice: hadOne ? { kind: 'warn', text: texts.signInAgain } : null,
          next,
          held: heldOf(request),
        });
      }
      const words =
        status === 404
          ? texts.notFound
          : status === 429
            ? texts.tooMany
            : code === 'invalid'
              ? texts.staleForm
              : texts.problemText;
      return send(reply, status, problemPage(view, words));
    },
  };
  /** Doors without a session: a cookie that is over must not keep anybody from signing in. */
  const openDialect: Dialect = { ...dialect, authorizationOf: () => undefined };

  const unitPersonOf = (principal: Principal): UnitPerson => {
    const { account, session } = personOf(principal);
    return { account, session, unit: account.unit ?? '' };
  };
  const prolong = async ({ session }: UnitPerson) => {
    const until = Math.min(clock.wall() + IDLE_MILLISECONDS, session.refreshExpiresAt);
    if (until - session.accessExpiresAt < PROLONG_AFTER_MILLISECONDS) return;
    await storage.transaction((unit) => unit.sessions.prolong(session.id, until));
  };
  /** @throws CodedError `invalid` for a form that does not come from a page of this session */
  const checkForm = (request: FastifyRequest, { session }: UnitPerson, token: string) => {
    if (!isOwnForm(request, session.accessDigest, token)) {
      throw new CodedError('invalid', 'This form does not come from a page of this session.');
    }
  };

  /** Shows a page to somebody who is signed in and has a password of their own. */
  const visit = async (
    principal: Principal,
    reply: FastifyReply,
    work: (person: UnitPerson) => Promise<FastifyReply>,
  ) => {
    const person = unitPersonOf(principal);
    await prolong(person);
    return person.account.mustChange ? goTo(reply, '/unit/password') : work(person);
  };

  const showOrder = async (
    request: FastifyRequest,
    reply: FastifyReply,
    person: UnitPerson,
    orderId: string,
    more: { readonly status?: number; readonly notice: Notice | null; readonly typed?: TypedStep },
  ) => {
    const found = await desk.openForUnit(orderId, person.unit);
    await desk.noteReading(person.account.id, orderId);
    const shown = { ...found, unit: person.unit, now: clock.wall(), typed: more.typed ?? null, newId };
    return send(reply, more.status ?? 200, orderPage(viewOf(request, reply, person), shown, more.notice));
  };

  const signIn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: { readonly id: string; readonly password: string },
  ): Promise<UnitPerson> => {
    const answer = await accounts.login({ ...given, seat: null, address: request.ip });
    const token = answer.session.accessToken;
    const session = await storage.read.sessions.byAccess(digestOf(token));
    const account = await storage.read.accounts.find(given.id);
    if (session === undefined || account === undefined)
      throw new CodedError('unauthorized', 'Sign in again.');
    if (account.role !== 'unit') {
      await accounts.logout(session);
      throw new CodedError('not-allowed', 'This page is for handling units.');
    }
    writeCookie(request, reply, 'session', token);
    writeCookie(request, reply, 'before', '', 0);
    return { account, session, unit: account.unit ?? '' };
  };

  return {
    viewOf,
    send,
    goTo,
    askToSignIn,
    dialect,
    openDialect,
    unitPersonOf,
    prolong,
    checkForm,
    visit,
    showOrder,
    signIn,
  };
}
export type UnitDoor = ReturnType<typeof createUnitDoor>;
