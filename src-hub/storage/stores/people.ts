import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type HubRole, hubRoleSchema } from '#shared/hub-protocol/index.ts';
import type { Tables } from '../tables.ts';

export interface StoredAccount {
  readonly id: string;
  readonly name: string;
  readonly role: HubRole;
  /** Name of the handling unit for the role `unit`, else null. */
  readonly unit: string | null;
  /** argon2id in PHC form; never leaves the hub. */
  readonly passwordHash: string;
  readonly mustChange: boolean;
  readonly createdAt: number;
  readonly closedAt: number | null;
}

export interface AccountStore {
  find(id: string): Promise<StoredAccount | undefined>;
  list(): Promise<StoredAccount[]>;
  save(account: StoredAccount): Promise<void>;
}

/** One access token with the refresh token that renews it. Tokens are kept as SHA-256 digests. */
export interface StoredSession {
  readonly id: string;
  /** The same for all that came of one login. */
  readonly family: string;
  readonly accountId: string;
  readonly seat: number | null;
  readonly accessDigest: string;
  readonly accessExpiresAt: number;
  readonly refreshDigest: string;
  readonly refreshExpiresAt: number;
  /** When its refresh token was used, epoch ms. */
  readonly replacedAt: number | null;
  readonly endedAt: number | null;
}

export interface SessionStore {
  insert(session: StoredSession): Promise<void>;
  byAccess(digest: string): Promise<StoredSession | undefined>;
  byRefresh(digest: string): Promise<StoredSession | undefined>;
  /** Answers false when it was replaced before: two that renew with one token at once. */
  replace(id: string, at: number): Promise<boolean>;
  /** Its access token serves until a later time: a page that is being used. */
  prolong(id: string, accessExpiresAt: number): Promise<void>;
  endFamily(family: string, at: number): Promise<void>;
  endAccount(accountId: string, at: number): Promise<void>;
  endSeat(seat: number, at: number): Promise<void>;
  /** Forgets those whose refresh token ended before this time. */
  purge(before: number): Promise<void>;
}

export interface StoredSeat {
  readonly number: number;
  readonly name: string;
  readonly tokenDigest: string;
  /** SIP account and settings that the seat is given. */
  readonly settings: unknown;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  readonly lastSeenAt: number | null;
}

export interface SeatStore {
  find(number: number): Promise<StoredSeat | undefined>;
  byToken(digest: string): Promise<StoredSeat | undefined>;
  list(): Promise<StoredSeat[]>;
  save(seat: StoredSeat): Promise<void>;
  seen(number: number, at: number): Promise<void>;
}

/**
 * What a program from outside may use: the Open311 door, the figures that a monitoring system reads, the wallboard
 * (reading only), or what the exchange tells of its queue.
 */
export const outsideScopeSchema = z.enum(['open311', 'metrics', 'board', 'exchange']);
export type OutsideScope = z.infer<typeof outsideScopeSchema>;

/** A key of another platform or program. */
export interface StoredOutsideKey {
  readonly id: string;
  readonly name: string;
  readonly scope: OutsideScope;
  readonly keyDigest: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface OutsideKeyStore {
  byKey(digest: string): Promise<StoredOutsideKey | undefined>;
  list(): Promise<StoredOutsideKey[]>;
  save(key: StoredOutsideKey): Promise<void>;
}

export function createAccountStore(kysely: Kysely<Tables>): AccountStore {
  return {
    find: async (id) => {
      const row = await kysely.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
      return row && accountOf(row);
    },
    list: async () => (await kysely.selectFrom('account').selectAll().orderBy('id').execute()).map(accountOf),
    save: async (account) => {
      const row = {
        name: account.name,
        role: account.role,
        unit: account.unit,
        password_hash: account.passwordHash,
        must_change: account.mustChange ? 1 : 0,
        created_at: account.createdAt,
        closed_at: account.closedAt,
      };
      await kysely
        .insertInto('account')
        .values({ id: account.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
  };
}

export function createSessionStore(kysely: Kysely<Tables>): SessionStore {
  const one = async (column: 'access_digest' | 'refresh_digest', digest: string) => {
    const row = await kysely.selectFrom('session').selectAll().where(column, '=', digest).executeTakeFirst();
    return row && sessionOf(row);
  };
  const end = (column: 'family' | 'account_id' | 'seat') => async (value: string | number, at: number) => {
    await kysely
      .updateTable('session')
      .set({ ended_at: at })
      .where(column, '=', value)
      .where('ended_at', 'is', null)
      .execute();
  };
  return {
    insert: async (session) => {
      await kysely
        .insertInto('session')
        .values({
          id: session.id,
          family: session.family,
          account_id: session.accountId,
          seat: session.seat,
          access_digest: session.accessDigest,
          access_expires_at: session.accessExpiresAt,
          refresh_digest: session.refreshDigest,
          refresh_expires_at: session.refreshExpiresAt,
          replaced_at: session.replacedAt,
          ended_at: session.endedAt,
        })
        .execute();
    },
    byAccess: (digest) => one('access_digest', digest),
    byRefresh: (digest) => one('refresh_digest', digest),
    replace: async (id, at) => {
      const { numUpdatedRows } = await kysely
        .updateTable('session')
        .set({ replaced_at: at })
        .where('id', '=', id)
        .where('replaced_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    prolong: async (id, accessExpiresAt) => {
      await kysely
        .updateTable('session')
        .set({ access_expires_at: accessExpiresAt })
        .where('id', '=', id)
        .execute();
    },
    endFamily: end('family'),
    endAccount: end('account_id'),
    endSeat: end('seat'),
    purge: async (before) => {
      await kysely.deleteFrom('session').where('refresh_expires_at', '<', before).execute();
    },
  };
}

export function createSeatStore(kysely: Kysely<Tables>): SeatStore {
  const one = async (column: 'number' | 'token_digest', value: number | string) => {
    const row = await kysely.selectFrom('seat').selectAll().where(column, '=', value).executeTakeFirst();
    return row && seatOf(row);
  };
  return {
    find: (number) => one('number', number),
    byToken: (digest) => one('token_digest', digest),
    list: async () => (await kysely.selectFrom('seat').selectAll().orderBy('number').execute()).map(seatOf),
    save: async (seat) => {
      const row = {
        name: seat.name,
        token_digest: seat.tokenDigest,
        settings: JSON.stringify(seat.settings ?? null),
        created_at: seat.createdAt,
        revoked_at: seat.revokedAt,
        last_seen_at: seat.lastSeenAt,
      };
      await kysely
        .insertInto('seat')
        .values({ number: seat.number, ...row })
        .onConflict((conflict) => conflict.column('number').doUpdateSet(row))
        .execute();
    },
    seen: async (number, at) => {
      await kysely.updateTable('seat').set({ last_seen_at: at }).where('number', '=', number).execute();
    },
  };
}

export function createOutsideKeyStore(kysely: Kysely<Tables>): OutsideKeyStore {
  return {
    byKey: async (digest) => {
      const row = await kysely
        .selectFrom('outside_key')
        .selectAll()
        .where('key_digest', '=', digest)
        .executeTakeFirst();
      return row && outsideKeyOf(row);
    },
    list: async () =>
      (await kysely.selectFrom('outside_key').selectAll().orderBy('name').execute()).map(outsideKeyOf),
    save: async (key) => {
      const row = {
        name: key.name,
        scope: key.scope,
        key_digest: key.keyDigest,
        created_at: key.createdAt,
        revoked_at: key.revokedAt,
      };
      await kysely
        .insertInto('outside_key')
        .values({ id: key.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
  };
}

function accountOf(row: Tables['account']): StoredAccount {
  return {
    id: row.id,
    name: row.name,
    role: hubRoleSchema.parse(row.role),
    unit: row.unit,
    passwordHash: row.password_hash,
    mustChange: row.must_change === 1,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
}

function sessionOf(row: Tables['session']): StoredSession {
  return {
    id: row.id,
    family: row.family,
    accountId: row.account_id,
    seat: row.seat,
    accessDigest: row.access_digest,
    accessExpiresAt: row.access_expires_at,
    refreshDigest: row.refresh_digest,
    refreshExpiresAt: row.refresh_expires_at,
    replacedAt: row.replaced_at,
    endedAt: row.ended_at,
  };
}

function seatOf(row: Tables['seat']): StoredSeat {
  return {
    number: row.number,
    name: row.name,
    tokenDigest: row.token_digest,
    settings: JSON.parse(row.settings) as unknown,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    lastSeenAt: row.last_seen_at,
  };
}

function outsideKeyOf(row: Tables['outside_key']): StoredOutsideKey {
  return {
    id: row.id,
    name: row.name,
    scope: outsideScopeSchema.parse(row.scope),
    keyDigest: row.key_digest,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
