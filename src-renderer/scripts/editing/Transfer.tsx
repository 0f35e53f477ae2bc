import { useRef } from 'react';
import { useTranslation } from '../../ui/index.ts';
import { exportAll, importChosen, publishAll, useEditing } from './editing-store.ts';
import { problemText } from './problem-text.ts';

/** Out as files and as a workbook, in again, and all drafts at once. */
export function Transfer({ notes, onNotes }: { readonly notes: boolean; readonly onNotes: () => void }) {
  const { t } = useTranslation();
  const { done, told, list } = useEditing();
  const folder = useRef<HTMLInputElement>(null);
  const workbook = useRef<HTMLInputElement>(null);
  const drafts = list.filter(({ state }) => state === 'changed' || state === 'new').length;
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) void importChosen(files);
  };
  return (
    <div className="editing-transfer">
      <button type="button" className="button" data-testid="export-all" onClick={() => void exportAll()}>
        {t('scripts.edit.exportAll')}
      </button>
      <button type="button" className="button" onClick={() => folder.current?.click()}>
        {t('scripts.edit.importFiles')}
      </button>
      <button type="button" className="button" onClick={() => workbook.current?.click()}>
        {t('scripts.edit.importWorkbook')}
      </button>
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        data-testid="import-folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.target)}
      />
      <input
        ref={workbook}
        type="file"
        accept=".xlsx"
        hidden
        data-testid="import-workbook"
        onChange={(event) => take(event.target)}
      />
      <button
        type="button"
        className="button"
        data-testid="publish-all"
        disabled={drafts === 0}
        onClick={() => void publishAll()}
      >
        {t('scripts.edit.publishAll')} {drafts > 0 && drafts}
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={notes}
        data-testid="editing-notes"
        onClick={onNotes}
      >
        {t('scripts.edit.notes')}
      </button>
      <p className="editing-done" role="status">
        {done?.what === 'exported' && t('scripts.edit.exported', { count: done.count, folder: done.folder })}
        {done?.what === 'imported' &&
          t('scripts.edit.imported', { drafts: done.drafts, unchanged: done.unchanged })}
        {done?.what === 'published' && t('scripts.edit.publishedAll', { count: done.count })}
      </p>
      {told.length > 0 && (
        <ul className="editing-problems" aria-label={t('scripts.edit.problems', { count: told.length })}>
          {told.slice(0, 20).map((problem) => (
            <li key={`${problem.file} ${problem.line} ${problem.code} ${problem.detail}`}>
              {problem.file} · {t('scripts.edit.line', { line: problem.line })} · {problemText(problem)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
