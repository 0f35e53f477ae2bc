import { useEffect, useLayoutEffect, useRef } from 'react';
import { isRequired, type WorkOrderField } from '#shared/domain/index.ts';
import { isForInputMethod, Keycap, missingText, useTranslation } from '../ui/index.ts';
import { keepCursor, restoreCursor } from './cursor.ts';
import { submit } from './draft-acts.ts';
import { missingInOrder } from './form-order.ts';
import { useRetired } from './lists.ts';
import { RelationBand } from './RelationBand.tsx';
import { SaveState } from './SaveState.tsx';
import { CallerSection } from './sections/CallerSection.tsx';
import { HandlingSection } from './sections/HandlingSection.tsx';
import { MarkSection } from './sections/MarkSection.tsx';
import { FollowUpSection, MatterSection } from './sections/MatterSection.tsx';
import type { SectionProperties } from './sections/section.ts';
import { TypeSection } from './sections/TypeSection.tsx';
import { BLANK, type FocusWish, fieldsOnScreen, setComposing, useIntake } from './store.ts';

/** The divisions have no field of their own: they are found, and missed, in the line of the place. */
const fieldOf = <T extends string>(field: T) => (field === 'areaCode' ? 'place' : field);

function grantWish(form: HTMLFormElement, { field }: FocusWish): void {
  if (field === 'restore') {
    restoreCursor(form);
    return;
  }
  const name = fieldOf(field);
  const target = document.getElementById(`field-${name}`) ?? form.querySelector(`[data-field="${name}"]`);
  if (target instanceof HTMLElement) target.focus();
}

/** The work order that is being typed: one screen, Tab from top to bottom. */
export function OrderForm(properties: { readonly onDiscard: () => void }) {
  const { t } = useTranslation();
  const view = useIntake();
  const form = useRef<HTMLFormElement>(null);
  const fields = fieldsOnScreen(view);
  const missing = missingInOrder(fields);
  const told = view.attempted.includes(view.activeId ?? BLANK);
  const retired = useRetired(fields);
  const section: SectionProperties = {
    fields,
    required: (field) => isRequired(field, fields),
    retired,
    errorOf: (field: WorkOrderField) => {
      if (!told || !missing.includes(field)) return undefined;
      const empty = fields[field] === '' || fields[field] === null;
      return missingText(empty || field === 'organisationCode' ? field : 'blank');
    },
  };
  const refers = fields.followUpOf !== '' || fields.mergedInto !== '';

  useLayoutEffect(() => performance.mark('form-ready') && undefined, []); // the fields take the cursor from here on
  useEffect(() => {
    if (view.focus && form.current) grantWish(form.current, view.focus);
  }, [view.focus]);
  useEffect(() => {
    const keep = () => form.current && keepCursor(form.current);
    document.addEventListener('selectionchange', keep);
    return () => document.removeEventListener('selectionchange', keep);
  }, []);

  return (
    <form
      ref={form}
      className="order-form"
      aria-label={t('form.region')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onFocus={() => form.current && keepCursor(form.current)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onKeyDown={(event) => {
        // Enter in a single line must not submit a half-written order; Ctrl+Enter does.
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        if (isForInputMethod(event.nativeEvent) || !event.ctrlKey) event.preventDefault();
      }}
    >
      {refers && <RelationBand fields={fields} />}
      {!refers && <TypeSection {...section} />}
      <CallerSection {...section} />
      {refers ? <FollowUpSection {...section} /> : <MatterSection {...section} />}
      {!refers && <HandlingSection {...section} />}
      <MarkSection {...section} />

      <footer className="form-foot">
        <SaveState />
        {told && missing.length > 0 && (
          <p className="missing-count" role="status">
            {t('form.missingCount', { count: new Set(missing.map(fieldOf)).size })}
          </p>
        )}
        <span className="foot-space" />
        {view.activeId !== null && (
          <button type="button" className="button button-quiet" onClick={properties.onDiscard}>
            {t('form.discard')}
          </button>
        )}
        <button
          type="submit"
          className="button button-main button-submit"
          data-testid="submit"
          aria-keyshortcuts="Control+Enter"
          disabled={view.submitting}
        >
          {view.submitting
            ? t('form.submitting')
            : fields.followUpOf !== ''
              ? t('form.submitFollowUp')
              : fields.mergedInto !== ''
                ? t('form.submitMerge')
                : t('form.submit')}
          <Keycap>Ctrl+Enter</Keycap>
        </button>
      </footer>
    </form>
  );
}
