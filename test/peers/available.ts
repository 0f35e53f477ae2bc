import { missingPeers } from '../../build/lib/peers.mjs';

/** Why the exchange and its telephones can't be started here, or undefined. */
export async function whyNoPeers(): Promise<string | undefined> {
  const missing = (await missingPeers()).filter(
    ({ what }) => what !== 'a Chinese font' && what !== 'PostgreSQL',
  );
  return missing.length === 0 ? undefined : `not installed: ${missing.map(({ what }) => what).join(', ')}`;
}
