import { useEffect, useState } from 'react';
import type { OrderDetail } from '#shared/contract/index.ts';
import { emptyFields, type WorkOrderField, type WorkOrderFields } from '#shared/domain/index.ts';
import { HistoryDialog, useCodes, useDivisionNames, useFieldText } from '../intake/index.ts';
import { copyText, currentLanguage, dayAndTime, StateMark, useNow, useTranslation } from '../ui/index.ts';
import { AmendField } from './AmendField.tsx';
import { Events } from './Events.tsx';
import { Due } from './OrderRow.tsx';
import { printText } from './paper.ts';
import { ReasonDialog } from './ReasonDialog.tsx';
import { showIdentity, summaryOf, useOrders, wishCallback } from './store.ts';

/** What can be changed after the submit; the citizen only by whoever sees them in clear. */
const AMENDABLE = ['title', 'content', 'aim', 'place', 'respondentName', 'leadUnit', 'replyText'] as const;
const IDENTITY = ['callerName', 'callerNumber', 'organisationName'] as const;

const SHOWN: readonly WorkOrderField[] = [
  'requestType',
  'urgency',
  'callerName',
  'callerNumber',
  'organisationName',
  'organisationContact',
  'title',
  'content',
  'place',
  'occurredText',
  'aim',
  'respondentName',
  'categoryCode',
  'handling',
  'leadUnit',
  'assistUnits',
  'copyTo',
  'replyText',
  'transferTarget',
  'rejectReason',
  'guidance',
  'safetyFlags',
  'callbackWishNote',
  'leaderInstruction',
];

const isSaid = (value: WorkOrderFields[WorkOrderField]) =>
  Array.isArray(value) ? value.length > 0 : value !== '' && value !== null;

/** The chosen order: its text, its life since, and what can still be done about it. */
export function OrderDetails() {
  const { t } = useTranslation();
  const { detail, chosen } = useOrders();
  if (!detail || detail.id !== chosen) {
    return (
      <section className="details details-none" aria-label={t('orders.detail')}>
        <p className="empty-note">{t('orders.choose')}</p>
      </section>
    );
  }
  return <Details key={detail.id} detail={detail} />;
}

function Details({ detail }: { readonly detail: OrderDetail }) {
  const { t } = useTranslation();
  const codes = useCodes();
  const text = useFieldText();
  const [dialog, setDialog] = useState<'none' | 'reason' | 'history' | 'wish'>('none');
  const [amending, setAmending] = useState(false);
  const [copied, setCopied] = useState(false);
  useNow(30_000);
  const canAmend = detail.amendUntil > Date.now();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 4_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const { fields } = detail;
  const names = useDivisionNames(fields);
  const editable: readonly string[] = amending
    ? detail.masked
      ? AMENDABLE
      : [...AMENDABLE, ...IDENTITY]
    : [];
  const paper = async (use: 'print' | 'copy') => {
    const summary = await summaryOf(detail.id, use, currentLanguage() === 'en' ? 'en' : 'zh');
    if (summary === '') return;
    if (use === 'print') printText(summary);
    else setCopied(await copyText(summary));
  };
  return (
    <section className="details" aria-label={t('orders.detail')} data-testid="order-details">
      <header className="details-head">
        <p className="details-number">{detail.number}</p>
        <p className="details-state">
          <span className="row-state is-open">{codes.text('order-states', detail.state)}</span>
          <Due order={detail} />
        </p>
        <p className="details-by">
          {t('orders.submitted', { time: dayAndTime(detail.submittedAt) })} ·{' '}
          {t('orders.by', { operator: detail.operator })}
        </p>
        <div className="details-acts">
          {detail.masked && (
            <button
              type="button"
              className="button"
              data-testid="show-identity"
              onClick={() => setDialog('reason')}
            >
              {t('orders.show')}
            </button>
          )}
          <button
            type="button"
            className="button"
            data-testid="amend"
            aria-pressed={amending}
            disabled={!canAmend}
            title={
              canAmend
                ? t('orders.amendUntil', { time: dayAndTime(detail.amendUntil) })
                : t('orders.amendOver')
            }
            onClick={() => setAmending(!amending)}
          >
            {t('orders.amend')}
          </button>
          <button type="button" className="button" data-testid="wish" onClick={() => setDialog('wish')}>
            {t('orders.wish')}
          </button>
          <button type="button" className="button" onClick={() => void paper('print')}>
            {t('orders.print')}
          </button>
          <button type="button" className="button" data-testid="copy" onClick={() => void paper('copy')}>
            {t('orders.copy')}
          </button>
          <button type="button" className="button" onClick={() => setDialog('history')}>
            {t('orders.history')}
          </button>
          <span className="details-said" role="status">
            {copied && (
              <>
                <StateMark kind="good" /> {t('orders.copied')}
              </>
            )}
            {amending && canAmend && t('orders.amendHint')}
          </span>
        </div>
        {detail.delivery === 'refused' && (
          <p className="details-refused">
            <StateMark kind="bad" />
            {t('submitted.refusedHint', { reason: detail.refusal ?? '' })}
          </p>
        )}
      </header>
      {dialog === 'wish' && <WishLine orderId={detail.id} onDone={() => setDialog('none')} />}
      <dl className="details-fields">
        {SHOWN.filter((field) => isSaid(fields[field]) || editable.includes(field)).map((field) => (
          <div key={field}>
            <dt>{text.name(field)}</dt>
            <dd>
              {editable.includes(field) ? (
                <AmendField orderId={detail.id} field={field} value={String(fields[field] ?? '')} />
              ) : field === 'place' ? (
                `${names ?? ''}${fields.place}`
              ) : (
                text.value(field, fields[field])
              )}
            </dd>
          </div>
        ))}
        {(['anonymous', 'confidential', 'ongoing'] as const)
          .filter((field) => fields[field] !== emptyFields[field])
          .map((field) => (
            <div key={field}>
              <dt>{text.name(field)}</dt>
              <dd>{t('orders.yes')}</dd>
            </div>
          ))}
      </dl>
      <Events detail={detail} />
      {dialog === 'reason' && (
        <ReasonDialog
          onClose={() => setDialog('none')}
          onReason={(code, note) => {
            void showIdentity(detail.id, code, note);
            setDialog('none');
          }}
        />
      )}
      {dialog === 'history' && <HistoryDialog orderId={detail.id} onClose={() => setDialog('none')} />}
    </section>
  );
}

/** One line for what the citizen wishes; Enter promises it. */
function WishLine({ orderId, onDone }: { readonly orderId: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  return (
    <form
      className="wish-line"
      onSubmit={(event) => {
        event.preventDefault();
        void wishCallback(orderId, note).then((done) => done && onDone());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onDone();
      }}
    >
      <input
        className="text-input"
        aria-label={t('form.callbackWishNote')}
        placeholder={t('orders.wishHint')}
        maxLength={100}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <button type="submit" className="button">
        {t('orders.save')}
      </button>
    </form>
  );
}
