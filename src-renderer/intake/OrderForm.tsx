import { useEffect, useLayoutEffect, useRef } from 'react';
import { isForInputMethod, Keycap, useTranslation } from '../ui/index.ts';
import { keepCursor, restoreCursor } from './cursor.ts';
import { submit } from './draft-acts.ts';
import { ChannelField } from './fields/ChannelField.tsx';
import { toldMissing, useOnScreen } from './form-fields.ts';
import { useRetired } from './lists.ts';
import { RelationBand } from './RelationBand.tsx';
import { SaveState } from './SaveState.tsx';
import { CallerSection } from './sections/CallerSection.tsx';
import { HandlingSection } from './sections/HandlingSection.tsx';
import { MarkSection } from './sections/MarkSection.tsx';
import { FollowUpSection, MatterSection } from './sections/MatterSection.tsx';
import { TypeSection } from './sections/TypeSection.tsx';
import { type FocusWish, setComposing, useIntake } from './store.ts';

/** The divisions have no field of their own: they are found, and missed, in the line of the place. */
const fieldOf = <T extends string>(field: T) => (field === 'areaCode' ? 'place' : field);

function grantWish(form: HTMLFormElement, { field, at }: FocusWish): void {
  if (field === 'restore') {
    restoreCursor(form);
    return;
  }
  const name = fieldOf(field);
  const target = document.getElementById(`field-${name}`) ?? form.querySelector(`[data-field="${name}"]`);
  if (!(target instanceof HTMLElement)) return;
  target.focus();
  if (at !== undefined && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement))
    target.setSelectionRange(at, at);
}

/** The work order that is being typed: one screen, Tab from top to bottom. */
export function OrderForm(properties: { readonly onDiscard: () => void }) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const focus = useIntake((view) => view.focus);
  const refers = useOnScreen(({ followUpOf, mergedInto }) => followUpOf !== '' || mergedInto !== '');
  const retired = useRetired();

  useLayoutEffect(() => performance.mark('form-ready') && undefined, []); // the fields take the cursor from here on
  useEffect(() => {
    if (focus && form.current) grantWish(form.current, focus);
  }, [focus]);
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
      {refers && <RelationBand />}
      {!refers && <TypeSection />}
      <CallerSection />
      {refers ? <FollowUpSection /> : <MatterSection retired={retired} />}
      {!refers && <HandlingSection retired={retired} />}
      <MarkSection />
      <FormFoot onDiscard={properties.onDiscard} />
    </form>
  );
}

/** Saved or not, what is missing, and the two ways out of an order. */
function FormFoot({ onDiscard }: { readonly onDiscard: () => void }) {
  const { t } = useTranslation();
  const isDraft = useIntake(({ activeId }) => activeId !== null);
  const submitting = useIntake((view) => view.submitting);
  const missing = useIntake((view) => new Set(toldMissing(view).map(fieldOf)).size);
  const goal = useOnScreen(({ followUpOf, mergedInto }) =>
    followUpOf !== '' ? 'submitFollowUp' : mergedInto !== '' ? 'submitMerge' : 'submit',
  );
  return (
    <footer className="form-foot">
      <SaveState />
      {missing > 0 && (
        <p className="missing-count" role="status">
          {t('form.missingCount', { count: missing })}
        </p>
      )}
      <span className="foot-space" />
      {goal === 'submit' && <ChannelField />}
      {isDraft && (
        <button type="button" className="button button-quiet" onClick={onDiscard}>
          {t('form.discard')}
        </button>
      )}
      <button
        type="submit"
        className="button button-main button-submit"
        data-testid="submit"
        aria-keyshortcuts="Control+Enter"
        disabled={submitting}
      >
        {t(`form.${submitting ? 'submitting' : goal}`)}
        <Keycap>Ctrl+Enter</Keycap>
      </button>
    </footer>
  );
}
