import { divisionLine, textOfCode } from '../code-texts.ts';
import type { OrderForUnit, ToldStep } from '../orders/index.ts';
import { type Notice, type PageView, page } from './frame.ts';
import { type Html, html } from './html.ts';
import { lightMark, limitWords, momentOf } from './moments.ts';
import type { OrderView } from './order-view.ts';
import { actForms } from './step-forms.ts';
import { type PageTexts, pageTexts } from './texts/index.ts';

export function orderPage(view: PageView, shown: OrderView, notice: Notice | null): string {
  const texts = pageTexts[view.language];
  const { order, steps, now } = shown;
  const { fields, standing } = order;
  const title = fields.title || texts.order;
  return page(
    view,
    `${order.number} ${title}`,
    notice,
    html`<p class="back"><a href="/unit">← ${texts.back}</a></p>
<div class="head"><h1>${title}</h1><span class="figure">${order.number}</span></div>
<div class="two"><div>
<section class="sheet">${contents(order, view, texts)}</section>
<section class="sheet"><h2>${texts.history}</h2>${history(order, steps, texts)}</section>
</div><div>
<section class="sheet"><dl>
<dt>${texts.columnLight}</dt><dd>${lightMark(standing, texts)} <span class="figure">${limitWords(standing, now, texts)}</span></dd>
<dt>${texts.columnDue}</dt><dd class="figure">${standing.dueAt === null ? texts.noLimit : momentOf(standing.dueAt)}</dd>
<dt>${texts.columnState}</dt><dd>${textOfCode('order-states', standing.state, view.language)}</dd>
</dl></section>
<section class="sheet acts"><h2>${texts.acts}</h2>${shown.may.length > 0 ? actForms(view, shown) : html`<p>${idleWords(shown, texts)}</p>`}</section>
</div></div>`,
  );
}

function idleWords({ order, unit }: OrderView, texts: PageTexts): string {
  const { standing } = order;
  if (standing.unit !== '' && standing.unit !== unit) return texts.otherUnit(standing.unit);
  const isReview = standing.state === 'return-review' || standing.state === 'extension-review';
  return isReview ? texts.waitsForCentre : texts.noActs;
}

function contents({ fields, submittedAt }: OrderForUnit, view: PageView, texts: PageTexts): Html {
  const { language } = view;
  const row = (name: string, value: string | Html | undefined) =>
    value !== undefined && value !== '' && html`<dt>${name}</dt><dd class="words">${value}</dd>`;
  const place = [divisionLine(fields), fields.place].filter((part) => part !== '').join(' ');
  const when = [
    fields.occurredAt === null ? '' : momentOf(fields.occurredAt),
    fields.occurredText,
    fields.ongoing ? texts.ongoing : '',
  ];
  const flags = fields.safetyFlags.map((flag) => textOfCode('safety-flags', flag, language));
  const who = [
    fields.callerName,
    fields.genderTitle === 'unknown' ? '' : textOfCode('gender-titles', fields.genderTitle, language),
  ];
  const hidden = fields.confidential ? texts.secret : fields.anonymous ? texts.anonymous : undefined;
  return html`${hidden && html`<p class="note warn">${hidden}</p>`}<dl>
${row(texts.content, fields.content)}
${row(texts.aim, fields.aim)}
${row(texts.place, place)}
${row(texts.when, when.filter(Boolean).join(' · '))}
${row(texts.respondent, fields.respondentName)}
${row(texts.type, textOfCode('request-types', fields.requestType, language))}
${row(texts.category, fields.categoryCode.split('/').join(' / '))}
${row(texts.urgency, textOfCode('urgencies', fields.urgency, language))}
${row(texts.flags, flags.join('、'))}
${row(texts.instruction, fields.leaderInstruction)}
${row(texts.assist, fields.assistUnits.join('、'))}
${
  hidden === undefined &&
  html`${row(texts.requester, who.filter(Boolean).join(' '))}${row(texts.organisation, fields.organisationName)}${row(texts.phone, [fields.callerNumber, ...fields.contactNumbers].filter(Boolean).join('、'))}`
}
${row(texts.received, momentOf(submittedAt))}
</dl>${hidden === undefined && html`<p class="hint">${texts.readNoted}</p>`}`;
}

function history(order: OrderForUnit, steps: readonly ToldStep[], texts: PageTexts): Html {
  const entry = (at: number, words: string, text: string) =>
    html`<li><span class="when">${momentOf(at)}</span> <strong>${words}</strong>${text !== '' && html`<p class="words">${text}</p>`}</li>`;
  const told = steps.map((step) => {
    const { words, text } = stepWords(step, texts);
    return entry(step.at, words, text);
  });
  return html`<ol class="steps">${entry(order.submittedAt, texts.submitted, '')}${told}</ol>`;
}

function stepWords({ kind, body }: ToldStep, texts: PageTexts): { words: string; text: string } {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = typeof said['text'] === 'string' ? said['text'] : '';
  const unit = typeof said['unit'] === 'string' ? said['unit'] : '';
  const granted = said['granted'] === true;
  const words: Readonly<Record<string, string>> = {
    sign: texts.stepSign,
    answer: texts.stepAnswer,
    'return-request': texts.stepReturnRequest,
    'return-decision': granted ? texts.stepReturnGranted : texts.stepReturnRefused,
    'extension-request': texts.stepExtensionRequest(Number(said['workingDays'] ?? 0)),
    'extension-decision': granted ? texts.stepExtensionGranted : texts.stepExtensionRefused,
    dispatch: texts.stepDispatch(unit),
    supervise: texts.stepSupervise,
    close: texts.stepClose,
    'follow-up': texts.stepFollowUp,
  };
  return { words: words[kind] ?? kind, text };
}
