import type { TFunction } from 'i18next';
import { memo, type ReactNode, useEffect, useRef } from 'react';
import type { Mark, ScriptHit } from '#shared/contract/index.ts';
import { currentLanguage, useTranslation } from '../ui/index.ts';
import { NoteForm } from './NoteForm.tsx';
import { openHit } from './SearchField.tsx';
import { note, useLibrary, useScripts } from './store.ts';

/** What fits what is typed, the best first; with nothing typed, what fits the order and what was used last. */
export function Results() {
  const { t } = useTranslation();
  const hits = useLibrary((library) => library.hits);
  const chosen = useLibrary((library) => library.chosen);
  const ready = useScripts(({ state }) => state?.ready ?? false);
  const query = useLibrary((library) => library.query);
  const noting = useLibrary((library) => library.noting);
  if (noting === query) return <NoteForm entryId={null} query={query} onDone={() => note(null)} />;
  return (
    <>
      <div
        id="library-hits"
        className="library-hits"
        role="listbox"
        tabIndex={-1}
        aria-label={t('scripts.hits')}
      >
        {hits.map((hit, place) => (
          <Hit key={hit.id} hit={hit} chosen={place === chosen} t={t} />
        ))}
      </div>
      <p className="library-foot" role="status">
        <Standing none={hits.length === 0} ready={ready} />
        <button
          type="button"
          className="button button-quiet"
          data-testid="note-missing"
          onClick={() => note(query)}
        >
          {t('scripts.missing')}
        </button>
      </p>
    </>
  );
}

/** What the lines are, or why there are none. */
function Standing({ none, ready }: { readonly none: boolean; readonly ready: boolean }) {
  const { t } = useTranslation();
  const isBlank = useLibrary(({ query }) => query.trim() === '');
  if (isBlank) return t('scripts.usual');
  if (none) return t(ready ? 'scripts.nothing' : 'scripts.indexing');
  return t('scripts.keys');
}

/** One line; drawn anew only when it, or whether it is chosen, changes: not for each letter that is typed. */
const Hit = memo(HitLine);

interface HitProperties {
  readonly hit: ScriptHit;
  readonly chosen: boolean;
  /** The list's: to listen for the language in each line would cost more than to draw it. */
  readonly t: TFunction;
}

function HitLine({ hit, chosen, t }: HitProperties) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const stale = hit.validity !== 'current';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys of the list
    <div
      ref={line}
      id={`hit-${hit.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      data-testid="hit"
      data-id={hit.id}
      className={`hit ${chosen ? 'is-chosen' : ''} ${stale ? 'is-stale' : ''}`}
      onClick={() => openHit(hit.id)}
    >
      <span className={`hit-kind kind-${hit.kind}`}>{t(`scripts.kind.${hit.kind}`)}</span>
      <span className="hit-title">
        <span lang="zh-CN">
          <Marked text={hit.title.zh} marks={hit.titleMarks} />
        </span>
        {currentLanguage() === 'en' && <span className="hit-english">{hit.title.en}</span>}
      </span>
      {hit.kind === 'unit' && hit.detail !== '' && <span className="hit-detail">{hit.detail}</span>}
      {stale && <span className="hit-stale">{t(`scripts.validity.${hit.validity}`)}</span>}
      {hit.snippet !== '' && (
        <span className="hit-snippet" lang="zh-CN">
          <Marked text={hit.snippet} marks={hit.snippetMarks} />
        </span>
      )}
    </div>
  );
}

/** A text with the stretches that were hit. */
function Marked({ text, marks }: { readonly text: string; readonly marks: readonly Mark[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    parts.push(
      text.slice(at, from),
      <mark key={from} className="hit-mark">
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  return [...parts, text.slice(at)];
}
