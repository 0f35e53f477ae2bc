import { useEffect, useState } from 'react';
import type { FieldChange, WorkOrderField } from '#shared/domain/index.ts';
import { Dialog, dayAndTime, showError, useTranslation } from '../ui/index.ts';
import { useFieldText } from './field-text.ts';
import { ordersClient } from './related.ts';
import './history.css';

/** Who changed what and when, newest first. */
export function HistoryDialog(properties: { readonly orderId: string; readonly onClose: () => void }) {
  const { orderId, onClose } = properties;
  const { t } = useTranslation();
  const [changes, setChanges] = useState<readonly FieldChange[]>();
  useEffect(() => {
    ordersClient()
      .history({ orderId })
      .then((found) => setChanges(found.toReversed()), showError);
  }, [orderId]);
  return (
    <Dialog title={t('orders.history')} onClose={onClose} className="dialog-history">
      {changes?.length === 0 && <p className="empty-note">{t('orders.historyNone')}</p>}
      {changes && changes.length > 0 && <Changes changes={changes} />}
    </Dialog>
  );
}

/** Several fields change at one moment, and one field several times in one: the count of equal ones tells them apart. */
function keyed(
  changes: readonly FieldChange[],
): ReadonlyArray<{ readonly key: string; readonly change: FieldChange }> {
  const seen = new Map<string, number>();
  return changes.map((change) => {
    const name = `${change.at} ${change.field}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { key: `${name} ${count}`, change };
  });
}

/** Nothing can't be struck out. */
const isEmpty = (value: unknown) =>
  value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0);

function Changes({ changes }: { readonly changes: readonly FieldChange[] }) {
  const { t } = useTranslation();
  const text = useFieldText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is scrolled by the keyboard too
    <ol className="history-list" aria-label={t('orders.history')} tabIndex={0}>
      {keyed(changes).map(({ key, change }) => (
        <li key={key} className="history-line">
          <span className="history-when">
            {dayAndTime(change.at)} {change.operator}
            {change.kind !== 'edit' && (
              <span className="history-kind">{t(`orders.historyKind.${change.kind}`)}</span>
            )}
          </span>
          <span className="history-field">{text.name(change.field)}</span>
          <span className="history-values">
            {isEmpty(change.before) ? (
              <span>{text.value(change.field as WorkOrderField, change.before)}</span>
            ) : (
              <del>{text.value(change.field as WorkOrderField, change.before)}</del>
            )}
            <span aria-hidden="true"> → </span>
            <ins>{text.value(change.field as WorkOrderField, change.after)}</ins>
          </span>
        </li>
      ))}
    </ol>
  );
}
