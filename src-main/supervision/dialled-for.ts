/** What to dial for a seat. */
export function dialledFor(code: string, seat: number): string {
  return code.replace('{seat3}', String(seat).padStart(3, '0')).replace('{seat}', String(seat));
}
