import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { CodedError, localDateAt, readHolidayNotice, staffIdSchema } from '#shared/domain/index.ts';
import { hubRoleSchema, MAXIMUM_BATCH, sealedExportSchema } from '#shared/hub-protocol/index.ts';
import { createAccounts, digestOf, makeToken } from './accounts/index.ts';
import type { HubFlags } from './flags.ts';
import { applyBatch } from './operations/index.ts';
import { createOrderBook, type OrderRules, putYear } from './orders/index.ts';
import { eraseOldOrders } from './retention.ts';
import { openExport } from './sealing.ts';
import { giveAllSettings, giveSeatSettings, readSeatSettings, tellSeat } from './seats.ts';
import { FIRST_AUDIT_HASH, firstBrokenLink, type HubStorage } from './storage/index.ts';
import { createTables, tableNameSchema } from './tables/index.ts';

/** What a command works with. Answers go to standard output as lines. */
export interface CommandContext {
  readonly storage: HubStorage;
  readonly clock: { wall(): number; monotonic(): number };
  readonly rules: OrderRules;
  readonly say: (line: string) => void;
}

const AUDIT_PAGE = 1_000;

/** `account ID --name NAME --role ROLE [--unit UNIT]`: makes an account, or gives it a new password, and says it. `--close`. */
export async function accountCommand(
  { storage, clock, say }: CommandContext,
  [word]: readonly string[],
  flags: HubFlags,
): Promise<void> {
  const id = staffIdSchema.parse(word);
  if (flags.close) {
    await createAccounts({ storage, clock, newId: () => uuid(), randomBytes }).close(id, 'hub');
    return say(`Account ${id} is closed; its sessions have ended.`);
  }
  const role = hubRoleSchema.parse(flags.role);
  if ((role === 'unit') !== (flags.unit !== undefined)) {
    throw new CodedError('usage', 'The role unit needs --unit NAME, and no other role takes it.');
  }
  const accounts = createAccounts({ storage, clock, newId: () => uuid(), randomBytes });
  const password = randomBytes(12).toString('base64url');
  const passwordHash = await accounts.hash(password);
  const account = { id, name: flags.name ?? id, role, unit: flags.unit ?? null, passwordHash };
  await storage.transaction((unit) => accounts.save(unit, account, 'hub'));
  say(`Account ${id} (${role}). First password, to be changed at the first login: ${password}`);
}

/**
 * `seat NUMBER --name NAME`: gives a seat a new token and says it. `--revoke` takes it back. `--settings FILE` gives it
 * its SIP account and settings; a seat that has a token keeps it. `seat all --settings FILE` gives all seats settings.
 */
export async function seatCommand(
  { storage, clock, say }: CommandContext,
  [word]: readonly string[],
  flags: HubFlags,
): Promise<void> {
  if (word === 'all') {
    if (flags.settings === undefined)
      throw new CodedError('usage', 'Say what is given: seat all --settings FILE');
    const settings = readSettingsFile(flags.settings);
    await storage.transaction((unit) => giveAllSettings(unit, { settings, at: clock.wall(), actor: 'hub' }));
    return say('All seats have these settings; what one was given by itself goes before them.');
  }
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1 || number > 999) {
    throw new CodedError('usage', 'Say which seat: seat NUMBER --name NAME, from 1 to 999.');
  }
  const at = clock.wall();
  if (flags.revoke) {
    await storage.transaction(async (unit) => {
      const seat = await unit.seats.find(number);
      if (seat === undefined) throw new CodedError('not-found', `There is no seat ${number}.`);
      await unit.seats.save({ ...seat, revokedAt: seat.revokedAt ?? at });
      await unit.sessions.endSeat(number, at);
      const entry = { at, actor: 'hub', action: 'seat-revoked', target: `seat:${number}` };
      await unit.audit.append({ ...entry, detail: {} });
    });
    return say(`Seat ${number} is revoked; its token and the sessions at it have ended.`);
  }
  const settings = flags.settings === undefined ? undefined : readSettingsFile(flags.settings);
  if (settings !== undefined && (await storage.read.seats.find(number)) !== undefined) {
    await storage.transaction((unit) => giveSeatSettings(unit, { number, settings, at, actor: 'hub' }));
    return say(`Seat ${number} has its account and settings. It fetches them while nobody is on the line.`);
  }
  const token = makeToken('seat', randomBytes);
  await storage.transaction(async (unit) => {
    const given = await readSeatSettings(unit, settings);
    const before = await unit.seats.find(number);
    await unit.seats.save({
      number,
      name: flags.name ?? before?.name ?? String(number),
      tokenDigest: digestOf(token),
      settings: given ?? before?.settings ?? null,
      createdAt: before?.createdAt ?? at,
      revokedAt: null,
      lastSeenAt: before?.lastSeenAt ?? null,
    });
    if (given !== null) await tellSeat(unit, number, at);
    await unit.audit.append({
      at,
      actor: 'hub',
      action: 'seat-given-token',
      target: `seat:${number}`,
      detail: {},
    });
  });
  say(`Seat ${number}. Its token, to be put into its settings as hub.token: ${token}`);
}

/** @throws CodedError `usage` for what is no JSON */
function readSettingsFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new CodedError('usage', `${file} can't be read as JSON.`, { cause });
  }
}

/** `backup FILE`: a copy that opens with the same key. */
export async function backupCommand(
  { storage, say }: CommandContext,
  [file]: readonly string[],
): Promise<void> {
  if (file === undefined) throw new CodedError('usage', 'Say where to: backup FILE');
  await storage.backup(file);
  say(`Wrote ${file}. It opens with this hub's key file only; keep the two apart.`);
}

/**
 * `restore FILE`, with the hub ended: puts a backup in the place of the data. What was there is kept beside it. The
 * feeds begin a new epoch, so that no seat goes on from a state that is gone; what seats still hold comes again.
 *
 * @param open opens the storage that the file has become
 */
export async function restoreFile(
  file: string | undefined,
  target: string,
  stamp: string,
  open: () => Promise<HubStorage>,
): Promise<string | undefined> {
  if (file === undefined || !existsSync(file)) throw new CodedError('usage', 'Say what from: restore FILE');
  const kept = existsSync(target) ? `${target}.before-restore-${stamp}` : undefined;
  if (kept !== undefined) renameSync(target, kept);
  for (const ending of ['-wal', '-shm']) {
    if (existsSync(`${target}${ending}`)) renameSync(`${target}${ending}`, `${kept ?? target}${ending}`);
  }
  copyFileSync(file, target, constants.COPYFILE_EXCL);
  const storage = await open();
  try {
    await storage.transaction((unit) => unit.newFeedEpoch(randomBytes(4).toString('hex')));
  } finally {
    await storage.close();
  }
  return kept;
}

/**
 * `verify`: the audit log is one unbroken chain, and every order stands where its events put it.
 *
 * @returns whether everything was as it should be
 */
export async function verifyCommand({ storage, rules, say }: CommandContext): Promise<boolean> {
  const { read } = storage;
  let [previous, count] = [FIRST_AUDIT_HASH, 0];
  for (let entries = await read.audit.list(1, AUDIT_PAGE); entries.length > 0; ) {
    const broken = firstBrokenLink(entries, previous, count);
    if (broken !== undefined) {
      say(`The audit log was changed: entry ${broken} does not fit to those before it.`);
      return false;
    }
    count += entries.length;
    previous = entries.at(-1)?.hash ?? previous;
    entries = await read.audit.list(count + 1, AUDIT_PAGE);
  }
  const book = createOrderBook(rules);
  let [orders, wrong] = [0, 0];
  let page = await read.orders.list({ limit: 200 });
  while (page.length > 0) {
    for (const { order, standing } of page) {
      const history = await book.open(read, order.id);
      orders += 1;
      if (history?.life.state !== standing.state || history.life.unit !== standing.unit) wrong += 1;
    }
    const last = page.at(-1)?.order;
    page = last ? await read.orders.list({ limit: 200, before: last }) : [];
  }
  say(
    `Audit log: ${count} entries, unbroken. Orders: ${orders}, of which ${wrong} do not stand where their events put them.`,
  );
  return wrong === 0;
}

/** `erase --older-than-days N`: takes personal data out of orders that ended so long ago. */
export async function eraseCommand({ storage, clock, say }: CommandContext, flags: HubFlags): Promise<void> {
  const days = flags['older-than-days'];
  if (days === undefined)
    throw new CodedError('usage', 'Say how old: erase --older-than-days N, at least 30.');
  const erased = await eraseOldOrders(storage, days, clock.wall(), 'hub');
  say(`Took the personal data out of ${erased} orders.`);
}

/**
 * `import FILE`: takes what a seat exported because the network did not come back. What the hub has already is left as
 * it is, so a file can be imported twice, and the seat's own sending later does no harm.
 *
 * @param keys the hub's private sealing key, and the token that seats share
 */
export async function importCommand(
  { storage, clock, rules, say }: CommandContext,
  [file]: readonly string[],
  keys: { readonly privateKey: string; readonly sharedToken: string },
): Promise<void> {
  if (file === undefined) throw new CodedError('usage', 'Say what from: import FILE');
  const sealed = sealedExportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const seat = await storage.read.seats.find(sealed.seat);
  const digests = [digestOf(keys.sharedToken), ...(seat ? [seat.tokenDigest] : [])];
  const operations = openExport(sealed, keys.privateKey, digests);
  const book = createOrderBook(rules);
  const counts = { accepted: 0, refused: 0 };
  for (let from = 0; from < operations.length; from += MAXIMUM_BATCH) {
    const batch = {
      protocol: 1 as const,
      seat: sealed.seat,
      operations: operations.slice(from, from + MAXIMUM_BATCH),
    };
    const results = await applyBatch(storage, batch, { book, now: clock.wall(), seat: null });
    for (const { outcome } of results) counts[outcome] += 1;
  }
  await storage.transaction((unit) =>
    unit.audit.append({
      at: clock.wall(),
      actor: 'hub',
      action: 'export-imported',
      target: `seat:${sealed.seat}`,
      detail: counts,
    }),
  );
  const left = operations.length - counts.accepted - counts.refused;
  say(
    `Seat ${sealed.seat}: ${operations.length} operations, ${counts.accepted} accepted, ${counts.refused} refused, ${left} held behind a refused one.`,
  );
}

/**
 * `import-table TABLE FILE [--try] [--replace]`: people, units, divisions or categories from CSV or a workbook, all of it
 * or nothing. What is wrong is said line by line.
 *
 * @returns whether the file was right
 */
export async function importTableCommand(
  { storage, clock, say }: CommandContext,
  [word, file]: readonly string[],
  flags: HubFlags,
): Promise<boolean> {
  const table = tableNameSchema.parse(word);
  if (file === undefined) throw new CodedError('usage', 'Say what from: import-table TABLE FILE');
  const accounts = createAccounts({ storage, clock, newId: () => uuid(), randomBytes });
  const tables = createTables({ storage, accounts, clock, randomBytes });
  const options = { onlyTry: flags.try, replace: flags.replace, actor: 'hub' };
  const report = await tables.importTable(table, readFileSync(file), options);
  for (const { line, column, message } of report.problems) say(`Line ${line}, ${column}: ${message}`);
  for (const { id, password } of report.passwords) {
    say(`Account ${id}. First password, to be changed at the first login: ${password}`);
  }
  const { rows, added, changed, removed, problems, applied } = report;
  const done = applied
    ? 'Imported'
    : problems.length > 0
      ? 'Nothing was imported'
      : 'Tried, nothing was changed';
  say(
    `${done}: ${rows} rows, ${added} new, ${changed} changed, ${removed} taken out, ${problems.length} wrong.`,
  );
  return problems.length === 0;
}

/**
 * `calendar FILE [--year N]`: a year's holidays, from the notice's own words, a table or a file of ours. Seats take it
 * over when they next hear of the hub. What is wrong is said line by line, and nothing is imported.
 *
 * @returns whether the file was right
 */
export async function calendarCommand(
  { storage, clock, say }: CommandContext,
  [file]: readonly string[],
  flags: HubFlags,
): Promise<boolean> {
  if (file === undefined) throw new CodedError('usage', 'Say what from: calendar FILE [--year N]');
  const { year, problems } = readHolidayNotice(readFileSync(file, 'utf8'), flags.year);
  for (const { line, code, words } of problems) say(`Line ${line}: ${code} ${words}`.trimEnd());
  if (!year) {
    say(`Nothing was imported: ${problems.length} wrong.`);
    return false;
  }
  await storage.transaction(async (unit) => {
    await putYear(unit, year);
    const entry = { at: clock.wall(), actor: 'hub', action: 'calendar-imported', target: String(year.year) };
    await unit.audit.append({ ...entry, detail: { days: year.days.length } });
  });
  say(
    `Imported the holidays of ${year.year}: ${year.days.length} stretches of days. Seats follow it from now on.`,
  );
  return true;
}

/**
 * `board-key`: the keys of wallboards. Without a word it lists them; `board-key NAME` makes one, which is said this once;
 * `board-key ID --revoke` ends one, and the line that it holds open within a quarter of an hour (BD-14).
 */
export async function boardKeyCommand(
  { storage, clock, say }: CommandContext,
  [word]: readonly string[],
  flags: HubFlags,
): Promise<void> {
  const keys = (await storage.read.outsideKeys.list()).filter(({ scope }) => scope === 'board');
  const at = clock.wall();
  const note = (action: string, id: string) => ({
    at,
    actor: 'hub',
    action,
    target: `key:${id}`,
    detail: {},
  });
  if (flags.revoke) {
    const key = keys.find(({ id }) => id === word);
    if (key === undefined)
      throw new CodedError('not-found', 'There is no board key of this id: see board-key.');
    await storage.transaction(async (unit) => {
      await unit.outsideKeys.save({ ...key, revokedAt: key.revokedAt ?? at });
      await unit.audit.append(note('outside-key-revoked', key.id));
    });
    return say(`The key of ${key.name} is revoked; its screen is dark within a quarter of an hour.`);
  }
  if (word === undefined) {
    for (const { id, name, createdAt, revokedAt } of keys) {
      const day = localDateAt(createdAt);
      say(`${id}  ${day}  ${revokedAt === null ? 'valid  ' : 'revoked'}  ${name}`);
    }
    return say(keys.length === 0 ? 'No board has a key. Make one: board-key NAME' : `${keys.length} keys.`);
  }
  const name = z.string().trim().min(1).max(64).parse(word);
  const key = makeToken('key', randomBytes);
  const id = uuid();
  await storage.transaction(async (unit) => {
    const scope = 'board' as const;
    await unit.outsideKeys.save({
      id,
      name,
      scope,
      keyDigest: digestOf(key),
      createdAt: at,
      revokedAt: null,
    });
    await unit.audit.append(note('outside-key-made', id));
  });
  say(`The board of ${name}. Its key, said this once: ${key}`);
  say(`Open it on the screen's computer: https://HUB/board/#key=${key}`);
}

/** `export-table TABLE FILE`: as CSV, or as a workbook where the file's name ends in `.xlsx`. */
export async function exportTableCommand(
  { storage, clock, say }: CommandContext,
  [word, file]: readonly string[],
): Promise<void> {
  const table = tableNameSchema.parse(word);
  if (file === undefined) throw new CodedError('usage', 'Say where to: export-table TABLE FILE');
  const accounts = createAccounts({ storage, clock, newId: () => uuid(), randomBytes });
  const tables = createTables({ storage, accounts, clock, randomBytes });
  const bytes = await tables.exportTable(table, file.endsWith('.xlsx') ? 'xlsx' : 'csv');
  writeFileSync(file, bytes, { mode: 0o600 });
  say(`Wrote ${file}.`);
}
