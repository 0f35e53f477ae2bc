import {
  duration,
  Keycap,
  openPage,
  StateMark,
  useNotice,
  useNow,
  usePage,
  useTranslation,
} from '../ui/index.ts';
import { acknowledge, helpKey, useSupervision } from './store.ts';
import './supervisor.css';

/** «Please help», in the status bar, so that it stands beside every page and takes no room from a call; says who comes. */
export function AskHelp() {
  const { t } = useTranslation();
  const state = useSupervision((view) => view.state);
  const failed = useNotice(({ notice }) => notice?.code === 'help-not-sent');
  if (state === undefined) return null;
  const { asking, own } = state;
  return (
    <div
      className="ask-help"
      data-testid="ask-help"
      data-state={own ? (own.acknowledged ? 'coming' : 'asked') : 'none'}
    >
      {(own !== null || asking) && (
        <p role="status">
          <StateMark kind={own?.acknowledged ? 'good' : 'busy'} />
          {own === null
            ? t('supervision.asking')
            : own.acknowledged
              ? t('supervision.coming', { name: own.acknowledged.by })
              : t('supervision.asked')}
        </p>
      )}
      <button
        type="button"
        className={`status-button ${failed ? 'is-failed' : ''}`}
        disabled={asking}
        aria-keyshortcuts="Control+H"
        onClick={helpKey}
      >
        {t(own === null ? 'supervision.ask' : own.acknowledged ? 'supervision.done' : 'supervision.takeBack')}
        <Keycap>Ctrl+H</Keycap>
      </button>
    </div>
  );
}

/** Requests that nobody has acknowledged, over whatever a supervisor works on. */
export function HelpStrip() {
  const { t } = useTranslation();
  const { receivedAt, state } = useSupervision();
  const now = useNow(1_000);
  const page = usePage(({ open }) => open);
  const open = state?.snapshot?.help.filter(({ acknowledged }) => acknowledged === null) ?? [];
  const [first] = open;
  if (state?.snapshot === undefined || state.snapshot === null || first === undefined) return null;
  const at = state.snapshot.at + state.ageMilliseconds + (now - receivedAt);
  return (
    <div className="strip strip-notice" role="alert" data-testid="help-strip">
      <StateMark kind="bad" />
      <span>
        {t('supervision.helpStrip', { seat: first.seat, operator: first.operator })} ·{' '}
        {t('supervision.helpAgo', { time: duration(at - first.at) })}
        {open.length > 1 && ` · ${t('supervision.helpMore', { count: open.length - 1 })}`}
      </span>
      <button
        type="button"
        className="button"
        data-testid="acknowledge"
        onClick={() => acknowledge(first.id)}
      >
        {t('supervision.acknowledge')}
      </button>
      {page !== 'supervision' && (
        <button type="button" className="button button-quiet" onClick={() => openPage('supervision')}>
          {t('supervision.open')}
        </button>
      )}
    </div>
  );
}
