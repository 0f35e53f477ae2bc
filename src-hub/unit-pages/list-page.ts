import { localTimeAt, type OrderState } from '#shared/domain/index.ts';
import { divisionName, textOfCode } from '../code-texts.ts';
import type { OrderForUnit } from '../orders/index.ts';
import { type Notice, type PageView, page } from './frame.ts';
import { html } from './html.ts';
import { lightMark, limitWords, momentOf } from './moments.ts';
import { pageTexts } from './texts/index.ts';

/** The tabs of the list and the states that each one shows. */
export const UNIT_TABS = {
  todo: ['to-sign', 'in-progress', 'redo', 'supervised'],
  sign: ['to-sign', 'redo', 'supervised'],
  working: ['in-progress'],
  review: ['return-review', 'extension-review'],
  done: ['fed-back', 'to-call-back', 'closed', 'archived'],
} as const satisfies Readonly<Record<string, readonly OrderState[]>>;
export type UnitTab = keyof typeof UNIT_TABS;

/** @param next mark of the next page, or null at the end */
export function listPage(
  view: PageView,
  options: {
    readonly tab: UnitTab;
    readonly counts: ReadonlyMap<string, number>;
    readonly orders: readonly OrderForUnit[];
    readonly isFirst: boolean;
    readonly next: string | null;
    readonly now: number;
    readonly notice: Notice | null;
  },
): string {
  const texts = pageTexts[view.language];
  const { tab, counts, orders, now } = options;
  const names: Readonly<Record<UnitTab, string>> = {
    todo: texts.tabTodo,
    sign: texts.tabSign,
    working: texts.tabWorking,
    review: texts.tabReview,
    done: texts.tabDone,
  };
  const tabs = (Object.keys(UNIT_TABS) as UnitTab[]).map((one) => {
    const count = UNIT_TABS[one].reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
    return html`<li><a href="/unit?tab=${one}"${one === tab && html` aria-current="page"`}>${names[one]}<span class="count">${count}</span></a></li>`;
  });
  const rows = orders.map(({ id, number, fields, standing }) => {
    const { urgency } = fields;
    return html`<tr>
<td>${lightMark(standing, texts)}</td>
<td class="figure">${number}</td>
<td><a class="title" href="/unit/orders/${id}">${fields.title || texts.order}</a>${urgency !== 'normal' && html`<span class="mark">${textOfCode('urgencies', urgency, view.language)}</span>`}<span class="sub">${textOfCode('request-types', fields.requestType, view.language)} · ${fields.categoryCode.split('/').at(-1)}</span></td>
<td>${divisionName(fields.areaCode)}</td>
<td>${textOfCode('order-states', standing.state, view.language)}</td>
<td class="figure">${standing.dueAt !== null && momentOf(standing.dueAt)}<span class="sub">${limitWords(standing, now, texts)}</span></td>
</tr>`;
  });
  const table = html`<table><thead><tr><th scope="col">${texts.columnLight}</th><th scope="col">${texts.columnNumber}</th><th scope="col">${texts.columnTitle}</th><th scope="col">${texts.columnPlace}</th><th scope="col">${texts.columnState}</th><th scope="col">${texts.columnDue}</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const empty =
    tab === 'todo'
      ? html`<div class="sheet empty"><h2>${texts.listEmpty}</h2><p>${texts.listEmptyHint}</p></div>`
      : html`<div class="sheet empty"><h2>${texts.listNothing}</h2></div>`;
  return page(
    view,
    texts.listTitle,
    options.notice,
    html`<div class="head"><h1>${texts.listTitle}</h1><p class="fresh">${texts.refreshed(localTimeAt(now))}</p></div>
<div class="bar"><nav aria-label="${texts.listTitle}"><ul class="tabs">${tabs}</ul></nav>
<form class="find" method="get" action="/unit/find" role="search"><label for="number">${texts.findNumber}</label><input id="number" name="number" maxlength="40" autocomplete="off" required><button>${texts.find}</button></form></div>
${orders.length > 0 ? table : empty}
${(options.next !== null || !options.isFirst) && html`<p class="pages">${!options.isFirst && html`<a href="/unit?tab=${tab}">${texts.firstPage}</a>`}${options.next !== null && html`<a href="/unit?tab=${tab}&after=${options.next}">${texts.nextPage}</a>`}</p>`}`,
  );
}
