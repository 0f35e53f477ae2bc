import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { boardLayoutSchema, CodedError } from '#shared/domain/index.ts';
import {
  boardSnapshotSchema,
  helpAskSchema,
  helpRequestSchema,
  queueReportSchema,
  supervisionSnapshotSchema,
} from '#shared/hub-protocol/index.ts';
import { acknowledgeHelp, askForHelp, withdrawHelp } from '../board/index.ts';
import { personOf } from './people.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const LEADS = ['supervisor', 'administrator'] as const;
const WATCHERS = ['board', ...LEADS] as const;

/** A line ends after so long, and whoever listens comes again: so that a key that was revoked is not heard for days. */
const LINE_MILLISECONDS = 15 * 60_000;

const byHelpId = z.object({ id: z.uuidv7() });

/** The wallboard, the supervisors, what the exchange says of its queue, and requests for help. */
export function hallRoutes({ board, clock, events, newId, schedule, storage }: HubServices): Route[] {
  /** Opens a line that begins with what is so now. */
  const openLine = async (
    reply: FastifyReply,
    audience: 'board' | 'supervision',
    first: () => Promise<unknown>,
  ) => {
    const snapshot = await first();
    reply.hijack();
    events.open(reply.raw, [audience]);
    reply.raw.write(`event: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`);
    const cancel = schedule(LINE_MILLISECONDS, () => reply.raw.end());
    reply.raw.on('close', cancel);
    return reply;
  };

  return [
    defineRoute({
      method: 'GET',
      url: '/v1/board',
      summary: 'What the wallboard shows; names nobody.',
      access: WATCHERS,
      answer: boardSnapshotSchema,
      handle: () => board.snapshot(),
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/board/layout',
      summary: 'The hall: headline, districts, floor plan.',
      access: WATCHERS,
      answer: boardLayoutSchema,
      handle: () => board.layout,
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/board/events',
      summary: 'Server-sent events: what the wallboard shows, whenever it changed and every ten seconds.',
      access: WATCHERS,
      answerType: 'text/event-stream',
      handle: ({ reply }) => openLine(reply, 'board', board.snapshot),
    }),
    defineRoute({
      method: 'PUT',
      url: '/v1/queue',
      summary: 'The exchange says how many citizens wait in the queue.',
      access: ['exchange'],
      body: queueReportSchema,
      handle: async ({ body, reply }) => {
        await storage.transaction((unit) => board.reportQueue(unit, body));
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/supervision',
      summary: 'Seats with who sits there, overdue orders, requests for help.',
      access: LEADS,
      answer: supervisionSnapshotSchema,
      handle: () => board.supervision(),
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/supervision/events',
      summary: 'Server-sent events: what supervisors see, whenever it changed and every ten seconds.',
      access: LEADS,
      answerType: 'text/event-stream',
      handle: ({ reply }) => openLine(reply, 'supervision', board.supervision),
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/help',
      summary: 'A seat asks for a supervisor. Asked twice is asked once.',
      access: ['seat'],
      body: helpAskSchema,
      answer: helpRequestSchema,
      handle: ({ principal, body }) => {
        if (principal.kind === 'seat' && principal.number !== null && principal.number !== body.seat) {
          throw new CodedError('not-allowed', 'A seat asks for itself.');
        }
        return storage.transaction((unit) => askForHelp(unit, body, newId(), clock.wall()));
      },
    }),
    defineRoute({
      method: 'DELETE',
      url: '/v1/help/:id',
      summary: 'The seat needs nobody any more.',
      access: ['seat'],
      params: byHelpId,
      handle: async ({ principal, params, reply }) => {
        const seat = principal.kind === 'seat' ? principal.number : null;
        await storage.transaction((unit) => withdrawHelp(unit, params.id, seat));
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/help/:id/acknowledge',
      summary: 'A supervisor has seen a request and comes; the first one stays written down.',
      access: LEADS,
      params: byHelpId,
      answer: helpRequestSchema,
      handle: ({ principal, params }) => {
        const { account } = personOf(principal);
        return storage.transaction((unit) => acknowledgeHelp(unit, params.id, account, clock.wall()));
      },
    }),
  ];
}
