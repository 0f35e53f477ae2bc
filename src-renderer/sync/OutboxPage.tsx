import { useEffect, useRef, useState } from 'react';
import type { MendableText, OutboxList, RefusedItem } from '#shared/contract/index.ts';
import { currentLanguage, fieldName, hourMinute, StateMark, useTranslation } from '../ui/index.ts';
import {
  closeRefused,
  exportOutbox,
  loadMendable,
  loadOutbox,
  resendRefused,
  retryHub,
  useSync,
} from './store.ts';
import './outbox.css';

/** What has not reached the centre: refused operations, which need a person, and what waits. */
export function OutboxPage() {
  const { t } = useTranslation();
  const state = useSync((mirror) => mirror.state);
  const [list, setList] = useState<OutboxList>();
  const [exported, setExported] = useState<{ file: string; count: number }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: any change of the outbox is a reason to look again.
  useEffect(() => {
    void loadOutbox().then((answer) => answer && setList(answer));
  }, [state]);
  const refused = list?.refused ?? [];
  const waiting = list?.waiting ?? [];
  const away = state?.hub === 'unreachable' || state?.hub === 'refused';
  const kind = {
    unknown: 'busy',
    reachable: 'good',
    unreachable: 'warn',
    refused: 'bad',
    revoked: 'bad',
  } as const;
  const hub = state?.hub ?? 'unknown';

  return (
    <div className="outbox">
      <section className="outbox-standing" aria-label={t('outbox.standing')}>
        <p data-testid="outbox-hub" data-state={hub}>
          <StateMark kind={kind[hub]} />
          <strong>{t(`outbox.hub.${hub}`)}</strong>
          {away && state && <span>{t('outbox.since', { time: hourMinute(state.since) })}</span>}
          {away && <span className="outbox-calm">{t('outbox.goesOn')}</span>}
        </p>
        <div className="outbox-acts">
          <button type="button" className="button" onClick={() => void retryHub()}>
            {t('outbox.retry')}
          </button>
          <button
            type="button"
            className="button"
            data-testid="outbox-export"
            disabled={!list?.canExport || waiting.length + refused.length === 0}
            onClick={() => void exportOutbox().then((answer) => answer && setExported(answer))}
          >
            {t('outbox.export')}
          </button>
        </div>
        <p className="outbox-note">{t(list?.canExport === false ? 'outbox.noKey' : 'outbox.exportHint')}</p>
        {exported && (
          <p className="outbox-exported" role="status" data-testid="outbox-exported">
            {t('outbox.exported', { count: exported.count })}
            <code>{exported.file}</code>
          </p>
        )}
      </section>

      <section aria-labelledby="outbox-refused">
        <h2 id="outbox-refused">
          {t('outbox.needsPerson')}
          {refused.length > 0 && <span className="outbox-count">{refused.length}</span>}
        </h2>
        {refused.length === 0 ? (
          <p className="outbox-empty">{t('outbox.noneRefused')}</p>
        ) : (
          <ul className="outbox-list">
            {refused.map((item) => (
              <Refused key={item.id} item={item} />
            ))}
          </ul>
        )}
      </section>

      <section aria-labelledby="outbox-waiting">
        <h2 id="outbox-waiting">
          {t('outbox.waiting')}
          {(state?.waiting ?? 0) > 0 && <span className="outbox-count">{state?.waiting}</span>}
        </h2>
        {waiting.length === 0 ? (
          <p className="outbox-empty">{t('outbox.noneWaiting')}</p>
        ) : (
          <ul className="outbox-list outbox-plain">
            {waiting.map(({ id, kind: operation, number, createdAt }) => (
              <li key={id}>
                <span>
                  <KindName kind={operation} />
                </span>
                <span className="outbox-number">{number}</span>
                <time>{hourMinute(createdAt)}</time>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

/** A kind's name; keys of texts have no dots. A kind that this program has no name for stands as it is. */
function KindName({ kind }: { readonly kind: string }) {
  const { t } = useTranslation();
  return <>{t(`outbox.kind.${kind.replaceAll('.', '-')}`, { defaultValue: kind })}</>;
}

/** What a hub's check says of a field, as `hubMessage` takes it apart. */
const WRONG = ['too_big', 'too_small', 'invalid_type', 'invalid_format', 'invalid_value'] as const;

/**
 * The hub's own words, for whoever has to mend it: which field, and what is wrong with it. They are in English and for
 * programs, so that of the other reasons, which say all in their sentence, they are shown only beside English texts.
 */
function HubSays({ item }: { readonly item: RefusedItem }) {
  const { t } = useTranslation();
  if (item.reason !== 'invalid' && currentLanguage() !== 'en') return null;
  const parts = item.message.split('; ').map((part) => {
    const [, path = '', code = ''] = /^payload\.(\S+) (\w+)$/.exec(part) ?? [];
    const wrong = WRONG.find((one) => one === code);
    const field = path.split('.').at(-1) ?? '';
    return wrong ? t(`outbox.wrong.${wrong}`, { field: fieldName(field) }) : part;
  });
  return <p className="outbox-note">{t('outbox.hubSays', { message: parts.join(t('outbox.and')) })}</p>;
}

/** One refused operation: why, and what can be done. */
function Refused({ item }: { readonly item: RefusedItem }) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState<MendableText[]>();
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLTextAreaElement>(null);
  const isMending = texts !== undefined;
  useEffect(() => {
    if (isMending) first.current?.focus();
  }, [isMending]);

  const mend = async () => setTexts((await loadMendable(item.id)) ?? []);
  const act = async (run: () => Promise<boolean>) => {
    setBusy(true);
    // What was done takes this row away; only what failed leaves it here.
    if (!(await run())) setBusy(false);
  };
  const change = (path: string, value: string) =>
    setTexts((before) => before?.map((one) => (one.path === path ? { ...one, value } : one)));

  return (
    <li className="outbox-refused" data-testid="outbox-refused" aria-busy={busy}>
      <p className="outbox-line">
        <StateMark kind="bad" />
        <strong>
          <KindName kind={item.kind} />
        </strong>
        <span className="outbox-number">{item.number}</span>
        <time>{t('outbox.refusedAt', { time: hourMinute(item.refusedAt) })}</time>
      </p>
      <p>{t(`outbox.reason.${item.reason}`)}</p>
      <HubSays item={item} />
      {item.heldBack > 0 && <p className="outbox-note">{t('outbox.heldBack', { count: item.heldBack })}</p>}
      {texts?.map(({ path, value }, index) => (
        <label key={path} className="outbox-mend">
          <span>{t(`outbox.field.${path.split('.').at(-1) ?? ''}`, { defaultValue: path })}</span>
          <textarea
            ref={index === 0 ? first : null}
            value={value}
            rows={value.length > 60 ? 4 : 2}
            onChange={(event) => change(path, event.target.value)}
          />
        </label>
      ))}
      {texts?.length === 0 && <p className="outbox-note">{t('outbox.nothingToMend')}</p>}
      <div className="outbox-acts">
        {!isMending && (
          <button type="button" className="button" data-testid="outbox-mend" onClick={() => void mend()}>
            {t('outbox.mend')}
          </button>
        )}
        <button
          type="button"
          className="button"
          data-testid="outbox-resend"
          disabled={busy}
          onClick={() => void act(() => resendRefused(item.id, texts ?? []))}
        >
          {t(isMending ? 'outbox.resendMended' : 'outbox.resend')}
        </button>
        <button
          type="button"
          className="button button-quiet"
          disabled={busy}
          title={t('outbox.closeHint')}
          onClick={() => void act(() => closeRefused(item.id))}
        >
          {t('outbox.close')}
        </button>
      </div>
    </li>
  );
}
