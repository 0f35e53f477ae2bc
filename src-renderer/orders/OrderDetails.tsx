import { useEffect, useState } from 'react';
import type { OrderDetail } from '#shared/contract/index.ts';
import {
  emptyFields,
  WITHHELD,
  type WorkOrderField,
  type WorkOrderFields,
  wishedTimeOf,
} from '#shared/domain/index.ts';
import { HistoryDialog, useCodes, useDivisionNames, useFieldText } from '../intake/index.ts';
import {
  copyText,
  currentLanguage,
  dayAndTime,
  isForInputMethod,
  StateMark,
  useNow,
  useTranslation,
} from '../ui/index.ts';
import { AMENDABLE, type AmendableField, AmendField, isAmendable } from './AmendField.tsx';
import { Events } from './Events.tsx';
import { Due } from './OrderRow.tsx';
import { printText } from './paper.ts';
import { ReasonDialog } from './ReasonDialog.tsx';
import { showIdentity, summaryOf, useEntry, useOrders, wishCallback, write } from './store.ts';

const SHOWN: readonly WorkOrderField[] = [
  'requestType',
  'urgency',
  'callerName',
  'callerNumber',
  'contactNumbers',
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
  const [dialog, setDialog] = useState<'none' | 'reason' | 'print' | 'history' | 'wish'>('none');
  const [copied, setCopied] = useState(false);
  useNow(30_000);
  const { fields } = detail;
  const canAmend = detail.amendUntil > Date.now();
  const entry = useEntry(detail);
  // What an earlier page did not get to save is there again.
  const [amending, setAmending] = useState(Object.keys(entry.amended).length > 0);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 4_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const isWishing = entry.wish !== null;
  const names = useDivisionNames(fields);
  // Of a text that is shown without a name, the name would be lost: it is changed in clear.
  const isWhole = (field: AmendableField) =>
    field in AMENDABLE ? !String(fields[field]).includes(WITHHELD) : !detail.masked;
  const changed = (field: string): AmendableField | undefined =>
    amending && canAmend && isAmendable(field) && isWhole(field) ? field : undefined;
  const valueIn = (field: WorkOrderField, shown: string) => {
    const amended = changed(field);
    return amended ? <AmendField detail={detail} field={amended} /> : shown;
  };
  // Whoever sees the citizen in clear may print them too, with a reason of its own; never one who asked for secrecy.
  const printsClear = !detail.masked && !fields.confidential;
  const paper = async (use: 'print' | 'copy', identity: { code: string; note: string } | null = null) => {
    const summary = await summaryOf(detail.id, use, currentLanguage() === 'en' ? 'en' : 'zh', identity);
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
          <button
            type="button"
            className="button"
            data-testid="print"
            onClick={() => (printsClear ? setDialog('print') : void paper('print'))}
          >
            {t(printsClear ? 'orders.printClear' : 'orders.print')}
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
      {(dialog === 'wish' || isWishing) && <WishLine detail={detail} onDone={() => setDialog('none')} />}
      <dl className="details-fields">
        {SHOWN.filter((field) => isSaid(fields[field]) || changed(field)).map((field) => (
          <div key={field}>
            <dt>{text.name(field)}</dt>
            <dd>
              {valueIn(
                field,
                field === 'place' ? `${names ?? ''}${fields.place}` : text.value(field, fields[field]),
              )}
            </dd>
          </div>
        ))}
        {(['anonymous', 'confidential', 'ongoing'] as const)
          .filter((field) => fields[field] !== emptyFields[field] || changed(field))
          .map((field) => (
            <div key={field}>
              <dt>{text.name(field)}</dt>
              <dd>{valueIn(field, t('orders.yes'))}</dd>
            </div>
          ))}
      </dl>
      <Events detail={detail} />
      {dialog === 'print' && (
        <ReasonDialog
          title={t('orders.printTitle')}
          confirm={t('orders.printConfirm')}
          onClose={() => setDialog('none')}
          onReason={(code, note) => {
            void paper('print', { code, note });
            setDialog('none');
          }}
        />
      )}
      {dialog === 'reason' && (
        <ReasonDialog
          title={t('orders.showTitle')}
          confirm={t('orders.showConfirm')}
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

/** One line for what the citizen wishes, and when that is; Enter promises it. Each key of it is on disk. */
function WishLine({ detail, onDone }: { readonly detail: OrderDetail; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { id: orderId } = detail;
  const note = useEntry(detail).wish ?? '';
  const wishedAt = wishedTimeOf(note, Date.now());
  const close = () => {
    write(orderId, { wish: null });
    onDone();
  };
  return (
    <form
      className="wish-line"
      onSubmit={(event) => {
        event.preventDefault();
        void wishCallback(orderId, note).then((done) => done && close());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isForInputMethod(event.nativeEvent)) return;
        event.preventDefault();
        close();
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
        onChange={(event) => write(orderId, { wish: event.target.value })}
      />
      <button type="submit" className="button">
        {t('orders.save')}
      </button>
      <span className="wish-when" role="status">
        {wishedAt === null ? t('orders.wishSoon') : t('orders.wishAt', { time: dayAndTime(wishedAt) })}
      </span>
    </form>
  );
}
