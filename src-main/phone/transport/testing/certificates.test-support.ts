import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Certificates of the tests (certificates/make.sh): for `exchange.test` and 127.0.0.1, until 2120 and 2021. */
export function certificate(name: 'exchange' | 'expired'): { readonly cert: string; readonly key: string } {
  return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
}

export const authorityFile = fileURLToPath(new URL('./certificates/authority.pem', import.meta.url));

function read(name: string): string {
  return readFileSync(new URL(`./certificates/${name}`, import.meta.url), 'utf8');
}
