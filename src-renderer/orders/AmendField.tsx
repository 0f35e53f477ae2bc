import { useEffect, useMemo, useRef, useState } from 'react';
import type { OrderDetail } from '#shared/contract/index.ts';
import { clipped, FIELD_LIMITS, searchCategories, type WorkOrderFields } from '#shared/domain/index.ts';
import { useCategories, useCodes, useFoundUnits } from '../intake/index.ts';
import { Combobox, fieldName, isForInputMethod, StateMark, useTranslation } from '../ui/index.ts';
import { amend, useEntry, write, writtenOf } from './store.ts';

/** What can be changed after the submit, by how it is entered. */
export const AMENDABLE = {
  requestType: 'choice',
  urgency: 'choice',
  title: 'text',
  content: 'text',
  place: 'text',
  occurredText: 'text',
  aim: 'text',
  respondentName: 'text',
  categoryCode: 'category',
  leadUnit: 'unit',
  replyText: 'text',
  confidential: 'flag',
} as const;
/** The citizen, only for whoever sees them in clear. */
export const AMENDABLE_IDENTITY = {
  callerName: 'text',
  callerNumber: 'text',
  contactNumbers: 'numbers',
  organisationName: 'text',
} as const;
const FIELDS = { ...AMENDABLE, ...AMENDABLE_IDENTITY };
export type AmendableField = keyof typeof FIELDS;

export const isAmendable = (field: string): field is AmendableField => field in FIELDS;

const LIMITS: Readonly<Record<string, number>> = FIELD_LIMITS;
const CHOICES = { requestType: 'request-types', urgency: 'urgencies' } as const;
const CATEGORIES_SHOWN = 12;

/** One field of a submitted order, in the form that its kind asks for. */
export function AmendField(properties: { readonly detail: OrderDetail; readonly field: AmendableField }) {
  const { detail, field } = properties;
  const { id: orderId, fields } = detail;
  switch (FIELDS[field]) {
    case 'choice':
      return (
        <AmendChoice
          orderId={orderId}
          fields={fields}
          field={field === 'urgency' ? 'urgency' : 'requestType'}
        />
      );
    case 'flag':
      return <AmendFlag orderId={orderId} value={fields.confidential} />;
    case 'category':
      return <AmendCategory orderId={orderId} value={fields.categoryCode} />;
    case 'unit':
      return <AmendUnit orderId={orderId} fields={fields} />;
    default:
      return <AmendText detail={detail} field={field} />;
  }
}

/** What is typed, and what it makes of the field. Numbers are parted by blanks or commas. */
const textOf = (field: AmendableField, fields: WorkOrderFields) =>
  field === 'contactNumbers' ? fields.contactNumbers.join(' ') : String(fields[field]);
const changeOf = (field: AmendableField, text: string): Partial<WorkOrderFields> =>
  field === 'contactNumbers'
    ? { contactNumbers: text.split(/[\s,,、;;]+/).filter((one) => one !== '') }
    : { [field]: text };

/**
 * Text. Enter, or leaving the field, saves it at once, and so does whatever takes the page away, as a ring does: nothing
 * typed hangs between, and each key of it is on disk (rule WO-30). A refusal keeps the text and says so. Shift+Enter is a
 * new line, Esc takes the change back.
 */
function AmendText({ detail, field }: { readonly detail: OrderDetail; readonly field: AmendableField }) {
  const { id: orderId, fields } = detail;
  const value = textOf(field, fields);
  const text = useEntry(detail).amended[field] ?? value;
  const [failed, setFailed] = useState(false);
  const setText = (typed: string) => write(orderId, { amended: { [field]: typed === value ? null : typed } });
  const save = async () => {
    if (text === value) return;
    const done = await amend(orderId, changeOf(field, text));
    setFailed(!done);
    // What was typed meanwhile is not saved yet.
    if (done && writtenOf(orderId, field) === text) write(orderId, { amended: { [field]: null } });
  };
  const last = useRef(save);
  last.current = save;
  useEffect(() => () => void last.current(), []);
  return (
    <span className="amend-field">
      <textarea
        className="text-input"
        aria-label={fieldName(field)}
        data-amend={field}
        rows={field === 'content' || field === 'replyText' ? 4 : 1}
        value={text}
        onChange={(event) => setText(clipped(event.target.value, LIMITS[field] ?? 200))}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (isForInputMethod(event.nativeEvent)) return;
          if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey) {
            event.preventDefault();
            void save();
          } else if (event.key === 'Escape' && text !== value) {
            event.preventDefault();
            setText(value);
          }
        }}
      />
      {failed && text !== value && <StateMark kind="bad" />}
      {!failed && text !== value && <StateMark kind="busy" />}
    </span>
  );
}

/** A code of a short list: taken as soon as it is chosen. */
function AmendChoice(properties: {
  readonly orderId: string;
  readonly field: keyof typeof CHOICES;
  readonly fields: WorkOrderFields;
}) {
  const { orderId, field, fields } = properties;
  const codes = useCodes();
  return (
    <select
      className="orders-select"
      aria-label={fieldName(field)}
      data-amend={field}
      value={fields[field]}
      onChange={({ target }) => void amend(orderId, { [field]: target.value })}
    >
      {codes.list(CHOICES[field]).map((one) => (
        <option key={one.code} value={one.code}>
          {one[codes.language]}
        </option>
      ))}
    </select>
  );
}

function AmendFlag({ orderId, value }: { readonly orderId: string; readonly value: boolean }) {
  const { t } = useTranslation();
  return (
    <label className="orders-check">
      <input
        type="checkbox"
        data-amend="confidential"
        checked={value}
        onChange={({ target }) => void amend(orderId, { confidential: target.checked })}
      />
      {t('form.confidential')}
    </label>
  );
}

/** A leaf of the tree by Chinese, pinyin or first letters; only one that is there can be taken. */
function AmendCategory({ orderId, value }: { readonly orderId: string; readonly value: string }) {
  const categories = useCategories();
  const [query, setQuery] = useState<string | null>(null);
  const options = useMemo(
    () =>
      query === null || query === ''
        ? []
        : searchCategories(categories, query, CATEGORIES_SHOWN).map(({ code }) => ({
            key: code,
            label: code.replaceAll('/', ' › '),
          })),
    [categories, query],
  );
  return (
    <span className="amend-field" data-amend="categoryCode">
      <Combobox
        id="amend-categoryCode"
        label={fieldName('categoryCode')}
        text={query ?? value.replaceAll('/', ' › ')}
        options={options}
        unmoved="first"
        onText={setQuery}
        onBlur={() => setQuery(null)}
        onTake={({ key }) => {
          setQuery(null);
          void amend(orderId, { categoryCode: key });
        }}
      />
    </span>
  );
}

/** The lead unit: one of the directory, or a free name. */
function AmendUnit({ orderId, fields }: { readonly orderId: string; readonly fields: WorkOrderFields }) {
  const { leadUnit, categoryCode } = fields;
  const [typed, setTyped] = useState<string | null>(null);
  const found = useFoundUnits(typed ?? '', categoryCode, typed !== null);
  const save = (name: string | null) => {
    if (name !== null && name.trim() !== '' && name !== leadUnit) void amend(orderId, { leadUnit: name });
    setTyped(null);
  };
  return (
    <span className="amend-field" data-amend="leadUnit">
      <Combobox
        id="amend-leadUnit"
        label={fieldName('leadUnit')}
        text={typed ?? leadUnit}
        options={found.map(({ name, note }) => ({ key: name, label: name, note }))}
        unmoved="none"
        maxLength={LIMITS['leadUnit'] ?? 100}
        onText={setTyped}
        onBlur={() => save(typed)}
        onKey={(event) => {
          if (event.key === 'Enter' && !isForInputMethod(event.nativeEvent)) save(typed);
        }}
        onTake={({ key }) => save(key)}
      />
    </span>
  );
}
