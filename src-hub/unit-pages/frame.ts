import { type Html, html } from './html.ts';
import { type PageLanguage, pageTexts } from './texts/index.ts';

/** What every page knows of who looks at it. */
export interface PageView {
  readonly language: PageLanguage;
  /** Who is signed in; null on the sign-in page. */
  readonly person: { readonly name: string; readonly unit: string } | null;
  /** Proves that a form came from a page of ours. */
  readonly formToken: string;
  /** Address to come back to in the other language. */
  readonly here: string;
}

/** Something said at the top of a page. */
export interface Notice {
  readonly kind: 'good' | 'bad' | 'plain' | 'warn';
  readonly text: string;
  /** What is wrong in which field: the field's id and the sentence. */
  readonly fields?: readonly { readonly id: string; readonly text: string }[];
}

/** A whole page. @param title of the window, before the product's name */
export function page(view: PageView, title: string, notice: Notice | null, body: Html): string {
  const texts = pageTexts[view.language];
  const other = view.language === 'zh' ? 'en' : 'zh';
  const prefix = notice?.kind === 'bad' ? texts.errorTitle : '';
  const mark = view.here.includes('?') ? '&' : '?';
  return html`<!doctype html>
<html lang="${texts.htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${prefix}${title} · ${texts.productLine}</title>
<link rel="stylesheet" href="/unit/style.css">
</head>
<body>
<a class="skip" href="#content">${texts.skip}</a>
<header>
<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><path d="M5 24a11 11 0 0 1 22 0" fill="none" stroke="currentColor" stroke-width="5" stroke-dasharray="6.1 1"/><path d="M2 26.5h28" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>
<span><span class="name">${texts.product}</span> <span class="line">${texts.productLine}</span></span>
<div class="who">
${
  view.person &&
  html`<span><span class="unit">${view.person.unit}</span> ${view.person.name}</span>
<a href="/unit/password">${texts.password}</a>`
}
<a href="${view.here}${mark}lang=${other}" lang="${pageTexts[other].htmlLanguage}" hreflang="${pageTexts[other].htmlLanguage}">${texts.otherLanguage}</a>
${view.person && html`<form method="post" action="/unit/logout">${tokenField(view)}<button>${texts.signOut}</button></form>`}
</div>
</header>
<main id="content" tabindex="-1">
${notice && noticeOf(notice)}
${body}
</main>
</body>
</html>
`.text;
}

export const tokenField = (view: PageView) =>
  html`<input type="hidden" name="form" value="${view.formToken}">`;

function noticeOf({ kind, text, fields = [] }: Notice): Html {
  return html`<div class="note ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}"><p>${text}</p>${
    fields.length > 0 &&
    html`<ul>${fields.map((one) => html`<li><a href="#${one.id}">${one.text}</a></li>`)}</ul>`
  }</div>`;
}

/** One labelled field of a form, with its hint and what is wrong with it; `control` gets the attributes it needs. */
export function field(options: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly wrong?: string | undefined;
  readonly control: (attributes: Html) => Html;
}): Html {
  const { id, label, hint, wrong, control } = options;
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return html`<div class="field"><label for="${id}">${label}</label>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}${wrong && html`<p class="wrong" id="${id}-wrong">${wrong}</p>`}
${control(html`id="${id}"${described !== '' && html` aria-describedby="${described}"`}${wrong && html` aria-invalid="true"`}`)}</div>`;
}
