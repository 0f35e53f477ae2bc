import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { canonicalJson } from '#shared/domain/index.ts';

/** Signs what leaves the seat as proof (Ed25519, RFC 8032). */
export interface Signer {
  /** SPKI in base64. */
  readonly publicKey: string;
  /** Signature of the value's canonical JSON, base64. */
  sign(value: unknown): string;
}

const KEY = 'secret.records.signing-key';

/** The seat's signing key, made at its first use and kept with its secrets. */
export function openSigner(store: {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}): Signer {
  const kept = store.get(KEY);
  const privateKey =
    kept === undefined
      ? generateKeyPairSync('ed25519').privateKey
      : createPrivateKey({ key: Buffer.from(kept, 'base64'), format: 'der', type: 'pkcs8' });
  if (kept === undefined) {
    store.set(KEY, privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'));
  }
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
  return {
    publicKey,
    sign: (value) => sign(null, Buffer.from(canonicalJson(value)), privateKey).toString('base64'),
  };
}

/** Whether the value was signed by the holder of the key. A key or signature that can't be read did not. */
export function isSignedBy(publicKey: string, value: unknown, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(canonicalJson(value)), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
