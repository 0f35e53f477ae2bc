import { lazy, Suspense } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { OpenDraft } from '#shared/contract/index.ts';
import { maskNumber } from '#shared/domain/index.ts';
import { groupNumber, Keycap, useTranslation } from '../ui/index.ts';
import { closeDialog, openDialog, useIntakeDialog } from './dialogs.ts';
import { redo, undo } from './draft-acts.ts';
import { HistoryDialog } from './HistoryDialog.tsx';
import { OrderForm } from './OrderForm.tsx';
import { SubmittedCard } from './SubmittedCard.tsx';
import { activate, activeDraft, fieldsOf, type IntakeView, newDraft, useIntake } from './store.ts';
import { PhrasesDialog } from './templates/PhrasesDialog.tsx';
import './intake.css';
import './fields.css';

const DiscardDialog = lazy(() =>
  import('./DiscardDialog.tsx').then(({ DiscardDialog: it }) => ({ default: it })),
);

/** Drafts that may come on screen: those of calls that only ring stay away. */
const openDrafts = ({ drafts, ringing }: IntakeView): readonly OpenDraft[] =>
  drafts.filter(({ callId }) => callId === null || !ringing.includes(callId));

/** The middle of the screen: the work order, and after the submit its number. */
export function IntakePanel({ heldCalls }: { readonly heldCalls: readonly string[] }) {
  const { t } = useTranslation();
  const restored = useIntake((view) => view.restored);
  const submitted = useIntake((view) => view.submitted !== null);
  const open = useIntake(useShallow((view) => openDrafts(view).map(({ id }) => id)));
  const activeId = useIntake((view) => view.activeId);
  const { dialog } = useIntakeDialog();
  const active = activeId !== null && open.includes(activeId);
  const done = submitted && !active;
  return (
    <section
      className="intake-panel"
      id="work-order"
      aria-label={t('form.region')}
      data-testid="intake"
      data-restored={restored}
    >
      <header className="intake-head">
        <h2>{t('form.heading')}</h2>
        {open.length > 1 || (open.length === 1 && !active) ? (
          <ul className="draft-chips" aria-label={t('form.drafts')}>
            {open.map((id) => (
              <DraftChip key={id} id={id} active={id === activeId} heldCalls={heldCalls} />
            ))}
          </ul>
        ) : (
          <p className="draft-source">{done ? '' : active ? <Source /> : t('form.blank')}</p>
        )}
        <span className="foot-space" />
        {open.length > 1 && (
          <span className="next-hint">
            <span className="next-word">{t('form.nextDraft')}</span>
            <Keycap>F6</Keycap>
          </span>
        )}
        {active && <DraftSteps />}
        <button type="button" className="button" aria-keyshortcuts="F4" onClick={newDraft}>
          {t('form.newDraft')}
          <Keycap>F4</Keycap>
        </button>
      </header>
      {done ? (
        <SubmittedCard />
      ) : (
        <>
          {submitted && <SubmittedCard compact />}
          <OrderForm onDiscard={() => openDialog('discard')} />
        </>
      )}
      <Suspense fallback={null}>
        {dialog === 'discard' && <DiscardDialog onClose={closeDialog} />}
        {dialog === 'phrases' && <PhrasesDialog begun={selectedText()} onClose={closeDialog} />}
        {dialog === 'history' && active && <HistoryDialog orderId={activeId} onClose={closeDialog} />}
      </Suspense>
    </section>
  );
}

/** What is selected in a field of the form: what a phrase of one's own may begin with. */
function selectedText(): string {
  const area = document.activeElement;
  if (!(area instanceof HTMLTextAreaElement)) return '';
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

/** Undo, redo and what was changed; small, as their keys are known. */
function DraftSteps() {
  const { t } = useTranslation();
  const undoable = useIntake((view) => (activeDraft(view)?.undoable ?? 0) > 0);
  const redoable = useIntake((view) => (activeDraft(view)?.redoable ?? 0) > 0);
  return (
    <span className="draft-steps">
      <button
        type="button"
        className="step-button"
        title={`${t('form.undo')} Ctrl+Z`}
        aria-label={t('form.undo')}
        aria-keyshortcuts="Control+Z"
        data-testid="undo"
        disabled={!undoable}
        onClick={() => void undo()}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="step-icon">
          <path d="M6 3 2.500 6.500 6 10M3 6.500h6.500a3.500 3.500 0 0 1 0 7H6" />
        </svg>
      </button>
      <button
        type="button"
        className="step-button"
        title={`${t('form.redo')} Ctrl+Y`}
        aria-label={t('form.redo')}
        aria-keyshortcuts="Control+Y"
        data-testid="redo"
        disabled={!redoable}
        onClick={() => void redo()}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="step-icon">
          <path d="m10 3 3.500 3.500L10 10m3-3.500H6.500a3.500 3.500 0 0 0 0 7H10" />
        </svg>
      </button>
      <button
        type="button"
        className="button button-quiet"
        data-testid="history"
        onClick={() => openDialog('history')}
      >
        {t('form.history')}
      </button>
    </span>
  );
}

function Source() {
  const { t } = useTranslation();
  const byHand = useIntake((view) => activeDraft(view)?.callId === null);
  const number = useIntake((view) => activeDraft(view)?.fields.callerNumber ?? '');
  if (byHand) return t('form.byHand');
  return number === '' ? t('call.withheld') : t('form.fromCall', { number: groupNumber(number) });
}

function DraftChip(properties: {
  readonly id: string;
  readonly active: boolean;
  readonly heldCalls: readonly string[];
}) {
  const { id, active, heldCalls } = properties;
  const { t } = useTranslation();
  const draftOf = ({ drafts }: IntakeView) => drafts.find((draft) => draft.id === id);
  const callId = useIntake((view) => draftOf(view)?.callId ?? null);
  const label = useIntake((view) => chipLabel(draftOf(view))) || t('form.untitled');
  const held = callId !== null && heldCalls.includes(callId);
  return (
    <li>
      <button
        type="button"
        className={`draft-chip ${active ? 'draft-chip-active' : ''}`}
        aria-current={active}
        onClick={() => activate(id)}
      >
        {held && <span className="draft-held">{t('form.onHold')}</span>}
        {label}
      </button>
    </li>
  );
}

/** What tells a draft from the others, in a few characters; empty for one in which nothing stands yet. */
function chipLabel(draft: OpenDraft | undefined): string {
  if (!draft) return '';
  const { title, callerNumber, content } = fieldsOf(draft);
  return title || maskNumber(callerNumber) || content.slice(0, 8);
}
