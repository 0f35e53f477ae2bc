/** ITU-T G.711 for a telephone of the tests: written from its tables, apart from the seat's own. */

/** Linear value of each A-law code, 16 bits. */
export const ALAW: Int16Array = Int16Array.from({ length: 256 }, (_, code) => {
  const even = code ^ 0x55;
  const segment = (even >> 4) & 7;
  const step = even & 15;
  const magnitude = segment === 0 ? step * 16 + 8 : (step * 16 + 264) << (segment - 1);
  return even & 0x80 ? magnitude : -magnitude;
});

/** Linear value of each mu-law code, 16 bits. */
export const MULAW: Int16Array = Int16Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff;
  const magnitude = (((inverted & 15) * 8 + 132) << ((inverted >> 4) & 7)) - 132;
  return inverted & 0x80 ? -magnitude : magnitude;
});

/** A-law codes by their linear value, ascending, to search for the nearest. */
const ASCENDING = Array.from(ALAW, (value, code) => ({ value, code })).sort(
  (one, other) => one.value - other.value,
);

/** The A-law code that is nearest to a linear value. */
export function toAlaw(sample: number): number {
  let low = 0;
  let high = ASCENDING.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ASCENDING[middle]?.value ?? 0) <= sample) low = middle;
    else high = middle;
  }
  const [below, above] = [ASCENDING[low], ASCENDING[high]];
  if (!below || !above) return 0xd5;
  return sample - below.value <= above.value - sample ? below.code : above.code;
}
