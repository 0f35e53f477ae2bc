import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import {
  loginAnswerSchema,
  loginRequestSchema,
  meSchema,
  passwordChangeSchema,
  provisioningSchema,
  refreshRequestSchema,
  sessionSchema,
} from '#shared/hub-protocol/index.ts';
import { staffOf } from '../accounts/index.ts';
import { settingsGivenAt, settingsOf } from '../seats.ts';
import type { StoredAccount, StoredSession } from '../storage/index.ts';
import { defineRoute, EVERY_STAFF_ROLE, type Principal, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const PEOPLE = [...EVERY_STAFF_ROLE, 'unit'] as const;

/** The person who asks. @throws CodedError `not-allowed`, which no route for people alone ever meets */
export function personOf(principal: Principal): { account: StoredAccount; session: StoredSession } {
  if (principal.kind !== 'person') throw new CodedError('not-allowed', 'Only for people.');
  return principal;
}

/** Signing in and out. */
export function peopleRoutes({ accounts, clock, storage }: HubServices): Route[] {
  return [
    defineRoute({
      method: 'POST',
      url: '/v1/login',
      summary: "A person signs in; at a seat with the seat's token as bearer.",
      access: ['anyone'],
      body: loginRequestSchema.extend({ seat: z.number().int().min(1).max(999).optional() }),
      answer: loginAnswerSchema,
      handle: ({ principal, body, request }) => {
        const atSeat = principal.kind === 'seat';
        const seat = atSeat ? (principal.number ?? body.seat ?? null) : null;
        return accounts.login({ id: body.id, password: body.password, seat, address: request.ip });
      },
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/refresh',
      summary: 'A new access token for a refresh token, which serves once.',
      access: ['anyone'],
      body: refreshRequestSchema,
      answer: sessionSchema,
      handle: ({ body }) => accounts.refresh(body.refreshToken),
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/logout',
      summary: 'Ends the session and all that came of the same login.',
      access: PEOPLE,
      handle: async ({ principal, reply }) => {
        await accounts.logout(personOf(principal).session);
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/me',
      summary: 'Who is signed in.',
      access: PEOPLE,
      answer: meSchema,
      handle: ({ principal }) => ({ staff: staffOf(personOf(principal).account), now: clock.wall() }),
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/password',
      summary: "Changes one's own password; ends one's other sessions.",
      access: PEOPLE,
      body: passwordChangeSchema,
      handle: async ({ principal, body, reply }) => {
        await accounts.changePassword(personOf(principal).account, body.before, body.after);
        return reply.status(204).send();
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/v1/provisioning',
      summary: 'What the centre gives to this seat: its SIP account and settings.',
      access: ['seat'],
      answer: provisioningSchema,
      handle: async ({ principal }) => {
        const number = principal.kind === 'seat' ? principal.number : null;
        const seat = number === null ? undefined : await storage.read.seats.find(number);
        if (seat === undefined) throw new CodedError('not-found', 'This token belongs to no one seat.');
        const changedAt = await settingsGivenAt(storage.read, seat.number);
        const settings = await settingsOf(storage.read, seat.settings);
        return { seat: seat.number, name: seat.name, settings, changedAt };
      },
    }),
  ];
}
