import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('./rfc4475/', import.meta.url));

/** The messages of RFC 4475 by name, as bytes. */
export const TORTURE_MESSAGES: ReadonlyMap<string, Buffer> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.dat'))
    .map((name) => [name.slice(0, -'.dat'.length), readFileSync(`${FOLDER}${name}`)]),
);

/** A message as the transports hand it over. */
export function tortureMessage(name: string): string {
  const bytes = TORTURE_MESSAGES.get(name);
  if (bytes === undefined) throw new Error(`RFC 4475 has no ${name}.`);
  return bytes.toString();
}
