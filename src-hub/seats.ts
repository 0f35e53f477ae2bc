import { CodedError } from '#shared/domain/index.ts';
import { PROVISIONING_ITEM, provisioningItemSchema, seatSettingsSchema } from '#shared/hub-protocol/index.ts';
import type { HubStores } from './storage/index.ts';

/** @throws CodedError `invalid` with the paths that are wrong, never a value: a password stands among them */
export function readSeatSettings(given: unknown): unknown {
  const parsed = seatSettingsSchema.nullable().safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, code }) => `${path.join('.') || '(whole)'} ${code}`);
  throw new CodedError('invalid', `settings: ${wrong.join('; ')}`.slice(0, 500));
}

/**
 * Gives a seat its account and settings; the seat is told by its feed that there is something to fetch.
 *
 * @throws CodedError `not-found`
 */
export async function giveSeatSettings(
  unit: HubStores,
  { number, settings, at, actor }: { number: number; settings: unknown; at: number; actor: string },
): Promise<void> {
  const seat = await unit.seats.find(number);
  if (seat === undefined) throw new CodedError('not-found', `There is no seat ${number}.`);
  await unit.seats.save({ ...seat, settings });
  await tellSeat(unit, number, at);
  await unit.audit.append({ at, actor, action: 'seat-given-settings', target: `seat:${number}`, detail: {} });
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
