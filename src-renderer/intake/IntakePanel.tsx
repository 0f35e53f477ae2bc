import { lazy, Suspense, useState } from 'react';
import { type Draft, maskNumber } from '#shared/domain/index.ts';
import { groupNumber, Keycap, useTranslation } from '../ui/index.ts';
import { OrderForm } from './OrderForm.tsx';
import { SubmittedCard } from './SubmittedCard.tsx';
import { activate, fieldsOf, newDraft, useIntake } from './store.ts';
import './intake.css';

const DiscardDialog = lazy(() =>
  import('./DiscardDialog.tsx').then(({ DiscardDialog: it }) => ({ default: it })),
);

/** The middle of the screen: the work order, and after the submit its number. */
export function IntakePanel() {
  const { t } = useTranslation();
  const { drafts, activeId, ringing, submitted } = useIntake();
  const [discarding, setDiscarding] = useState(false);
  const open = drafts.filter(({ callId }) => callId === null || !ringing.includes(callId));
  const active = open.find(({ id }) => id === activeId);
  const done = submitted !== null && !active;
  return (
    <section className="intake-panel" id="work-order" aria-label={t('form.region')} data-testid="intake">
      <header className="intake-head">
        <h2>{t('form.heading')}</h2>
        {open.length > 1 || (open.length === 1 && !active) ? (
          <ul className="draft-chips" aria-label={t('form.drafts')}>
            {open.map((draft) => (
              <DraftChip key={draft.id} draft={draft} active={draft.id === activeId} />
            ))}
          </ul>
        ) : (
          <p className="draft-source">{done ? '' : active ? <Source draft={active} /> : t('form.blank')}</p>
        )}
        <span className="foot-space" />
        {open.length > 1 && (
          <span className="next-hint">
            {t('form.nextDraft')}
            <Keycap>F6</Keycap>
          </span>
        )}
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
          <OrderForm onDiscard={() => setDiscarding(true)} />
        </>
      )}
      {discarding && (
        <Suspense fallback={null}>
          <DiscardDialog onClose={() => setDiscarding(false)} />
        </Suspense>
      )}
    </section>
  );
}

function Source({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation();
  if (draft.callId === null) return t('form.byHand');
  const number = draft.fields.callerNumber;
  return number === '' ? t('call.withheld') : t('form.fromCall', { number: groupNumber(number) });
}

function DraftChip({ draft, active }: { readonly draft: Draft; readonly active: boolean }) {
  const { t } = useTranslation();
  useIntake(({ revision }) => revision);
  const { title, callerNumber } = fieldsOf(draft);
  const label = title || (callerNumber !== '' ? maskNumber(callerNumber) : t('form.untitled'));
  return (
    <li>
      <button
        type="button"
        className={`draft-chip ${active ? 'draft-chip-active' : ''}`}
        aria-current={active}
        onClick={() => activate(draft.id)}
      >
        {label}
      </button>
    </li>
  );
}
