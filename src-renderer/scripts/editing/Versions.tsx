import { type Change, diffLines } from 'diff';
import { useState } from 'react';
import type { EditedScript } from '#shared/contract/index.ts';
import { dayAndTime, useTranslation } from '../../ui/index.ts';
import { restore, textOfVersion, useEditing } from './editing-store.ts';

/** Every version, newest first, to compare with the text and to restore. */
export function Versions({ edited }: { readonly edited: EditedScript }) {
  const { t } = useTranslation();
  const text = useEditing((view) => view.text);
  const [compared, setCompared] = useState<{ version: number; text: string }>();
  const compare = async (version: number) => {
    const earlier = await textOfVersion(version);
    if (earlier !== undefined) setCompared({ version, text: earlier });
  };
  return (
    <>
      <ol className="version-list">
        {edited.versions.map(({ version, publishedAt, author, comment, retired }, place) => (
          <li key={version} data-testid="version" data-version={version}>
            <p>
              <strong>
                {t(retired ? 'scripts.edit.retiredLine' : 'scripts.edit.versionLine', { version })}
              </strong>{' '}
              {place === 0 && !retired && (
                <span className="version-current">{t('scripts.edit.published')}</span>
              )}
            </p>
            <p className="editing-detail">
              {publishedAt === null ? t('scripts.edit.shipped') : `${dayAndTime(publishedAt)} · ${author}`}
              {comment !== '' && ` · ${comment}`}
            </p>
            {!retired && (
              <p className="version-acts">
                <button
                  type="button"
                  className="button button-quiet"
                  data-testid={`compare-${version}`}
                  onClick={() => void compare(version)}
                >
                  {t('scripts.edit.compare')}
                </button>
                <button
                  type="button"
                  className="button button-quiet"
                  data-testid={`restore-${version}`}
                  onClick={() => void restore(version)}
                >
                  {t('scripts.edit.restore')}
                </button>
              </p>
            )}
          </li>
        ))}
      </ol>
      {compared && (
        <section aria-label={t('scripts.edit.compare')} data-testid="difference">
          <h2 className="entry-label">
            {t('scripts.edit.versionLine', { version: compared.version })} → {t('scripts.edit.text')}
          </h2>
          <Difference before={compared.text} after={text} />
        </section>
      )}
    </>
  );
}

/** Lines that went and lines that came; told by a sign as well as by colour. */
function Difference({ before, after }: { readonly before: string; readonly after: string }) {
  const { t } = useTranslation();
  const changes = diffLines(before, after);
  if (changes.every(({ added, removed }) => !added && !removed)) {
    return <p className="empty-note">{t('scripts.edit.noDifference')}</p>;
  }
  let lines = 0;
  const placed = changes.map((change) => {
    const one = { at: `${lines} ${change.added ? '+' : '-'}`, change };
    lines += change.count;
    return one;
  });
  return (
    <div className="difference">
      {placed.map(({ at, change }) => (
        <Piece key={at} change={change} />
      ))}
    </div>
  );
}

/** Lines of what is the same that stand around a change. */
const CONTEXT_LINES = 2;

function Piece({ change: { value, added, removed } }: { readonly change: Change }) {
  const lines = value.replace(/\n$/, '').split('\n');
  if (added) {
    return (
      <ins>
        <Lines sign="+" lines={lines} />
      </ins>
    );
  }
  if (removed) {
    return (
      <del>
        <Lines sign="−" lines={lines} />
      </del>
    );
  }
  const shown =
    lines.length > 2 * CONTEXT_LINES
      ? [...lines.slice(0, CONTEXT_LINES), '…', ...lines.slice(-CONTEXT_LINES)]
      : lines;
  return (
    <span>
      <Lines sign="" lines={shown} />
    </span>
  );
}

/** Each line behind its sign, so that what goes on in the next row stands under its own words. */
function Lines({ sign, lines }: { readonly sign: string; readonly lines: readonly string[] }) {
  const numbered = lines.map((line, number) => ({ number, line }));
  return numbered.map(({ number, line }) => (
    <span key={number} className="difference-line">
      <span>{sign}</span>
      <span>{line}</span>
    </span>
  ));
}
