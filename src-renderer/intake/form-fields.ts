import { useShallow } from 'zustand/react/shallow';
import {
  FIELD_LIMITS,
  isRequired,
  overLimit,
  type WorkOrderField,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { missingText } from '../ui/index.ts';
import { missingInOrder } from './form-order.ts';
import { BLANK, fieldsOnScreen, type IntakeView, useIntake } from './store.ts';

/**
 * Something of the order on screen. Whoever asks is drawn again only when the answer changes, part by part: a key costs
 * the field that it is typed into, however many fields there are.
 */
export function useOnScreen<T>(select: (fields: WorkOrderFields) => T): T {
  return useIntake(useShallow((view) => select(fieldsOnScreen(view))));
}

/** A field of the form as it is to be drawn. */
export interface FieldOnScreen<F extends WorkOrderField> {
  readonly value: WorkOrderFields[F];
  /** Whether the choices made so far ask for it. */
  readonly required: boolean;
  /** The sentence that says what is missing, once a submit was tried. */
  readonly error: string | undefined;
}

export function useField<F extends WorkOrderField>(field: F): FieldOnScreen<F> {
  const { value, required, missing } = useIntake(
    useShallow((view) => {
      const fields = fieldsOnScreen(view);
      return {
        value: fields[field],
        required: isRequired(field, fields),
        missing: missingWord(view, field),
      };
    }),
  );
  return { value, required, error: missing && missingText(missing) };
}

/** What is missing in the order on screen, in the form's order; nothing before a submit was tried. */
export function toldMissing(view: IntakeView): readonly WorkOrderField[] {
  if (!view.attempted.includes(view.activeId ?? BLANK)) return [];
  const fields = fieldsOnScreen(view);
  const known = missing.get(fields);
  if (known) return known;
  const found = missingInOrder(fields);
  missing.set(fields, found);
  return found;
}

/** Every field of a form asks for the same. */
const missing = new WeakMap<WorkOrderFields, readonly WorkOrderField[]>();

const isLimited = (field: string): field is keyof typeof FIELD_LIMITS => Object.hasOwn(FIELD_LIMITS, field);

/** What {@link missingText} is told of a field: its name, that a blank of a template stands in it, or too much. */
function missingWord(view: IntakeView, field: WorkOrderField): string | undefined {
  if (!toldMissing(view).includes(field)) return undefined;
  const value = fieldsOnScreen(view)[field];
  if (isLimited(field) && typeof value === 'string' && overLimit(field, value) > 0) return 'tooLong';
  const isEmpty = value === '' || value === null;
  return isEmpty || field === 'organisationCode' ? field : 'blank';
}
