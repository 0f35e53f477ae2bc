import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { CodedError } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Protocol, Target, Trust } from './link.ts';

/**
 * Reads the settings' authority file, anew at each connection that needs it, so that a renewed one is taken up.
 * @throws CodedError `tls-authority-unreadable`
 */
export async function trustFor(protocol: Protocol, settings: ExchangeSettings['tls']): Promise<Trust> {
  const { authorityFile, serverName } = settings;
  const isSecure = protocol === 'TLS' || protocol === 'WSS';
  if (!isSecure || authorityFile === undefined) return { authorities: undefined, serverName };
  try {
    const authorities = await readFile(authorityFile, 'utf8');
    if (!authorities.includes('-----BEGIN CERTIFICATE-----'))
      throw new Error('The file holds no certificate.');
    createSecureContext({ ca: authorities });
    return { authorities, serverName };
  } catch (cause) {
    throw new CodedError('tls-authority-unreadable', `${authorityFile} is no PEM file of authorities.`, {
      cause,
    });
  }
}

/**
 * What `tls.connect` and `ws` are given. Node always checks the certificate, and its name against `servername`:
 * the name in the settings rather than what DNS made of it (RFC 5922 section 7.3). A numeric address is never
 * sent as SNI (RFC 6066 section 3); Node checks the address that it connects to then.
 */
export function tlsOptions(target: Target, trust: Trust) {
  const expected = trust.serverName ?? target.serverName;
  return {
    servername: isIP(expected) === 0 ? expected : '',
    ...(trust.authorities !== undefined && { ca: trust.authorities }),
  };
}
