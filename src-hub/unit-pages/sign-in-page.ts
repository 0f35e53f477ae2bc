import { field, type Notice, type PageView, page, tokenField } from './frame.ts';
import { html } from './html.ts';
import { pageTexts } from './texts/index.ts';

/** What somebody was about to submit when the session had ended; carried through the sign-in. */
export type HeldForm = Readonly<Record<string, string>>;

/**
 * @param next address below /unit to go on to
 * @param held what was typed into a form that came too late
 */
export function signInPage(
  view: PageView,
  options: {
    readonly notice: Notice | null;
    readonly id: string;
    readonly next: string;
    readonly held?: HeldForm;
  },
): string {
  const texts = pageTexts[view.language];
  const held = Object.entries(options.held ?? {});
  return page(
    view,
    texts.signInTitle,
    options.notice,
    html`<div class="sheet narrow"><h1>${texts.signInTitle}</h1>
<form method="post" action="/unit/login">${tokenField(view)}<input type="hidden" name="next" value="${options.next}">
${held.map(([name, value]) => html`<input type="hidden" name="held-${name}" value="${value}">`)}
${held.length > 0 && html`<p class="note plain">${texts.keptText}</p>`}
${field({
  id: 'id',
  label: texts.account,
  control: (given) =>
    html`<input ${given} name="id" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required value="${options.id}" ${options.id === '' && html`autofocus`}>`,
})}
${field({
  id: 'password',
  label: texts.accountPassword,
  control: (given) =>
    html`<input ${given} name="password" type="password" autocomplete="current-password" maxlength="200" required ${options.id !== '' && html`autofocus`}>`,
})}
<button class="main wide">${texts.signIn}</button></form>
<p class="hint">${texts.signInHint}</p></div>`,
  );
}

/** @param isFirst the password was given by somebody else and has to be changed before anything */
export function passwordPage(view: PageView, isFirst: boolean, notice: Notice | null): string {
  const texts = pageTexts[view.language];
  const wrong = (id: string) => notice?.fields?.find((one) => one.id === id)?.text;
  const input = (id: string, label: string, autocomplete: string) =>
    field({
      id,
      label,
      wrong: wrong(id),
      control: (given) =>
        html`<input ${given} name="${id}" type="password" autocomplete="${autocomplete}" maxlength="200" required>`,
    });
  return page(
    view,
    texts.passwordTitle,
    notice ?? (isFirst ? { kind: 'plain', text: texts.passwordFirst } : null),
    html`<div class="sheet narrow"><h1>${texts.passwordTitle}</h1>
<form method="post" action="/unit/password">${tokenField(view)}
${input('before', texts.passwordBefore, 'current-password')}
${input('after', texts.passwordAfter, 'new-password')}
${input('again', texts.passwordAgain, 'new-password')}
<button class="main wide">${texts.passwordSave}</button></form>
${!isFirst && html`<p><a href="/unit">${texts.back}</a></p>`}</div>`,
  );
}

/** A page that only says what went wrong. */
export function problemPage(view: PageView, text: string): string {
  const texts = pageTexts[view.language];
  return page(view, texts.problem, { kind: 'bad', text }, html`<p><a href="/unit">${texts.back}</a></p>`);
}
