import {
  createCipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import type { OperationEnvelope, SealedExport } from '#shared/hub-protocol/index.ts';

/**
 * Seals operations for one hub (docs/spec/sync.md, SY-17): whoever finds the stick has nothing, and nobody without
 * this seat's token can make a file that the hub takes.
 *
 * @param sealingKey the hub's public key, SPKI in base64
 * @param at epoch ms
 */
export function sealExport(
  operations: readonly OperationEnvelope[],
  options: {
    readonly seat: number;
    readonly token: string;
    readonly sealingKey: string;
    readonly at: number;
  },
): SealedExport {
  const { seat, token, sealingKey, at } = options;
  const text = JSON.stringify(operations);
  const digest = createHash('sha256').update(token).digest('hex');
  const mac = createHmac('sha256', digest).update(text).digest('hex');
  const content = gzipSync(JSON.stringify({ seat, operations: text, mac }));

  const hubKey = createPublicKey({ key: Buffer.from(sealingKey, 'base64'), format: 'der', type: 'spki' });
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const ephemeral = publicKey.export({ type: 'spki', format: 'der' });
  const format = 'lianxinqiao-outbox';
  const key = hkdfSync('sha256', diffieHellman({ privateKey, publicKey: hubKey }), ephemeral, format, 32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), nonce);
  const data = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  return {
    format,
    version: 1,
    seat,
    createdAt: at,
    count: operations.length,
    ephemeralKey: ephemeral.toString('base64'),
    nonce: nonce.toString('base64'),
    data: data.toString('base64'),
  };
}

/** Writes a file for this user only. @throws CodedError `export-failed` */
export function writeExport(folder: string, name: string, text: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  } catch (error) {
    throw new CodedError('export-failed', messageOf(error), { cause: error });
  }
}
