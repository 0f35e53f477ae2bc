import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import {
  type FeedName,
  feedCursorSchema,
  feedItemSchema,
  feedNameSchema,
  feedPageSchema,
} from '#shared/hub-protocol/index.ts';
import type { Audience } from '../storage/index.ts';
import { defineRoute, EVERY_STAFF_ROLE, type Principal, type Route } from './route.ts';
import type { HubServices } from './services.ts';

/** Who keeps a feed by hand; the others are made by the hub. */
const KEEPERS: Partial<Record<FeedName, readonly string[]>> = {
  scripts: ['editor', 'administrator'],
  units: ['administrator'],
  divisions: ['administrator'],
  categories: ['administrator'],
  reasons: ['administrator'],
  roster: ['supervisor', 'administrator'],
  announcements: ['supervisor', 'administrator'],
  settings: ['administrator'],
};

/** Whose items somebody reads: everybody's, and a seat its own. */
function audiencesOf(principal: Principal): Audience[] {
  const own: Audience[] =
    principal.kind === 'seat' && principal.number !== null ? [`seat:${principal.number}`] : [];
  return ['all', ...own];
}

/** A seat of a small hub shares its token with the others, and says by itself which one it is. */
const seatQuery = z.object({ seat: z.coerce.number().int().min(1).max(999).optional() });

const withSeat = (principal: Principal, seat: number | undefined): Audience[] =>
  principal.kind === 'seat' && principal.number === null && seat !== undefined
    ? ['all', `seat:${seat}`]
    : audiencesOf(principal);

/** What the hub keeps for its seats. */
export function feedRoutes({ storage, clock, events }: HubServices): Route[] {
  return [
    defineRoute({
      method: 'GET',
      url: '/v1/feeds/:name',
      summary: 'What has changed in a feed after a cursor.',
      access: ['seat', ...EVERY_STAFF_ROLE],
      params: z.object({ name: feedNameSchema }),
      query: seatQuery.extend({
        cursor: feedCursorSchema.optional(),
        limit: z.coerce.number().int().min(1).max(1_000).default(500),
      }),
      answer: feedPageSchema,
      handle: ({ principal, params, query }) =>
        storage.read.feeds.page(params.name, withSeat(principal, query.seat), query.cursor, query.limit),
    }),
    defineRoute({
      method: 'PUT',
      url: '/v1/feeds/:name',
      summary: 'Changes items of a feed that is kept by hand; a body of null takes one out.',
      access: ['supervisor', 'editor', 'administrator'],
      params: z.object({ name: feedNameSchema }),
      body: z.object({ items: z.array(feedItemSchema).min(1).max(1_000) }),
      handle: async ({ principal, actor, params, body, reply }) => {
        const role = principal.kind === 'person' ? principal.account.role : '';
        if (!KEEPERS[params.name]?.includes(role)) {
          throw new CodedError('not-allowed', `The feed ${params.name} is not yours to keep.`);
        }
        await storage.transaction(async (unit) => {
          await unit.feeds.put(params.name, 'all', body.items);
          await unit.audit.append({
            at: clock.wall(),
            actor,
            action: 'feed-changed',
            target: params.name,
            detail: { items: body.items.length },
          });
        });
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/script-reports',
      summary: 'What operators said of the script library, and how often entries were used.',
      access: ['supervisor', 'editor', 'administrator'],
      query: z.object({
        kind: z.enum(['script.note', 'script.usage']),
        from: z.coerce.number().default(0),
        limit: z.coerce.number().int().min(1).max(1_000).default(200),
      }),
      answer: z.object({
        reports: z.array(z.object({ id: z.string(), seat: z.number(), at: z.number(), body: z.unknown() })),
      }),
      handle: async ({ query }) => ({
        reports: await storage.read.calls.scriptReports(query.kind, query.from, query.limit),
      }),
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/events',
      summary: 'Server-sent events: which feed has changed.',
      access: ['seat', ...EVERY_STAFF_ROLE],
      query: seatQuery,
      answerType: 'text/event-stream',
      handle: ({ principal, query, reply }) => {
        reply.hijack();
        events.open(reply.raw, withSeat(principal, query.seat));
        return reply;
      },
    }),
  ];
}
