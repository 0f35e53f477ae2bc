import { timingSafeEqual } from 'node:crypto';
import { CodedError } from '#shared/domain/index.ts';
import { digestOf } from './accounts/index.ts';
import type { Principal } from './routes/index.ts';
import type { HubStorage } from './storage/index.ts';

/**
 * Who a bearer token belongs to (docs/spec/hub.md, HU-3).
 *
 * @param sharedToken what every seat of a small hub may use, or undefined
 * @param now epoch ms
 * @throws CodedError `unauthorized`, `token-expired`, `revoked`
 */
export async function identify(
  storage: HubStorage,
  sharedToken: string | undefined,
  authorization: string | undefined,
  now: number,
): Promise<Principal> {
  if (authorization === undefined) return { kind: 'none' };
  const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
  if (token === undefined) throw new CodedError('unauthorized', 'The token is missing or wrong.');
  const digest = digestOf(token);
  // Digests are compared, so that neither content nor length of the token shows in the time it takes.
  if (sharedToken !== undefined && timingSafeEqual(Buffer.from(digest), Buffer.from(digestOf(sharedToken)))) {
    return { kind: 'seat', number: null };
  }
  const { read } = storage;

  const session = await read.sessions.byAccess(digest);
  if (session !== undefined) {
    if (session.endedAt !== null) throw new CodedError('unauthorized', 'This session has ended.');
    if (session.accessExpiresAt <= now) throw new CodedError('token-expired', 'Refresh the access token.');
    const account = await read.accounts.find(session.accountId);
    if (account === undefined || account.closedAt !== null) {
      throw new CodedError('revoked', 'This account was closed.');
    }
    return { kind: 'person', account, session };
  }

  const seat = await read.seats.byToken(digest);
  if (seat !== undefined) {
    if (seat.revokedAt !== null) throw new CodedError('revoked', 'This seat was revoked.');
    return { kind: 'seat', number: seat.number };
  }

  const key = await read.outsideKeys.byKey(digest);
  if (key !== undefined && key.revokedAt === null) {
    return { kind: 'outside', name: key.name, scope: key.scope };
  }
  throw new CodedError('unauthorized', 'The token is missing or wrong.');
}
