import type { HotlineLine } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';

/**
 * The line that a dialled number belongs to. Trunks present one number in several ways: with +86 or 0086, with
 * an area code; a table entry is found in each of them, the exact number first.
 */
export function hotlineLine(dialled: string | null, lines: ExchangeSettings['lines']): HotlineLine | null {
  if (dialled === null) return null;
  const national = dialled.replace(/^(?:\+|00)86(?=[1-9])/, '0');
  // Area codes: 010, 02x, 03xx to 09xx.
  const local = national.replace(/^0(?:10|2\d|[3-9]\d\d)?(?=12\d{3}$)/, '');
  for (const number of [dialled, local]) {
    const found = lines.find((line) => line.number === number);
    if (found) return { channel: found.channel, name: found.name };
  }
  return null;
}
