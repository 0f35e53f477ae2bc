import type { z } from 'zod';
import type { Staff } from '#shared/domain/index.ts';
import type { seatOperatorSchema } from './settings.ts';
import { makeVerifier, type Verifier, verifierSchema } from './verifier.ts';

/** Where verifiers lie: with the seat's other secrets. */
export interface VerifierStore {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

const keyOf = (id: string) => `secret.operator.${id}`;

/**
 * The seat's own list of people with their verifiers. A password that stands in the settings is turned into its
 * verifier once; whoever has none yet is not in the list.
 */
export async function openOperators(
  operators: ReadonlyArray<z.output<typeof seatOperatorSchema>>,
  store: VerifierStore,
  seatKey: Buffer,
): Promise<Array<{ staff: Staff; verifier: Verifier }>> {
  const opened: Array<{ staff: Staff; verifier: Verifier }> = [];
  for (const { password, ...staff } of operators) {
    if (password !== undefined) {
      store.set(keyOf(staff.id), JSON.stringify(await makeVerifier(password, seatKey)));
    }
    const kept = store.get(keyOf(staff.id));
    if (kept !== undefined) opened.push({ staff, verifier: verifierSchema.parse(JSON.parse(kept)) });
  }
  return opened;
}
