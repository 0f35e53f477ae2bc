import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { type GivenSettings, givenSettingsSchema } from '#shared/settings/index.ts';
import type { SecretStore } from './secrets.ts';

const keptSchema = z.object({ changedAt: z.number().nullable(), provision: givenSettingsSchema });

/** As it lies on this seat; `changedAt` is the hub's word on when it was given, epoch ms. */
export type KeptProvision = z.output<typeof keptSchema>;

const KEY = 'secret.hub.provision';

/** @throws CodedError `provision-invalid` with the paths that are wrong, never a value */
export function readProvision(given: unknown): GivenSettings {
  const parsed = givenSettingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, code }) => path.join('.') || `(whole) ${code}`);
  throw new CodedError('provision-invalid', [...new Set(wrong)].join(', ').slice(0, 200));
}

/**
 * Keeps it, all of it sealed: a SIP password is part of it.
 *
 * @throws an error of the file system
 */
export function keepProvision(store: SecretStore, kept: KeptProvision): void {
  store.set(KEY, JSON.stringify(kept));
}

/** What was kept; undefined where nothing was, or where a newer program kept it: the hub is asked again then. */
export function keptProvision(store: SecretStore): KeptProvision | undefined {
  const text = store.get(KEY);
  return text === undefined ? undefined : keptSchema.safeParse(JSON.parse(text)).data;
}
