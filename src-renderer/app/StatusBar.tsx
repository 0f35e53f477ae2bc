import type { ReactNode } from 'react';
import type { SyncState } from '#shared/contract/index.ts';
import { usePhone } from '../call/index.ts';
import { saveStatus, useIntake } from '../intake/index.ts';
import { useStation } from '../station/index.ts';
import { retryHub, useSync } from '../sync/index.ts';
import {
  changeLanguage,
  currentLanguage,
  hourMinute,
  Keycap,
  nextAppearance,
  openPage,
  type StateKind,
  StateMark,
  timeOfDay,
  useAppearance,
  useNow,
  useTranslation,
} from '../ui/index.ts';

/** The bottom of the screen: phone, microphone, hub, saved, and who sits here. */
export function StatusBar(properties: {
  /** The call for a supervisor's help, where somebody is signed in. */
  readonly askHelp: ReactNode;
  readonly onHelp: () => void;
  readonly onSound: () => void;
  readonly onMenu: (() => void) | undefined;
}) {
  const { onHelp, onSound, onMenu } = properties;
  const { t } = useTranslation();
  const station = useStation(({ state }) => state);
  const appearance = useAppearance((state) => state.appearance);
  const other = currentLanguage() === 'en' ? 'zh-CN' : 'en';
  return (
    <section className="status-bar" aria-label={t('status.region')}>
      <PhoneCell />
      <MicrophoneCell onSound={onSound} />
      <HubCell />
      <SavedCell />
      <span className="foot-space" />
      {properties.askHelp}
      {station && (
        <>
          <span className="status-who">
            {t('status.seat', { seat: String(station.seat).padStart(3, '0') })}
          </span>
          <span className="status-operator" title={t('status.operatorHint')}>
            {t('status.operator', { operator: station.operator })}
          </span>
        </>
      )}
      <Clock />
      <button
        type="button"
        className="status-button"
        lang={other}
        title={t('status.languageName')}
        onClick={() => void changeLanguage(other)}
      >
        {t('status.language')}
      </button>
      <button
        type="button"
        className="status-button"
        aria-label={t('status.themeName', { theme: t(`status.theme.${appearance}`) })}
        title={t('status.themeName', { theme: t(`status.theme.${appearance}`) })}
        onClick={nextAppearance}
      >
        <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true" fill="currentColor">
          <path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 1.800a5.200 5.200 0 0 1 0 10.400z" />
        </svg>
      </button>
      {onMenu && (
        <button
          type="button"
          className="status-button"
          aria-keyshortcuts="F10"
          data-testid="page-menu"
          onClick={onMenu}
        >
          {t('pages.menu')}
          <Keycap>F10</Keycap>
        </button>
      )}
      <button type="button" className="status-button" aria-keyshortcuts="F1" onClick={onHelp}>
        {t('status.help')}
        <Keycap>F1</Keycap>
      </button>
    </section>
  );
}

function Cell(properties: {
  readonly kind: StateKind;
  readonly name: string;
  readonly testId: string;
  readonly state: string;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  const { kind, name, testId, state, title, children } = properties;
  return (
    <p className={`status-cell cell-${kind}`} data-testid={testId} data-state={state} title={title}>
      <StateMark kind={kind} />
      <span className="cell-name">{name}</span>
      <span className="cell-word">{children}</span>
    </p>
  );
}

function PhoneCell() {
  const { t } = useTranslation();
  const phone = usePhone((mirror) => mirror.state);
  const registration = phone?.registration;
  const state = registration?.state ?? 'connecting';
  const kind = { registered: 'good', connecting: 'busy', unreachable: 'warn', failed: 'bad' } as const;
  const code = registration?.statusCode ?? null;
  const isAway = state === 'registered' && phone !== undefined && !phone.readiness.ready;
  const told = code !== null && (state === 'failed' || state === 'unreachable');
  return (
    <Cell kind={isAway ? 'warn' : kind[state]} name={t('status.phone')} testId="status-phone" state={state}>
      {isAway ? t('status.notReady') : t(`status.phoneState.${state}`)}
      {registration && registration.server > 1 && (
        <span className="cell-more">
          {t('status.server', { server: registration.server, servers: registration.servers })}
        </span>
      )}
      {told && t('status.code', { code })}
    </Cell>
  );
}

/** Says how the microphone is; a press opens the sound devices. */
function MicrophoneCell({ onSound }: { readonly onSound: () => void }) {
  const { t } = useTranslation();
  const state = usePhone((mirror) => mirror.state?.microphone ?? 'unknown');
  const kind = {
    unknown: 'busy',
    asking: 'warn',
    ready: 'good',
    denied: 'bad',
    missing: 'bad',
    failed: 'bad',
  } as const;
  return (
    <button
      type="button"
      className={`status-cell status-press cell-${kind[state]}`}
      data-testid="status-microphone"
      data-state={state}
      title={`${t(`status.microphoneHelp.${state}`)} ${kind[state] === 'bad' ? t('status.canHear') : ''}`}
      onClick={onSound}
    >
      <StateMark kind={kind[state]} />
      <span className="cell-name">{t('status.microphone')}</span>
      <span className="cell-word">{t(`status.microphoneState.${state}`)}</span>
      <span className="only-heard">{t('sound.open')}</span>
    </button>
  );
}

function HubCell() {
  const { t } = useTranslation();
  const sync: SyncState | undefined = useSync(({ state }) => state);
  const hub = sync?.hub ?? 'unknown';
  const kind = {
    unknown: 'busy',
    reachable: 'good',
    unreachable: 'warn',
    refused: 'bad',
    revoked: 'bad',
  } as const;
  const away = hub === 'unreachable' || hub === 'refused' || hub === 'revoked';
  const waiting = sync?.waiting ?? 0;
  const since = sync?.waitingSince ?? null;
  return (
    <>
      <Cell kind={kind[hub]} name={t('status.hub')} testId="status-hub" state={hub}>
        {t(`status.hubState.${hub}`)}
        {away && <span className="cell-more"> · {t('status.hubOffline')}</span>}
        {waiting > 0 && (
          <strong className="cell-count">
            {' · '}
            {since === null
              ? t('status.waiting', { count: waiting })
              : t('status.waitingSince', { count: waiting, time: hourMinute(since) })}
          </strong>
        )}
        {away && (
          <button type="button" className="status-link" onClick={() => void retryHub()}>
            {t('status.retry')}
          </button>
        )}
      </Cell>
      {(sync?.refused ?? 0) > 0 && (
        <button
          type="button"
          className="status-cell status-press cell-bad"
          data-testid="status-refused"
          onClick={() => openPage('outbox')}
        >
          <StateMark kind="bad" />
          <span className="cell-word">{t('status.refused', { count: sync?.refused ?? 0 })}</span>
        </button>
      )}
    </>
  );
}

/** Only what is wrong with saving stands here too; the form says the rest beside the text. */
function SavedCell() {
  const { t } = useTranslation();
  const failed = useIntake((view) => saveStatus(view).state === 'failed');
  if (!failed) return null;
  return (
    <p className="status-cell cell-bad">
      <StateMark kind="bad" />
      <span className="cell-word">{t('save.failed', { reason: '' }).replace(/[:：\s]+$/, '')}</span>
    </p>
  );
}

function Clock() {
  const { t } = useTranslation();
  useNow(1000);
  return (
    <time className="status-clock" title={t('status.clock')}>
      {timeOfDay(Date.now())}
    </time>
  );
}
