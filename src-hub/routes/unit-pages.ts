import { z } from 'zod';
import { CodedError, codeOf, orderIdSchema } from '#shared/domain/index.ts';
import {
  listPage,
  type Notice,
  notDone,
  pageTexts,
  problemsOf,
  stepOf,
  UNIT_TABS,
} from '../unit-pages/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';
import { createUnitDoor, typedStepSchema } from './unit-door.ts';
import { unitSignInRoutes } from './unit-sign-in.ts';

const PAGE_SIZE = 50;

const tabSchema = z.enum(Object.keys(UNIT_TABS) as [keyof typeof UNIT_TABS]).catch('todo');
const markSchema = z
  .string()
  .regex(/^(\d+(\.\d+)?)?_[0-9a-f-]{36}$/)
  .transform((text) => {
    const [due = '', id = ''] = text.split('_');
    return { deadlineAt: due === '' ? null : Number(due), id };
  });
const byId = z.object({ id: orderIdSchema });
const DONE = ['sign', 'answer', 'return-request', 'extension-request', 'dispatch'] as const;

/** Pages on which handling units work on their orders (docs/spec/unit-pages.md). */
export function unitPageRoutes(services: HubServices): Route[] {
  const { storage, clock, desk } = services;
  const door = createUnitDoor(services);
  const { viewOf, send, goTo, dialect, checkForm, visit, showOrder } = door;
  return [
    ...unitSignInRoutes(services, door),
    defineRoute({
      method: 'GET',
      url: '/unit',
      summary: 'Unit page: the orders that the unit has, the soonest due first.',
      access: ['unit'],
      query: z.looseObject({
        tab: tabSchema.optional(),
        after: markSchema.optional(),
        done: z.literal('password').optional().catch(undefined),
        missing: z.literal('number').optional().catch(undefined),
      }),
      answerType: 'text/html',
      dialect,
      handle: ({ principal, query, request, reply }) =>
        visit(principal, reply, async (person) => {
          const view = viewOf(request, reply, person);
          const texts = pageTexts[view.language];
          const tab = query.tab ?? 'todo';
          const { unit } = person;
          const asked = { unit, states: UNIT_TABS[tab], limit: PAGE_SIZE + 1, after: query.after };
          const found = await storage.read.orders.listForUnit(asked);
          const last = found.length > PAGE_SIZE ? found[PAGE_SIZE - 1] : undefined;
          const text = listPage(view, {
            tab,
            counts: await storage.read.orders.countForUnit(unit),
            orders: found.slice(0, PAGE_SIZE).map(desk.forUnits),
            isFirst: query.after === undefined,
            next: last ? `${last.standing.deadlineAt ?? ''}_${last.order.id}` : null,
            now: clock.wall(),
            notice: query.missing
              ? { kind: 'warn', text: texts.notFoundNumber }
              : query.done
                ? { kind: 'good', text: texts.passwordChanged }
                : null,
          });
          return send(reply, 200, text);
        }),
    }),
    defineRoute({
      method: 'GET',
      url: '/unit/find',
      summary: 'Unit page: goes to the order with a number.',
      access: ['unit'],
      query: z.looseObject({ number: z.string().trim().max(40).default('') }),
      dialect,
      handle: ({ principal, query, reply }) =>
        visit(principal, reply, async ({ unit }) => {
          const found =
            query.number === '' ? [] : await storage.read.orders.list({ number: query.number, limit: 20 });
          for (const { order } of found) {
            const { life } = await desk.open(order.id);
            if (life.units.includes(unit)) return goTo(reply, `/unit/orders/${order.id}`);
          }
          return goTo(reply, '/unit?missing=number');
        }),
    }),
    defineRoute({
      method: 'GET',
      url: '/unit/orders/:id',
      summary: 'Unit page: one order, what was done and what can be done.',
      access: ['unit'],
      params: byId,
      query: z.looseObject({ done: z.enum(DONE).optional().catch(undefined) }),
      answerType: 'text/html',
      dialect,
      handle: ({ principal, params, query, request, reply }) =>
        visit(principal, reply, async (person) => {
          const texts = pageTexts[viewOf(request, reply, person).language];
          const words = {
            sign: texts.doneSign,
            answer: texts.doneAnswer,
            'return-request': texts.doneReturn,
            'extension-request': texts.doneExtension,
            dispatch: texts.doneDispatch,
          };
          const notice: Notice | null = query.done ? { kind: 'good', text: words[query.done] } : null;
          return showOrder(request, reply, person, params.id, { notice });
        }),
    }),
    defineRoute({
      method: 'POST',
      url: '/unit/orders/:id/steps',
      summary: 'Unit page: takes a step by a form.',
      access: ['unit'],
      params: byId,
      body: typedStepSchema,
      answerType: 'text/html',
      dialect,
      handle: ({ principal, params, body, actor, request, reply }) =>
        visit(principal, reply, async (person) => {
          checkForm(request, person, body.form);
          const texts = pageTexts[viewOf(request, reply, person).language];
          const step = stepOf(body);
          const sayWhatIsWrong = async () => {
            const { extension } = await desk.openForUnit(params.id, person.unit);
            const notice = notDone(problemsOf(body, texts, extension), texts);
            return showOrder(request, reply, person, params.id, { status: 422, notice, typed: body });
          };
          if (problemsOf(body, texts).length > 0 || step === undefined) return sayWhatIsWrong();
          try {
            await desk.take(params.id, step, { by: { kind: 'unit', unit: person.unit }, actor }, body.step);
          } catch (error) {
            if (codeOf(error) === 'extension-refused') return sayWhatIsWrong();
            const isLate =
              error instanceof CodedError && (error.code === 'conflict' || error.code === 'not-allowed');
            if (!isLate) throw error;
            const notice: Notice = { kind: 'bad', text: texts.conflict };
            return showOrder(request, reply, person, params.id, { status: 409, notice, typed: body });
          }
          return goTo(reply, `/unit/orders/${params.id}?done=${step.kind}`);
        }),
    }),
  ];
}
