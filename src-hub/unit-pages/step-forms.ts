import { codePoints } from '#shared/domain/index.ts';
import { type ExtensionRoom, type OrderStep, orderStepSchema } from '../orders/index.ts';
import { field, type Notice, type PageView, tokenField } from './frame.ts';
import { type Html, html } from './html.ts';
import { momentOf } from './moments.ts';
import type { OrderView, TypedStep } from './order-view.ts';
import { type PageTexts, pageTexts } from './texts/index.ts';

/** Longest text of each step, in characters. */
const LONGEST = { answer: 2000, other: 500, unit: 100 } as const;
/** The steps a unit can take now, each a form of its own; without a script they open by `details`. */
export function actForms(view: PageView, shown: OrderView): Html {
  const texts = pageTexts[view.language];
  const { order, may, typed, newId, now, extension } = shown;
  const act = `/unit/orders/${order.id}/steps`;
  const wrong = typed === null ? [] : problemsOf(typed, texts, extension);
  const typedIn = (kind: string, name: 'text' | 'days' | 'unit') => (typed?.kind === kind ? typed[name] : '');
  const wrongAt = (id: string) => wrong.find((one) => one.id === id)?.text;

  const form = (kind: string, className: string, body: Html) =>
    html`<form method="post" action="${act}" class="${className}">${tokenField(view)}<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="step" value="${newId()}">${body}</form>`;
  const area = (kind: string, label: string, hint: string, most: number, required = true) =>
    field({
      id: `${kind}-text`,
      label,
      hint: `${hint}${hint === '' ? '' : ' '}${texts.limit(most)}`,
      wrong: wrongAt(`${kind}-text`),
      control: (given) =>
        html`<textarea ${given} name="text" ${required && html`required`} maxlength="${most}">
${typedIn(kind, 'text')}</textarea>`,
    });
  const folded = (kind: string, title: string, body: Html, open: boolean) =>
    html`<details${(open || typed?.kind === kind) && html` open`}><summary>${title}</summary>${body}</details>`;

  const returnBy =
    shown.returnBy !== null && shown.returnBy > now ? texts.returnBy(momentOf(shown.returnBy)) : '';
  return html`
${
  may.includes('sign') &&
  form(
    'sign',
    'short',
    html`<p class="hint">${texts.signHint}</p><button class="main wide">${texts.sign}</button>`,
  )
}
${
  may.includes('answer') &&
  folded(
    'answer',
    texts.answer,
    form(
      'answer',
      '',
      html`${area('answer', texts.answerText, texts.answerHint, LONGEST.answer)}<button class="main">${texts.answerSubmit}</button>`,
    ),
    true,
  )
}
${
  may.includes('extension-request') &&
  folded(
    'extension-request',
    texts.extension,
    extension.left === 0
      ? html`<p class="hint" id="extension-request-days">${extensionWords(extension, texts)}</p>`
      : form(
          'extension-request',
          'short',
          html`${field({
            id: 'extension-request-days',
            label: texts.extensionDays(extension.left),
            hint: wrongAt('extension-request-days') ? undefined : extensionWords(extension, texts),
            wrong: wrongAt('extension-request-days'),
            control: (given) =>
              html`<input ${given} name="days" type="number" min="1" max="${extension.left}" required value="${typedIn('extension-request', 'days')}">`,
          })}${area('extension-request', texts.extensionText, texts.extensionHint, LONGEST.other)}<button>${texts.extensionSubmit}</button>`,
        ),
    false,
  )
}
${
  may.includes('return-request') &&
  folded(
    'return-request',
    texts.return,
    form(
      'return-request',
      'short',
      html`${area('return-request', texts.returnText, [texts.returnHint, returnBy].filter(Boolean).join(' '), LONGEST.other)}<button>${texts.returnSubmit}</button>`,
    ),
    false,
  )
}
${
  may.includes('dispatch') &&
  folded(
    'dispatch',
    texts.dispatch,
    form(
      'dispatch',
      'short',
      html`${field({
        id: 'dispatch-unit',
        label: texts.dispatchUnit,
        hint: texts.dispatchHint,
        wrong: wrongAt('dispatch-unit'),
        control: (given) =>
          html`<input ${given} name="unit" required maxlength="${LONGEST.unit}" value="${typedIn('dispatch', 'unit')}">`,
      })}${area('dispatch', texts.dispatchText, '', LONGEST.other, false)}<button>${texts.dispatchSubmit}</button>`,
    ),
    false,
  )
}`;
}

/**
 * What is wrong in a form, each with the field's id; empty when it is a step.
 *
 * @param extension how much longer the order can be given, where that is known
 */
export function problemsOf(
  typed: TypedStep,
  texts: PageTexts,
  extension?: ExtensionRoom,
): { id: string; text: string }[] {
  const { kind, text, days, unit } = typed;
  const labels: Readonly<Record<string, string>> = {
    answer: texts.answerText,
    'return-request': texts.returnText,
    'extension-request': texts.extensionText,
    dispatch: texts.dispatchText,
  };
  const label = labels[kind] ?? '';
  const most = kind === 'answer' ? LONGEST.answer : LONGEST.other;
  const problems: { id: string; text: string }[] = [];
  if (kind === 'extension-request') {
    const id = 'extension-request-days';
    if (!/^[1-9]\d?$/.test(days)) problems.push({ id, text: texts.daysWrong });
    else if (extension !== undefined && Number(days) > extension.left) {
      problems.push({ id, text: extensionWords(extension, texts) });
    }
  }
  if (kind === 'dispatch' && unit.trim() === '') {
    problems.push({ id: 'dispatch-unit', text: texts.blank(texts.dispatchUnit) });
  }
  if (kind !== 'sign' && kind !== 'dispatch' && text.trim() === '') {
    problems.push({ id: `${kind}-text`, text: texts.blank(label) });
  }
  if (codePoints(text) > most) problems.push({ id: `${kind}-text`, text: texts.tooLong(label, most) });
  return problems;
}

/** How many working days can be asked for, or why none. */
function extensionWords({ most, left }: ExtensionRoom, texts: PageTexts): string {
  if (most === 0) return texts.extensionNone;
  return left === 0 ? texts.extensionUsedUp(most) : texts.extensionLeft(left, most);
}

/** The step that a form means; undefined for one that no form of ours sends. */
export function stepOf({ kind, text, days, unit }: TypedStep): OrderStep | undefined {
  const parsed = orderStepSchema.safeParse({
    kind,
    text: text.trim().replaceAll('\r\n', '\n'),
    unit: unit.trim(),
    workingDays: Number(days),
  });
  return parsed.success ? parsed.data : undefined;
}

export const notDone = (fields: NonNullable<Notice['fields']>, texts: PageTexts): Notice => ({
  kind: 'bad',
  text: texts.notDone,
  fields,
});
