import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { exportContentSchema, type SealedExport } from '#shared/hub-protocol/index.ts';

/** The hub's key for exports: a file that only this user reads, made when missing. Answers its public half. */
export function readOrMakeSealingKey(file: string): { privateKey: string; publicKey: string } {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('x25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  }
  const privateKey = readFileSync(file, 'utf8');
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return { privateKey, publicKey };
}

const operationsSchema = z.array(z.looseObject({ id: z.uuidv7() }));

/**
 * Opens what a seat exported.
 *
 * @param tokenDigests digests that the seat's token may have: its own, and the shared one
 * @throws CodedError `export-not-ours` for another hub's or a damaged one, `export-not-genuine` when no token fits
 */
export function openExport(
  sealed: SealedExport,
  privateKey: string,
  tokenDigests: readonly string[],
): z.infer<typeof operationsSchema> {
  const content = exportContentSchema.parse(JSON.parse(unseal(sealed, privateKey)));
  const genuine = tokenDigests.some((digest) => {
    const mac = createHmac('sha256', digest).update(content.operations).digest();
    return timingSafeEqual(mac, Buffer.from(content.mac, 'hex'));
  });
  if (!genuine || content.seat !== sealed.seat) {
    throw new CodedError('export-not-genuine', `No token of seat ${sealed.seat} made this file.`);
  }
  return operationsSchema.parse(JSON.parse(content.operations));
}

function unseal(sealed: SealedExport, privateKey: string): string {
  try {
    const ephemeral = createPublicKey({
      key: Buffer.from(sealed.ephemeralKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const secret = diffieHellman({ privateKey: createPrivateKey(privateKey), publicKey: ephemeral });
    const key = hkdfSync('sha256', secret, Buffer.from(sealed.ephemeralKey, 'base64'), sealed.format, 32);
    const data = Buffer.from(sealed.data, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(sealed.nonce, 'base64'));
    decipher.setAuthTag(data.subarray(-16));
    const plain = Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]);
    return gunzipSync(plain).toString('utf8');
  } catch (error) {
    throw new CodedError('export-not-ours', 'This file was sealed for another hub, or it is damaged.', {
      cause: error,
    });
  }
}
