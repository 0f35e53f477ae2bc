import { z } from 'zod';

/**
 * Items of the feeds `units`, `divisions` and `categories`: rows of the centre's own tables (docs/spec/tables.md), all of
 * them text as in the file. A list that has any item takes the place of the one that ships with the seat, as a whole.
 */
export const unitRowSchema = z.object({
  code: z.string().min(1).max(64),
  name: z.string().min(1).max(100),
  level: z.enum(['city', 'district', 'street', 'village', 'service']),
  /** Code of the unit above, or empty. */
  parent: z.string().max(64).default(''),
  phone: z.string().max(40).default(''),
  /** Codes of categories it is in charge of, parted by `;`; empty: as is known of a unit of its kind. */
  categories: z.string().max(2_000).default(''),
});
export type UnitRow = z.infer<typeof unitRowSchema>;

/** A division: GB/T 2260 and the statistical codes below it; 4 digits city, 6 district, 9 township, 12 village. */
export const divisionRowSchema = z.object({
  code: z.string().regex(/^(\d{4}|\d{6}|\d{9}|\d{12})$/),
  name: z.string().min(1).max(40),
});
export type DivisionRow = z.infer<typeof divisionRowSchema>;

/** A leaf of the category tree; its code is the three names joined by `/`. */
export const categoryRowSchema = z.object({
  level1: z.string().min(1),
  level2: z.string().min(1),
  level3: z.string().min(1),
});
export type CategoryRow = z.infer<typeof categoryRowSchema>;
