import type { RetiredFields } from '../lists.ts';

/** What the parts of the form with lists of the centre get; what their fields show, these ask for themselves. */
export interface SectionProperties {
  /** What of the order its lists have no more. */
  readonly retired: RetiredFields;
}
