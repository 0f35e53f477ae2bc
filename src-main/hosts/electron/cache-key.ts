import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { CodedError } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import { readOrMakeKey } from '../common/index.ts';

/** As much of Electron's safeStorage as is used. */
export type KeyStore = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/**
 * The cache's 32-byte key.
 *
 *   cache.key.sealed   sealed by the system's key store (DPAPI, libsecret, KWallet)
 *   cache.key          readable by this user only, where there is no key store; the browser host's as well.
 *                      It is sealed, and removed, at the first start that finds a key store.
 *
 * Call it when the app is ready.
 *
 * @throws CodedError `key-locked` when there is a sealed key that the key store does not open now: a new one
 *   would lock unsent orders away, and the store may only be waiting for the person to log in
 */
export async function openCacheKey(options: {
  readonly directory: string;
  readonly store: KeyStore;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
}): Promise<Buffer> {
  const { directory, store, platform, log } = options;
  const sealedFile = join(directory, 'cache.key.sealed');
  const plainFile = join(directory, 'cache.key');
  const backend = platform === 'linux' ? store.getSelectedStorageBackend() : platform;
  // `basic_text` seals with a password that is in Chromium's source: no better than the plain file.
  const available =
    backend !== 'basic_text' && backend !== 'unknown' && (await store.isAsyncEncryptionAvailable());

  if (existsSync(sealedFile)) {
    const key = await unseal(readFileSync(sealedFile), available, store, sealedFile);
    if (existsSync(plainFile) && readOrMakeKey(plainFile).equals(key)) rmSync(plainFile);
    return key;
  }
  if (!available) {
    log.warn('key-store-unavailable', { backend });
    return readOrMakeKey(plainFile);
  }
  const key = existsSync(plainFile) ? readOrMakeKey(plainFile) : randomBytes(32);
  const sealed = await store.encryptStringAsync(key.toString('hex'));
  if (!(await unseal(sealed, available, store, sealedFile)).equals(key)) throw locked(sealedFile);
  const unfinished = `${sealedFile}.new`;
  writeFileSync(unfinished, sealed, { mode: 0o600, flush: true });
  renameSync(unfinished, sealedFile);
  rmSync(plainFile, { force: true });
  return key;
}

async function unseal(sealed: Buffer, available: boolean, store: KeyStore, file: string): Promise<Buffer> {
  if (!available) throw locked(file);
  const hex = await store.decryptStringAsync(sealed).then(
    ({ result }) => result,
    (error: unknown) => {
      throw locked(file, error);
    },
  );
  if (!/^[0-9a-f]{64}$/.test(hex)) throw locked(file);
  return Buffer.from(hex, 'hex');
}

function locked(file: string, cause?: unknown): CodedError {
  return new CodedError(
    'key-locked',
    `The system's key store does not open ${file}. Log in with the key store unlocked and start again; nothing was changed.`,
    { cause },
  );
}
