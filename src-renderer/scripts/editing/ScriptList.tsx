import { useState } from 'react';
import { type ScriptKind, scriptKindSchema } from '#shared/domain/index.ts';
import { currentLanguage, StateMark, useTranslation } from '../../ui/index.ts';
import { createScript, openEdited, useEditing } from './editing-store.ts';

/** Every entry, with drafts first. */
export function ScriptList({ onChosen }: { readonly onChosen: () => void }) {
  const { t } = useTranslation();
  const { list, edited } = useEditing();
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<ScriptKind | ''>('');
  const wanted = filter.trim().toLowerCase();
  const shown = list.filter(
    (one) =>
      (kind === '' || one.kind === kind) &&
      (wanted === '' || `${one.id} ${one.title.zh} ${one.title.en}`.toLowerCase().includes(wanted)),
  );
  return (
    <div className="editing-list">
      <div className="editing-filter">
        <input
          className="text-input"
          type="search"
          data-testid="editing-filter"
          aria-label={t('scripts.edit.filter')}
          placeholder={t('scripts.edit.filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <select
          aria-label={t('scripts.edit.list')}
          value={kind}
          onChange={(event) =>
            setKind(scriptKindSchema.options.find((one) => one === event.target.value) ?? '')
          }
        >
          <option value="">{t('scripts.edit.all')}</option>
          {scriptKindSchema.options.map((one) => (
            <option key={one} value={one}>
              {t(`scripts.kind.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <ul aria-label={t('scripts.edit.list')}>
        {shown.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={`editing-line ${one.id === edited?.id ? 'is-chosen' : ''}`}
              aria-current={one.id === edited?.id}
              data-testid="editing-line"
              data-id={one.id}
              data-state={one.state}
              onClick={() => {
                onChosen();
                void openEdited(one.id);
              }}
            >
              <span className={`hit-kind kind-${one.kind}`}>{t(`scripts.kind.${one.kind}`)}</span>
              <span className="editing-title">
                {currentLanguage() === 'en' ? one.title.en : one.title.zh}
              </span>
              <span className="editing-detail">
                {(one.state !== 'published' || one.validity !== 'current') && (
                  <StateMark kind={one.state === 'retired' ? 'idle' : 'warn'} />
                )}
                {one.state !== 'published' && `${t(`scripts.edit.state.${one.state}`)} · `}
                {one.validity !== 'current' && `${t(`scripts.validity.${one.validity}`)} · `}
                {one.id}
                {one.uses > 0 && ` · ${t('scripts.edit.uses', { count: one.uses })}`}
              </span>
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className="empty-note">{t('scripts.edit.none')}</li>}
      </ul>
      <fieldset className="editing-new">
        <legend>{t('scripts.edit.create')}</legend>
        {scriptKindSchema.options.map((one) => (
          <button
            key={one}
            type="button"
            className="button"
            data-testid={`create-${one}`}
            onClick={() => {
              onChosen();
              void createScript(one);
            }}
          >
            {t(`scripts.kind.${one}`)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
