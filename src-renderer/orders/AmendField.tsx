import { useState } from 'react';
import { clipped, FIELD_LIMITS, type WorkOrderField } from '#shared/domain/index.ts';
import { fieldName, isForInputMethod, StateMark } from '../ui/index.ts';
import { amend } from './store.ts';

const LIMITS: Readonly<Record<string, number>> = FIELD_LIMITS;

/**
 * One field of a submitted order. Enter, or leaving the field, saves it at once, so that nothing typed hangs between; a
 * refusal keeps the text and says so. Shift+Enter is a new line, Esc takes the change back.
 */
export function AmendField(properties: {
  readonly orderId: string;
  readonly field: WorkOrderField;
  readonly value: string;
}) {
  const { orderId, field, value } = properties;
  const [text, setText] = useState(value);
  const [failed, setFailed] = useState(false);
  const save = async () => {
    if (text === value) return;
    setFailed(!(await amend(orderId, { [field]: text })));
  };
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
