import type { ScriptEntry } from '#shared/domain/index.ts';
import { currentLanguage, useTranslation } from '../../ui/index.ts';
import { Markdown } from '../Markdown.tsx';
import { Said } from '../Said.tsx';
import { useEditing } from './editing-store.ts';

/** The entry as seats will read it. */
export function Preview() {
  const { t } = useTranslation();
  const entry = useEditing((view) => view.entry);
  if (!entry) return <p className="empty-note">{t('scripts.edit.choose')}</p>;
  return (
    <article className="entry-preview" data-testid="preview">
      <p className={`hit-kind kind-${entry.kind}`}>{t(`scripts.kind.${entry.kind}`)}</p>
      <h2 lang="zh-CN">{entry.title.zh}</h2>
      <p className="entry-english">{entry.title.en}</p>
      {entry.kind === 'phrase' ? (
        <Said text={entry.body.zh} values={{}} className="entry-said" />
      ) : (
        <Markdown text={entry.body.zh} lang="zh-CN" heading="h3" />
      )}
      <div className="entry-translation">
        <Markdown text={entry.body.en} lang="en" heading="h3" />
      </div>
      {entry.kind === 'guide' && <Steps guide={entry} />}
      {entry.sample && <p className="entry-sample">{t('scripts.sample')}</p>}
    </article>
  );
}

/** All steps of a guide with where their answers lead. */
function Steps({ guide }: { readonly guide: Extract<ScriptEntry, { kind: 'guide' }> }) {
  const english = currentLanguage() === 'en';
  const { t } = useTranslation();
  return (
    <ol className="preview-steps">
      {guide.steps.map((step) => (
        <li key={step.id}>
          <p>
            <strong>{step.id}</strong> {english ? step.say.en : step.say.zh}
          </p>
          {step.type === 'choice' && (
            <ul>
              {step.answers.map(({ label, go }) => (
                <li key={label.zh}>
                  {english ? label.en : label.zh} → {go}
                </li>
              ))}
            </ul>
          )}
          {step.type === 'text' && (
            <p className="entry-when">
              {t('scripts.guide.fills', { field: t(`scripts.fields.${step.field}`) })} → {step.go}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
