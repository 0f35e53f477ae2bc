import { z } from 'zod';
import { CodedError, staffIdSchema } from '#shared/domain/index.ts';
import {
  isOwnForm,
  notDone,
  ownAddress,
  PAGE_STYLE,
  pageTexts,
  passwordPage,
  readCookie,
  writeCookie,
} from '../unit-pages/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';
import { typedStepSchema, type UnitDoor } from './unit-door.ts';

/** Signing in and out on the unit page, and one's password (docs/spec/unit-pages.md, UP-1 to UP-6). */
export function unitSignInRoutes({ accounts }: HubServices, door: UnitDoor): Route[] {
  const {
    viewOf,
    send,
    goTo,
    askToSignIn,
    dialect,
    openDialect,
    unitPersonOf,
    prolong,
    checkForm,
    showOrder,
    signIn,
  } = door;
  return [
    defineRoute({
      method: 'GET',
      url: '/unit/style.css',
      summary: 'Style sheet of the unit page.',
      access: ['anyone'],
      answerType: 'text/css',
      dialect: openDialect,
      handle: ({ reply }) =>
        reply
          .header('Cache-Control', 'public, max-age=3600')
          .type('text/css; charset=utf-8')
          .send(PAGE_STYLE),
    }),
    defineRoute({
      method: 'GET',
      url: '/unit/login',
      summary: 'Unit page: sign-in.',
      access: ['anyone'],
      query: z.looseObject({ next: z.string().max(300).optional() }),
      answerType: 'text/html',
      dialect: openDialect,
      handle: ({ query, request, reply }) =>
        askToSignIn(request, reply, 200, { notice: null, next: ownAddress(query.next) }),
    }),
    defineRoute({
      method: 'POST',
      url: '/unit/login',
      summary: 'Unit page: signs in by a form.',
      access: ['anyone'],
      body: z.looseObject({
        id: z.string().max(100).default(''),
        password: z.string().max(200).default(''),
        next: z.string().max(300).optional(),
        form: z.string().max(100).default(''),
      }),
      answerType: 'text/html',
      dialect: openDialect,
      handle: async ({ body, request, reply }) => {
        const texts = pageTexts[viewOf(request, reply, null).language];
        const next = ownAddress(body.next);
        const held = Object.fromEntries(
          (['kind', 'text', 'days', 'unit'] as const)
            .map((name) => [name, body[`held-${name}`]] as const)
            .filter((pair): pair is [(typeof pair)[0], string] => typeof pair[1] === 'string'),
        );
        const again = (status: number, text: string) =>
          askToSignIn(request, reply, status, { notice: { kind: 'bad', text }, id: body.id, next, held });
        if (!isOwnForm(request, readCookie(request, 'before'), body.form)) return again(400, texts.staleForm);
        const id = staffIdSchema.safeParse(body.id);
        if (!id.success || body.password === '') return again(401, texts.signInWrong);
        try {
          const person = await signIn(request, reply, { id: id.data, password: body.password });
          const orderId = /^\/unit\/orders\/([0-9a-f-]{36})$/.exec(next)?.[1];
          const typed = typedStepSchema.parse(held);
          if (orderId === undefined || typed.kind === '' || person.account.mustChange)
            return goTo(reply, next);
          return await showOrder(request, reply, person, orderId, { notice: null, typed });
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          if (error.code === 'unauthorized') return again(401, texts.signInWrong);
          if (error.code === 'too-many') return again(429, texts.signInPaused);
          if (error.code === 'not-allowed') return again(403, texts.notUnit);
          throw error;
        }
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/unit/logout',
      summary: 'Unit page: signs out.',
      access: ['unit'],
      body: typedStepSchema.pick({ form: true }),
      dialect,
      handle: async ({ principal, body, request, reply }) => {
        const person = unitPersonOf(principal);
        checkForm(request, person, body.form);
        await accounts.logout(person.session);
        writeCookie(request, reply, 'session', '', 0);
        return goTo(reply, '/unit/login');
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/unit/password',
      summary: 'Unit page: the form to change one’s password.',
      access: ['unit'],
      answerType: 'text/html',
      dialect,
      handle: async ({ principal, request, reply }) => {
        const person = unitPersonOf(principal);
        await prolong(person);
        return send(
          reply,
          200,
          passwordPage(viewOf(request, reply, person), person.account.mustChange, null),
        );
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/unit/password',
      summary: 'Unit page: changes one’s password; ends one’s other sessions.',
      access: ['unit'],
      body: z.object({
        before: z.string().max(200).default(''),
        after: z.string().max(200).default(''),
        again: z.string().max(200).default(''),
        form: z.string().max(100).default(''),
      }),
      answerType: 'text/html',
      dialect,
      handle: async ({ principal, body, request, reply }) => {
        const person = unitPersonOf(principal);
        checkForm(request, person, body.form);
        const view = viewOf(request, reply, person);
        const texts = pageTexts[view.language];
        const refuse = (id: string, text: string) => {
          const notice = notDone([{ id, text }], texts);
          return send(reply, 422, passwordPage(view, person.account.mustChange, notice));
        };
        if ([...body.after].length < 10) return refuse('after', texts.passwordShort);
        if (body.after !== body.again) return refuse('again', texts.passwordDifferent);
        if (body.after === body.before) return refuse('after', texts.passwordSame);
        try {
          await accounts.changePassword(person.account, body.before, body.after);
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          if (error.code === 'unauthorized') return refuse('before', texts.passwordWrong);
          if (error.code === 'too-many') return refuse('before', texts.signInPaused);
          throw error;
        }
        await signIn(request, reply, { id: person.account.id, password: body.after });
        return goTo(reply, '/unit?done=password');
      },
    }),
  ];
}
