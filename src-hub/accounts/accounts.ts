import { CodedError } from '#shared/domain/index.ts';
import type { HubStaff, LoginAnswer, Session } from '#shared/hub-protocol/index.ts';
import type { HubStorage, HubStores, StoredAccount, StoredSession } from '../storage/index.ts';
import { createBrake } from './brake.ts';
import { hashPassword, PASSWORD_COST, type PasswordCost, verifyPassword } from './password.ts';
import { digestOf, makeToken } from './tokens.ts';

export interface AccountsOptions {
  readonly storage: HubStorage;
  readonly clock: { wall(): number; monotonic(): number };
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
  readonly passwordCost?: PasswordCost;
  /** For how many days a person may sign in at a seat without the hub after their last login there; 0: never. */
  readonly offlineDays?: number;
}

/** Accounts and sessions (docs/spec/hub.md, HU-1 to HU-9). Errors carry the codes of the hub protocol. */
export interface Accounts {
  /** @throws CodedError `unauthorized`, `too-many`, `not-allowed` */
  login(request: {
    id: string;
    password: string;
    seat: number | null;
    address: string;
  }): Promise<LoginAnswer>;
  /** @throws CodedError `unauthorized`, `revoked` */
  refresh(refreshToken: string): Promise<Session>;
  logout(session: StoredSession): Promise<void>;
  /** @throws CodedError `unauthorized` for a wrong old password */
  changePassword(account: StoredAccount, before: string, after: string): Promise<void>;
  /** Makes an account or changes one; a password given by somebody else has to be changed at the first login. */
  save(unit: HubStores, account: NewAccount, by: string): Promise<void>;
  hash(password: string): Promise<string>;
  close(id: string, by: string): Promise<void>;
}

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly role: StoredAccount['role'];
  readonly unit: string | null;
  /** A hash, or null: as it was. */
  readonly passwordHash: string | null;
}

const ACCESS_MILLISECONDS = 10 * 60_000;
/** A shift with its hand-over. */
const REFRESH_MILLISECONDS = 12 * 3_600_000;
const DAY = 86_400_000;
/** Wrong passwords for one account, and attempts from one address, within a quarter of an hour. */
const MOST_WRONG = 5;
const MOST_FROM_ADDRESS = 300;
const BRAKE_MILLISECONDS = 15 * 60_000;

export function createAccounts(options: AccountsOptions): Accounts {
  const { storage, clock, newId, randomBytes } = options;
  const cost = options.passwordCost ?? PASSWORD_COST;
  const byAccount = createBrake(MOST_WRONG, BRAKE_MILLISECONDS, clock);
  const byAddress = createBrake(MOST_FROM_ADDRESS, BRAKE_MILLISECONDS, clock);
  /** Compared with when there is no such account, so that the time of the answer does not tell. */
  let decoy: Promise<string> | undefined;

  const issue = async (
    unit: HubStores,
    accountId: string,
    seat: number | null,
    family: string,
  ): Promise<Session> => {
    const now = clock.wall();
    const accessToken = makeToken('access', randomBytes);
    const refreshToken = makeToken('refresh', randomBytes);
    const session = {
      accessToken,
      accessExpiresAt: now + ACCESS_MILLISECONDS,
      refreshToken,
      refreshExpiresAt: now + REFRESH_MILLISECONDS,
    };
    await unit.sessions.insert({
      id: newId(),
      family,
      accountId,
      seat,
      accessDigest: digestOf(accessToken),
      accessExpiresAt: session.accessExpiresAt,
      refreshDigest: digestOf(refreshToken),
      refreshExpiresAt: session.refreshExpiresAt,
      replacedAt: null,
      endedAt: null,
    });
    return session;
  };

  const wrong = () => new CodedError('unauthorized', 'The login or the password is wrong.');

  return {
    login: async ({ id, password, seat, address }) => {
      if (!byAddress.allows(address)) throw tooMany();
      if (!byAccount.allows(id)) throw tooMany();
      decoy ??= hashPassword(newId(), cost);
      const account = await storage.read.accounts.find(id);
      const good = await verifyPassword(password, account?.passwordHash ?? (await decoy));
      const now = clock.wall();
      if (!good || account === undefined || account.closedAt !== null) {
        const target = account === undefined ? '(unknown)' : id;
        await storage.transaction((unit) =>
          unit.audit.append({ at: now, actor: 'hub', action: 'login-refused', target, detail: { seat } }),
        );
        throw wrong();
      }
      byAccount.forgive(id);
      if (seat !== null && account.role === 'unit') {
        throw new CodedError('not-allowed', 'Accounts of handling units sign in on the unit page.');
      }
      const session = await storage.transaction(async (unit) => {
        await unit.audit.append({ at: now, actor: id, action: 'login', target: id, detail: { seat } });
        await unit.sessions.purge(now - DAY);
        return issue(unit, id, seat, newId());
      });
      const days = options.offlineDays ?? 7;
      const offline =
        seat === null || days === 0 || account.mustChange
          ? null
          : { salt: randomBytes(16).toString('base64'), validUntil: now + days * DAY };
      return { staff: staffOf(account), session, offline, now };
    },

    refresh: async (refreshToken) => {
      const now = clock.wall();
      const known = await storage.read.sessions.byRefresh(digestOf(refreshToken));
      if (known === undefined || known.refreshExpiresAt <= now || known.endedAt !== null) {
        throw new CodedError('unauthorized', 'Sign in again.');
      }
      const account = await storage.read.accounts.find(known.accountId);
      if (account === undefined || account.closedAt !== null) {
        throw new CodedError('revoked', 'This account was closed.');
      }
      const session = await storage.transaction(async (unit) => {
        if (await unit.sessions.replace(known.id, now)) {
          return issue(unit, known.accountId, known.seat, known.family);
        }
        // It was used before: either the answer was lost, or somebody has a copy. Nobody can tell, so all end.
        await unit.sessions.endFamily(known.family, now);
        await unit.audit.append({
          at: now,
          actor: known.accountId,
          action: 'refresh-replayed',
          target: known.accountId,
          detail: { seat: known.seat },
        });
        return undefined;
      });
      if (session === undefined) throw new CodedError('unauthorized', 'Sign in again.');
      return session;
    },

    logout: (session) =>
      storage.transaction(async (unit) => {
        const [at, actor] = [clock.wall(), session.accountId];
        await unit.sessions.endFamily(session.family, at);
        await unit.audit.append({
          at,
          actor,
          action: 'logout',
          target: actor,
          detail: { seat: session.seat },
        });
      }),

    changePassword: async (account, before, after) => {
      if (!byAccount.allows(account.id)) throw tooMany();
      if (!(await verifyPassword(before, account.passwordHash))) {
        throw new CodedError('unauthorized', 'The old password is wrong.');
      }
      byAccount.forgive(account.id);
      const passwordHash = await hashPassword(after, cost);
      await storage.transaction(async (unit) => {
        const at = clock.wall();
        await unit.accounts.save({ ...account, passwordHash, mustChange: false });
        await unit.sessions.endAccount(account.id, at);
        await unit.audit.append({
          at,
          actor: account.id,
          action: 'password-changed',
          target: account.id,
          detail: {},
        });
      });
    },

    save: async (unit, account, by) => {
      const at = clock.wall();
      const before = await unit.accounts.find(account.id);
      const passwordHash = account.passwordHash ?? before?.passwordHash;
      if (passwordHash === undefined) {
        throw new CodedError('invalid', 'A new account needs a password.');
      }
      await unit.accounts.save({
        id: account.id,
        name: account.name,
        role: account.role,
        unit: account.unit,
        passwordHash,
        mustChange: account.passwordHash === null ? (before?.mustChange ?? true) : true,
        createdAt: before?.createdAt ?? at,
        closedAt: null,
      });
      const changedRights = before?.role !== account.role || account.passwordHash !== null;
      if (before !== undefined && changedRights) await unit.sessions.endAccount(account.id, at);
      await unit.audit.append({
        at,
        actor: by,
        action: before === undefined ? 'account-made' : 'account-changed',
        target: account.id,
        detail: { role: account.role, passwordGiven: account.passwordHash !== null },
      });
    },

    hash: (password) => hashPassword(password, cost),

    close: (id, by) =>
      storage.transaction(async (unit) => {
        const at = clock.wall();
        const account = await unit.accounts.find(id);
        if (account === undefined) throw new CodedError('not-found', 'There is no such account.');
        await unit.accounts.save({ ...account, closedAt: account.closedAt ?? at });
        await unit.sessions.endAccount(id, at);
        await unit.audit.append({ at, actor: by, action: 'account-closed', target: id, detail: {} });
      }),
  };
}

/** What others may know of an account. */
export function staffOf(account: StoredAccount): HubStaff {
  const { id, name, role, unit, mustChange } = account;
  return { id, name, role, unit, mustChangePassword: mustChange };
}

function tooMany(): CodedError {
  return new CodedError('too-many', 'Too many attempts. Wait a quarter of an hour.');
}
