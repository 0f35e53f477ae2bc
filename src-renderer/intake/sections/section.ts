import type { WorkOrderField, WorkOrderFields } from '#shared/domain/index.ts';
import type { RetiredFields } from '../lists.ts';

/** What every part of the form gets. */
export interface SectionProperties {
  readonly fields: WorkOrderFields;
  /** The sentence of a field that is missing, once a submit was tried; else undefined. */
  readonly errorOf: (field: WorkOrderField) => string | undefined;
  /** Whether the choices made so far ask for the field. */
  readonly required: (field: WorkOrderField) => boolean;
  /** What of the order its lists have no more. */
  readonly retired: RetiredFields;
}
