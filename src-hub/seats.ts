import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { PROVISIONING_ITEM, provisioningItemSchema } from '#shared/hub-protocol/index.ts';
import {
  commonSettingsSchema,
  givenSettingsSchema,
  joinSettings,
  ownSettingsSchema,
} from '#shared/settings/index.ts';
import type { HubStores } from './storage/index.ts';

/** Entries of a seat's `settings.json` as an administrator wrote them; checked, and kept as they were written. */
export type WrittenSettings = Readonly<Record<string, unknown>>;
type Reading = Pick<HubStores, 'seats' | 'values'>;

const COMMON = 'seats.settings';
const writtenSchema = z.record(z.string(), z.unknown());

/** @throws CodedError `invalid` with the paths that are wrong, never a value: a password stands among them */
function check(schema: z.ZodType, given: unknown, of: string): void {
  const { error } = schema.safeParse(given);
  if (error === undefined) return;
  const wrong = error.issues.map(({ path, code }) => `${path.join('.') || '(whole)'} ${code}`);
  throw new CodedError('invalid', `${of}: ${wrong.join('; ')}`.slice(0, 500));
}

/** What is written for all seats. */
async function commonSettings(read: Reading): Promise<WrittenSettings> {
  return writtenSchema.parse(JSON.parse((await read.values.get(COMMON)) ?? '{}'));
}

/** What one seat is given: that of all seats and its own, joined; null: nothing. */
export async function settingsOf(read: Reading, own: unknown): Promise<WrittenSettings | null> {
  const joined = joinSettings(await commonSettings(read), writtenSchema.nullable().parse(own) ?? {});
  return Object.keys(joined).length === 0 ? null : joined;
}

/**
 * Reads what is to be given to one seat: right by itself, and whole with what all seats have.
 *
 * @throws CodedError `invalid` naming the paths that are wrong
 */
export async function readSeatSettings(read: Reading, given: unknown): Promise<WrittenSettings | null> {
  if (given === null || given === undefined) return null;
  check(ownSettingsSchema, given, 'settings');
  const written = writtenSchema.parse(given);
  check(givenSettingsSchema, joinSettings(await commonSettings(read), written), 'settings');
  return written;
}

/**
 * Gives a seat its account and settings; the seat is told by its feed that there is something to fetch.
 *
 * @throws CodedError `not-found`, `invalid`
 */
export async function giveSeatSettings(
  unit: HubStores,
  { number, settings, at, actor }: { number: number; settings: unknown; at: number; actor: string },
): Promise<void> {
  const seat = await unit.seats.find(number);
  if (seat === undefined) throw new CodedError('not-found', `There is no seat ${number}.`);
  await unit.seats.save({ ...seat, settings: await readSeatSettings(unit, settings) });
  await tellSeat(unit, number, at);
  await unit.audit.append({ at, actor, action: 'seat-given-settings', target: `seat:${number}`, detail: {} });
}

/**
 * Gives all seats settings, in the place of what all had; each is told. What a seat was given by itself goes before it.
 *
 * @throws CodedError `invalid`, also where a seat's account would not be whole any more
 */
export async function giveAllSettings(
  unit: HubStores,
  { settings, at, actor }: { settings: unknown; at: number; actor: string },
): Promise<void> {
  check(commonSettingsSchema, settings ?? {}, 'settings');
  const common = writtenSchema.parse(settings ?? {});
  const seats = await unit.seats.list();
  for (const { number, settings: own } of seats) {
    const joined = joinSettings(common, writtenSchema.nullable().parse(own) ?? {});
    check(givenSettingsSchema, joined, `seat ${number}`);
  }
  await unit.values.set(COMMON, JSON.stringify(common));
  for (const { number, revokedAt } of seats) if (revokedAt === null) await tellSeat(unit, number, at);
  await unit.audit.append({ at, actor, action: 'seats-given-settings', target: 'seats', detail: {} });
}

/** Entries by which somebody is authorized; an administrator who looks is shown that they are there. */
const SECRETS: ReadonlySet<string> = new Set(['password', 'authorization', 'credential']);

/** What was given, for eyes: without passwords and what else authorizes. */
export async function shownSettings(
  read: Reading,
  own: unknown,
): Promise<{ all: unknown; own: unknown; joined: unknown }> {
  const parts = { all: await commonSettings(read), own, joined: await settingsOf(read, own) };
  const shown: unknown = JSON.parse(
    JSON.stringify(parts, (key, value: unknown) => (SECRETS.has(key) && value !== '' ? '(given)' : value)),
  );
  return z.object({ all: z.unknown(), own: z.unknown(), joined: z.unknown() }).parse(shown);
}

/** Tells a seat that its settings are others now. */
export function tellSeat(unit: HubStores, number: number, at: number): Promise<void> {
  return unit.feeds.put('settings', `seat:${number}`, [{ key: PROVISIONING_ITEM, body: { changedAt: at } }]);
}

/** When a seat's settings were last given, epoch ms; null: never. */
export async function settingsGivenAt(
  unit: Pick<HubStores, 'feeds'>,
  number: number,
): Promise<number | null> {
  const item = await unit.feeds.get('settings', `seat:${number}`, PROVISIONING_ITEM);
  return provisioningItemSchema.safeParse(item?.body).data?.changedAt ?? null;
}
