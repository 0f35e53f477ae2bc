import { z } from 'zod';
import { CodedError, staffIdSchema, staffSchema } from '#shared/domain/index.ts';
import { hubRoleSchema, hubStaffSchema } from '#shared/hub-protocol/index.ts';
import { digestOf, makeToken, staffOf } from '../accounts/index.ts';
import { giveAllSettings, giveSeatSettings, readSeatSettings, shownSettings, tellSeat } from '../seats.ts';
import { outsideScopeSchema } from '../storage/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const seatNumber = z.coerce.number().int().min(1).max(999);

const accountInput = z
  .object({
    name: staffSchema.shape.name,
    role: hubRoleSchema,
    unit: z.string().trim().min(1).max(100).nullable().default(null),
    /** Given by the administrator; has to be changed at the first login. Absent: as it was. */
    password: z.string().min(10).max(200).optional(),
  })
  .refine(({ role, unit }) => (role === 'unit') === (unit !== null), {
    error: 'a unit, for the role `unit` and for no other',
    path: ['unit'],
  });

const seatSchema = z.object({
  number: z.number().int(),
  name: z.string(),
  settings: z.unknown(),
  revoked: z.boolean(),
  lastSeenAt: z.number().nullable(),
});

/** Accounts, seats, keys and the audit log. */
export function administrationRoutes(services: HubServices): Route[] {
  const { storage, accounts, clock, randomBytes, newId } = services;
  const note = (actor: string, action: string, target: string) => ({
    at: clock.wall(),
    actor,
    action,
    target,
    detail: {},
  });

  return [
    defineRoute({
      method: 'GET',
      url: '/v1/accounts',
      summary: 'Every account, without any secret.',
      access: ['supervisor', 'administrator'],
      answer: z.object({ accounts: z.array(hubStaffSchema.extend({ closed: z.boolean() })) }),
      handle: async () => ({
        accounts: (await storage.read.accounts.list()).map((account) => ({
          ...staffOf(account),
          closed: account.closedAt !== null,
        })),
      }),
    }),
    defineRoute({
      method: 'PUT',
      url: '/v1/accounts/:id',
      summary: 'Makes an account, changes it or opens a closed one again.',
      access: ['administrator'],
      params: z.object({ id: staffIdSchema }),
      body: accountInput,
      handle: async ({ actor, params, body, reply }) => {
        const { password, ...rest } = body;
        const passwordHash = password === undefined ? null : await accounts.hash(password);
        await storage.transaction((unit) =>
          accounts.save(unit, { id: params.id, ...rest, passwordHash }, actor),
        );
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'DELETE',
      url: '/v1/accounts/:id',
      summary: 'Closes an account and ends its sessions; what it did stays.',
      access: ['administrator'],
      params: z.object({ id: staffIdSchema }),
      handle: async ({ actor, params, reply }) => {
        if (params.id === actor) throw new CodedError('conflict', 'Nobody closes their own account.');
        await accounts.close(params.id, actor);
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/seats',
      summary: 'Every seat that was given a token.',
      access: ['supervisor', 'administrator'],
      answer: z.object({ seats: z.array(seatSchema.omit({ settings: true })) }),
      handle: async () => ({
        seats: (await storage.read.seats.list()).map(({ number, name, revokedAt, lastSeenAt }) => ({
          number,
          name,
          revoked: revokedAt !== null,
          lastSeenAt,
        })),
      }),
    }),
    defineRoute({
      method: 'PUT',
      url: '/v1/seats/:number',
      summary: 'Gives a seat a new token, which is answered this once, its SIP account and its settings.',
      access: ['administrator'],
      params: z.object({ number: seatNumber }),
      body: z.object({ name: z.string().trim().min(1).max(64), settings: z.unknown() }),
      answer: z.object({ token: z.string() }),
      handle: async ({ actor, params, body }) => {
        const token = makeToken('seat', randomBytes);
        const { number } = params;
        await storage.transaction(async (unit) => {
          const settings = await readSeatSettings(unit, body.settings);
          const before = await unit.seats.find(number);
          const at = clock.wall();
          await unit.seats.save({
            number,
            name: body.name,
            tokenDigest: digestOf(token),
            settings: settings ?? before?.settings ?? null,
            createdAt: before?.createdAt ?? at,
            revokedAt: null,
            lastSeenAt: before?.lastSeenAt ?? null,
          });
          if (settings !== null) await tellSeat(unit, number, at);
          await unit.audit.append(note(actor, 'seat-given-token', `seat:${number}`));
        });
        return { token };
      },
    }),
    defineRoute({
      method: 'PUT',
      url: '/v1/seats/:number/settings',
      summary:
        'Gives a seat its SIP account and settings; its token stays. The seat is told and fetches them.',
      access: ['administrator'],
      params: z.object({ number: seatNumber }),
      body: z.object({ settings: z.unknown() }),
      handle: async ({ actor, params: { number }, body, reply }) => {
        const given = { number, settings: body.settings, at: clock.wall(), actor };
        await storage.transaction((unit) => giveSeatSettings(unit, given));
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/seats/:number/settings',
      summary: 'What a seat is given: that of all seats, its own, and both joined. Without passwords.',
      access: ['administrator'],
      params: z.object({ number: seatNumber }),
      answer: z.object({ all: z.unknown(), own: z.unknown(), joined: z.unknown() }),
      handle: async ({ params: { number } }) => {
        const seat = await storage.read.seats.find(number);
        if (seat === undefined) throw new CodedError('not-found', 'There is no such seat.');
        return shownSettings(storage.read, seat.settings);
      },
    }),
    defineRoute({
      method: 'PUT',
      url: '/v1/seat-settings',
      summary: 'Gives all seats settings; what a seat was given by itself goes before them. Each is told.',
      access: ['administrator'],
      body: z.object({ settings: z.unknown() }),
      handle: async ({ actor, body, reply }) => {
        const given = { settings: body.settings, at: clock.wall(), actor };
        await storage.transaction((unit) => giveAllSettings(unit, given));
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'DELETE',
      url: '/v1/seats/:number',
      summary: 'Revokes a seat: its token and every session at it end at once.',
      access: ['administrator'],
      params: z.object({ number: seatNumber }),
      handle: async ({ actor, params, reply }) => {
        await storage.transaction(async (unit) => {
          const seat = await unit.seats.find(params.number);
          if (seat === undefined) throw new CodedError('not-found', 'There is no such seat.');
          const at = clock.wall();
          await unit.seats.save({ ...seat, revokedAt: seat.revokedAt ?? at });
          await unit.sessions.endSeat(params.number, at);
          await unit.audit.append(note(actor, 'seat-revoked', `seat:${params.number}`));
        });
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/outside-keys',
      summary: 'Keys of other platforms and programs, without the keys themselves.',
      access: ['administrator'],
      answer: z.object({
        keys: z.array(
          z.object({ id: z.string(), name: z.string(), scope: outsideScopeSchema, revoked: z.boolean() }),
        ),
      }),
      handle: async () => ({
        keys: (await storage.read.outsideKeys.list()).map(({ id, name, scope, revokedAt }) => ({
          id,
          name,
          scope,
          revoked: revokedAt !== null,
        })),
      }),
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/outside-keys',
      summary: 'Makes a key for another platform or a monitoring system; it is answered this once.',
      access: ['administrator'],
      body: z.object({ name: z.string().trim().min(1).max(64), scope: outsideScopeSchema }),
      answer: z.object({ id: z.string(), key: z.string() }),
      handle: async ({ actor, body }) => {
        const key = makeToken('key', randomBytes);
        const id = newId();
        await storage.transaction(async (unit) => {
          const createdAt = clock.wall();
          await unit.outsideKeys.save({ id, ...body, keyDigest: digestOf(key), createdAt, revokedAt: null });
          await unit.audit.append(note(actor, 'outside-key-made', id));
        });
        return { id, key };
      },
    }),
    defineRoute({
      method: 'DELETE',
      url: '/v1/outside-keys/:id',
      summary: 'Revokes a key.',
      access: ['administrator'],
      params: z.object({ id: z.uuidv7() }),
      handle: async ({ actor, params, reply }) => {
        await storage.transaction(async (unit) => {
          const key = (await unit.outsideKeys.list()).find(({ id }) => id === params.id);
          if (key === undefined) throw new CodedError('not-found', 'There is no such key.');
          await unit.outsideKeys.save({ ...key, revokedAt: key.revokedAt ?? clock.wall() });
          await unit.audit.append(note(actor, 'outside-key-revoked', params.id));
        });
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/audit',
      summary: 'The audit log from a sequence on; each hash covers the entry and the hash before it.',
      access: ['supervisor', 'administrator'],
      query: z.object({
        from: z.coerce.number().int().min(1).default(1),
        limit: z.coerce.number().int().min(1).max(1_000).default(200),
      }),
      answer: z.object({
        entries: z.array(
          z.object({
            sequence: z.number().int(),
            at: z.number(),
            actor: z.string(),
            action: z.string(),
            target: z.string(),
            detail: z.record(z.string(), z.unknown()),
            hash: z.string(),
          }),
        ),
      }),
      handle: async ({ query }) => ({ entries: await storage.read.audit.list(query.from, query.limit) }),
    }),
  ];
}
