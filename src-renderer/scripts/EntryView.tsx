import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { OpenedScript } from '#shared/contract/index.ts';
import { filledText, type Knowledge, type Phrase, type Unit } from '#shared/domain/index.ts';
import { edit, fieldsOnScreen, useIntake } from '../intake/index.ts';
import { copyText, currentLanguage, isForInputMethod, StateMark, useTranslation } from '../ui/index.ts';
import { Markdown } from './Markdown.tsx';
import { NoteForm } from './NoteForm.tsx';
import { Said } from './Said.tsx';
import { backToResults, countUse, takeNewer, useLibrary, useScripts } from './store.ts';
import { UnitCard } from './UnitCard.tsx';
import { useValues } from './use-values.ts';
import { copiedValues } from './values.ts';

/** One entry in large type, with what can be done with it. Esc goes back to the result. */
export function EntryView() {
  const { t } = useTranslation();
  const { opened, newer, query } = useLibrary();
  const [noting, setNoting] = useState(false);
  const region = useRef<HTMLDivElement>(null);
  const id = opened?.entry.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another entry in the same place is read anew
  useEffect(() => {
    const first = region.current?.querySelector<HTMLElement>('[data-first-act]') ?? region.current;
    first?.focus();
  }, [id]);
  if (!opened) return null;
  if (noting) return <NoteForm entryId={opened.entry.id} query={query} onDone={() => setNoting(false)} />;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isForInputMethod(event.nativeEvent)) return;
    event.preventDefault();
    backToResults();
  };
  const { entry } = opened;
  return (
    <article
      ref={region}
      className="entry"
      tabIndex={-1}
      aria-label={entry.title.zh}
      data-testid="entry"
      data-id={entry.id}
      onKeyDown={onKeyDown}
    >
      <header className="entry-head">
        <p className={`hit-kind kind-${entry.kind}`}>{t(`scripts.kind.${entry.kind}`)}</p>
        <h3 lang="zh-CN">{entry.title.zh}</h3>
        {currentLanguage() === 'en' && <p className="entry-english">{entry.title.en}</p>}
      </header>
      {newer && (
        <p className="entry-newer" role="status">
          {t('scripts.newer')}
          <button type="button" className="button" data-testid="take-newer" onClick={takeNewer}>
            {t('scripts.takeNewer')}
          </button>
        </p>
      )}
      <div className="entry-body">
        {entry.kind === 'phrase' && <PhraseText phrase={entry} />}
        {entry.kind === 'knowledge' && <KnowledgeText opened={opened} knowledge={entry} />}
        {entry.kind === 'unit' && <UnitText unit={entry} chain={opened.chain} />}
        {entry.sample && <p className="entry-sample">{t('scripts.sample')}</p>}
      </div>
      <footer className="entry-foot">
        <button
          type="button"
          className="button button-quiet"
          data-testid="entry-back"
          onClick={backToResults}
        >
          {t('scripts.back')}
        </button>
        <button
          type="button"
          className="button button-quiet"
          data-testid="note-wrong"
          onClick={() => setNoting(true)}
        >
          {t('scripts.wrong')}
        </button>
      </footer>
    </article>
  );
}

/** The Chinese text, and the English one for whoever reads that. */
function BothTexts({ zh, en }: { readonly zh: string; readonly en: string }) {
  return (
    <>
      <Markdown text={zh} lang="zh-CN" />
      {currentLanguage() === 'en' && en !== '' && (
        <div className="entry-translation">
          <Markdown text={en} lang="en" />
        </div>
      )}
    </>
  );
}

function CopyButton({
  text,
  id,
  first = false,
}: {
  readonly text: string;
  readonly id: string;
  readonly first?: boolean;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className={first ? 'button button-main' : 'button'}
      data-testid="entry-copy"
      {...(first && { 'data-first-act': true })}
      onClick={async () => {
        const done = await copyText(text);
        setCopied(done);
        if (done) countUse(id, 'copied');
      }}
    >
      {t(copied ? 'scripts.copied' : 'scripts.copy')}
    </button>
  );
}

function PhraseText({ phrase }: { readonly phrase: Phrase }) {
  const values = useValues();
  return (
    <>
      <Said text={phrase.body.zh} values={values} className="entry-said" />
      {currentLanguage() === 'en' && <p className="entry-translation">{phrase.body.en}</p>}
      <p className="entry-when">{currentLanguage() === 'en' ? phrase.trigger.en : phrase.trigger.zh}</p>
      <div className="entry-acts">
        <CopyButton id={phrase.id} text={filledText(phrase.body.zh, copiedValues(values))} first />
      </div>
    </>
  );
}

function KnowledgeText({
  opened,
  knowledge,
}: {
  readonly opened: OpenedScript;
  readonly knowledge: Knowledge;
}) {
  const { t } = useTranslation();
  const values = useValues();
  const notSure = useScripts(({ state }) => state?.phrases.find(({ id }) => id === 'AN02'));
  const may = opened.validity === 'current';
  return (
    <>
      {!may && (
        <div className="entry-stale" role="note" data-testid="entry-stale">
          <p>
            <StateMark kind="warn" />
            {t(`scripts.stale.${opened.validity === 'current' ? 'due' : opened.validity}`)}
          </p>
          {notSure && <Said text={notSure.body.zh} values={values} />}
        </div>
      )}
      <div className={may ? '' : 'is-stale'}>
        <BothTexts {...knowledge.body} />
      </div>
      <div className="entry-acts">
        <InsertButton opened={opened} knowledge={knowledge} may={may} />
        <CopyButton id={knowledge.id} text={knowledge.body.zh} />
      </div>
      <dl className="entry-facts">
        <div>
          <dt>{t('scripts.source')}</dt>
          <dd lang="zh-CN">{knowledge.source}</dd>
        </div>
        <div>
          <dt>{t('scripts.issuer')}</dt>
          <dd lang="zh-CN">{knowledge.issuer}</dd>
        </div>
        <div>
          <dt>{t('scripts.valid')}</dt>
          <dd>
            {t('scripts.validRange', {
              from: knowledge.validFrom ?? t('scripts.noStart'),
              until: knowledge.validUntil ?? t('scripts.noEnd'),
            })}
          </dd>
        </div>
        <div>
          <dt>{t('scripts.reviewBy')}</dt>
          <dd>{knowledge.reviewBy}</dd>
        </div>
        <div>
          <dt>{t('scripts.version')}</dt>
          <dd>{opened.version}</dd>
        </div>
      </dl>
      {opened.unit && <UnitCard unit={opened.unit} />}
    </>
  );
}

/** Puts the text into the order's answer, with the entry's id and version. Another choice of handling is asked about. */
function InsertButton(properties: {
  readonly opened: OpenedScript;
  readonly knowledge: Knowledge;
  readonly may: boolean;
}) {
  const { opened, knowledge, may } = properties;
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState(false);
  const insert = () => {
    const { replyText } = fieldsOnScreen(useIntake.getState());
    const text = plainText(knowledge.body.zh);
    const whole =
      replyText.trim() === '' ? text : replyText.includes(text) ? replyText : `${replyText}\n${text}`;
    edit({
      handling: 'answered',
      replyText: [...whole].slice(0, 2_000).join(''),
      knowledgeId: knowledge.id,
      knowledgeVersion: String(opened.version),
    });
    countUse(knowledge.id, 'inserted');
    setAsking(false);
    setDone(true);
  };
  const press = () => {
    const { handling } = fieldsOnScreen(useIntake.getState());
    if (handling !== '' && handling !== 'answered') setAsking(true);
    else insert();
  };
  if (asking) {
    return (
      <div className="entry-asking" role="alertdialog" aria-label={t('scripts.changeHandling')}>
        <p>{t('scripts.changeHandling')}</p>
        <button type="button" className="button button-main" onClick={insert}>
          {t('scripts.changeAndInsert')}
        </button>
        <button type="button" className="button" onClick={() => setAsking(false)}>
          {t('scripts.keepHandling')}
        </button>
      </div>
    );
  }
  return (
    <button
      type="button"
      className="button button-main"
      data-testid="entry-insert"
      data-first-act
      disabled={!may}
      onClick={press}
    >
      {t(done ? 'scripts.inserted' : 'scripts.insert')}
    </button>
  );
}

/** Markdown without its signs, as it is read in a field. */
function plainText(text: string): string {
  return text
    .replace(/\*\*|`/g, '')
    .replace(/^\s*[-*]\s+/gm, '· ')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

function UnitText({ unit, chain }: { readonly unit: Unit; readonly chain: readonly Unit[] }) {
  const { t } = useTranslation();
  return (
    <>
      <UnitCard unit={unit} first />
      <BothTexts {...unit.body} />
      {chain.length > 0 && (
        <>
          <h4 className="entry-label">{t('scripts.chain')}</h4>
          <ol className="unit-chain">
            {chain.map((one) => (
              <li key={one.id}>
                <UnitCard unit={one} compact />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}
