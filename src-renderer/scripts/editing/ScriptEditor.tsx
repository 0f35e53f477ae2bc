import { useRef, useState } from 'react';
import type { EditedScript } from '#shared/contract/index.ts';
import { StateMark, useTranslation } from '../../ui/index.ts';
import {
  discardDraft,
  hasUnsaved,
  publish,
  retire,
  saveDraft,
  typeText,
  useEditing,
} from './editing-store.ts';
import { Preview } from './Preview.tsx';
import { problemText } from './problem-text.ts';
import { Versions } from './Versions.tsx';

/** One entry's text, what is wrong with it line by line, its preview and its versions. */
export function ScriptEditor({ edited }: { readonly edited: EditedScript }) {
  const { t } = useTranslation();
  const { text, problems, done } = useEditing();
  const [side, setSide] = useState<'preview' | 'versions'>('preview');
  const [comment, setComment] = useState('');
  const [retiring, setRetiring] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const unsaved = hasUnsaved();
  const changed = unsaved || edited.draft;
  const goTo = (line: number) => {
    const field = area.current;
    if (!field) return;
    const lines = text.split('\n');
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  };
  return (
    <>
      <div className="editing-text">
        <label htmlFor="script-text" className="entry-label">
          {t('scripts.edit.text')} · {edited.id}
        </label>
        <textarea
          ref={area}
          id="script-text"
          className="text-input"
          data-testid="script-text"
          spellCheck={false}
          value={text}
          onChange={(event) => typeText(event.target.value)}
        />
        <ProblemList onGo={goTo} />
        <div className="editing-acts">
          <button
            type="button"
            className="button"
            data-testid="save-draft"
            disabled={!unsaved}
            onClick={() => void saveDraft()}
          >
            {t('scripts.edit.save')}
          </button>
          <button
            type="button"
            className="button button-quiet"
            disabled={!changed}
            onClick={() => void discardDraft()}
          >
            {t('scripts.edit.discard')}
          </button>
          <span className="foot-space" role="status">
            {unsaved ? t('scripts.edit.unsaved') : done?.what === 'saved' ? t('scripts.edit.saved') : ''}
          </span>
          {retiring ? (
            <>
              <span>{t('scripts.edit.retireSure')}</span>
              <button
                type="button"
                className="button button-danger"
                onClick={() => {
                  setRetiring(false);
                  void retire();
                }}
              >
                {t('scripts.edit.yes')}
              </button>
              <button type="button" className="button" onClick={() => setRetiring(false)}>
                {t('scripts.edit.no')}
              </button>
            </>
          ) : (
            edited.published !== null && (
              <button type="button" className="button button-quiet" onClick={() => setRetiring(true)}>
                {t('scripts.edit.retire')}
              </button>
            )
          )}
        </div>
        <div className="editing-acts">
          <input
            className="text-input"
            aria-label={t('scripts.edit.comment')}
            placeholder={t('scripts.edit.comment')}
            maxLength={200}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <button
            type="button"
            className="button button-main"
            data-testid="publish"
            disabled={!changed || problems.length > 0}
            onClick={() => {
              void publish(comment);
              setComment('');
            }}
          >
            {t('scripts.edit.publish')}
          </button>
        </div>
      </div>
      <div className="editing-side">
        <div className="editing-tabs" role="tablist">
          {(['preview', 'versions'] as const).map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`tab-${one}`}
              aria-selected={side === one}
              aria-controls="editing-panel"
              className="button button-quiet"
              data-testid={`tab-${one}`}
              onClick={() => setSide(one)}
            >
              {t(`scripts.edit.${one}`)}
            </button>
          ))}
        </div>
        <div id="editing-panel" role="tabpanel" aria-labelledby={`tab-${side}`} className="editing-panel">
          {side === 'preview' ? <Preview /> : <Versions edited={edited} />}
        </div>
      </div>
    </>
  );
}

function ProblemList({ onGo }: { readonly onGo: (line: number) => void }) {
  const { t } = useTranslation();
  const problems = useEditing((view) => view.problems);
  if (problems.length === 0) {
    return (
      <p className="editing-right">
        <StateMark kind="good" />
        {t('scripts.edit.right')}
      </p>
    );
  }
  return (
    <ul className="editing-problems" aria-label={t('scripts.edit.problems', { count: problems.length })}>
      {problems.map((problem) => (
        <li key={`${problem.line} ${problem.code} ${problem.detail}`}>
          <button
            type="button"
            className="status-link"
            data-testid="problem"
            onClick={() => onGo(problem.line)}
          >
            {t('scripts.edit.line', { line: problem.line })}
          </button>
          {problemText(problem)}
        </li>
      ))}
    </ul>
  );
}
