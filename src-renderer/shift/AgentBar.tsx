import { useEffect, useRef } from 'react';
import type { ShiftState } from '#shared/contract/index.ts';
import { type RestingState, UNANSWERED_REASON } from '#shared/domain/index.ts';
import {
  currentLanguage,
  duration,
  isForInputMethod,
  Keycap,
  type StateKind,
  StateMark,
  type texts,
  useNow,
  useTranslation,
} from '../ui/index.ts';
import {
  choose,
  clearNext,
  elapsedAt,
  endWrapUp,
  extendWrapUp,
  lockSeat,
  stateKey,
  useShift,
  useShiftView,
} from './store.ts';
import './shift.css';

const KINDS: Readonly<Record<ShiftState['agent']['state'], StateKind>> = {
  offline: 'idle',
  ready: 'good',
  'official-shift': 'good',
  ringing: 'busy',
  talking: 'busy',
  'after-call-work': 'busy',
  'not-ready': 'warn',
};

/** What the seat does, for how long, and the way to change it; stands in the call panel. */
export function AgentBar() {
  const { t } = useTranslation();
  const { receivedAt, state } = useShift();
  const now = useNow(1_000);
  const { menu } = useShiftView();
  if (!state?.session) return null;
  const { agent } = state;
  const elapsed = elapsedAt(state, receivedAt, now);
  const reason = state.reasons.find(({ code }) => code === agent.reason);
  const isLong = reason?.limitMinutes != null && elapsed > reason.limitMinutes * 60_000;
  return (
    <section
      className="agent-bar"
      aria-label={t('shift.region')}
      data-testid="agent"
      data-state={agent.state}
    >
      <div className="agent-line">
        <StateMark kind={KINDS[agent.state]} />
        <strong className="agent-word" role="status">
          {reason ? reason.name[currentLanguage()] : t(`shift.state.${agent.state}`)}
        </strong>
        <span
          className={`agent-time ${isLong ? 'is-long' : ''}`}
          title={t('shift.elapsed', { time: duration(elapsed) })}
        >
          {duration(elapsed)}
        </span>
        {agent.state !== 'after-call-work' && (
          <button
            type="button"
            className="agent-change"
            data-testid="agent-menu"
            aria-expanded={menu}
            aria-keyshortcuts="F5"
            onClick={stateKey}
          >
            {t('shift.change')}
            <Keycap>F5</Keycap>
          </button>
        )}
      </div>
      {isLong && reason?.limitMinutes != null && (
        <p className="agent-note">{t('shift.long', { minutes: reason.limitMinutes })}</p>
      )}
      {agent.reason === UNANSWERED_REASON && <p className="agent-note">{t('shift.unanswered')}</p>}
      {agent.wrapUp && agent.state === 'after-call-work' && (
        <WrapUp wrapUp={agent.wrapUp} receivedAt={receivedAt} now={now} />
      )}
      {agent.next && (
        <p className="agent-next" data-testid="agent-next">
          {t('shift.next', { state: nameOf(agent.next, state, t) })}
          <button type="button" className="agent-small" onClick={clearNext}>
            {t('shift.clearNext')}
          </button>
        </p>
      )}
      {menu && <Menu state={state} />}
    </section>
  );
}

type Translate = typeof texts.t;

function nameOf(resting: RestingState, state: ShiftState, t: Translate): string {
  if (resting.state !== 'not-ready') return t(`shift.state.${resting.state}`);
  const reason = state.reasons.find(({ code }) => code === resting.reason);
  return reason?.name[currentLanguage()] ?? t('shift.state.not-ready');
}

function WrapUp(properties: {
  readonly wrapUp: NonNullable<ShiftState['agent']['wrapUp']>;
  readonly receivedAt: number;
  readonly now: number;
}) {
  const { now, receivedAt, wrapUp } = properties;
  const { t } = useTranslation();
  const elapsed = wrapUp.elapsedMilliseconds + Math.max(0, now - receivedAt);
  const { limitMilliseconds } = wrapUp;
  return (
    <div className="agent-wrap-up">
      <p>
        <strong role="timer">
          {limitMilliseconds === null
            ? t('shift.noLimit', { time: duration(elapsed) })
            : t('shift.left', { time: duration(limitMilliseconds - elapsed) })}
        </strong>
        {limitMilliseconds !== null && <span>{t('shift.draftKept')}</span>}
      </p>
      <div className="agent-wrap-up-acts">
        <button
          type="button"
          className="agent-done"
          data-testid="wrap-up-done"
          aria-keyshortcuts="F5"
          onClick={() => endWrapUp(wrapUp.callId)}
        >
          {t('shift.done')}
          <Keycap>F5</Keycap>
        </button>
        {limitMilliseconds !== null && wrapUp.extensionsLeft > 0 && (
          <button type="button" className="agent-small" onClick={() => extendWrapUp(wrapUp.callId)}>
            {t('shift.longer')}
          </button>
        )}
      </div>
    </div>
  );
}

/** The states to choose from, each by its digit; Esc closes. */
function Menu({ state }: { readonly state: ShiftState }) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    list.current?.querySelector('button')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const choices: Array<{ readonly id: string; readonly name: string; readonly run: () => void }> = [
    ...[{ state: 'ready' } as const, { state: 'official-shift' } as const].map((resting) => ({
      id: resting.state,
      name: t(`shift.state.${resting.state}`),
      run: () => choose(resting),
    })),
    ...state.reasons
      .filter(({ choosable }) => choosable)
      .map(({ code, name }) => ({
        id: code,
        name: name[currentLanguage()],
        run: () => choose({ state: 'not-ready', reason: code }),
      })),
  ];
  const isEngaged = state.agent.state === 'talking' || state.agent.state === 'ringing';
  const close = () => useShiftView.setState({ menu: false });
  const leave = () => useShiftView.setState({ menu: false, signOut: true });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: digits and Esc work on every button of the list.
    <div
      ref={list}
      className="agent-menu"
      data-testid="agent-choices"
      onKeyDown={(event) => {
        if (isForInputMethod(event.nativeEvent) || event.ctrlKey || event.altKey || event.metaKey) return;
        const run =
          event.key === 'Escape'
            ? close
            : event.key === '0'
              ? leave
              : /^[1-9]$/.test(event.key) && choices[Number(event.key) - 1]?.run;
        if (!run) return;
        event.preventDefault();
        event.stopPropagation();
        run();
      }}
    >
      <h2>{t(isEngaged ? 'shift.menuAfter' : 'shift.menu')}</h2>
      <ul>
        {choices.map(({ id, name, run }, index) => (
          <li key={id}>
            <button type="button" data-testid={`agent-${id}`} onClick={run}>
              {index < 9 && <Keycap>{String(index + 1)}</Keycap>}
              {name}
            </button>
          </li>
        ))}
      </ul>
      <div className="agent-menu-foot">
        <button
          type="button"
          className="agent-small"
          data-testid="lock"
          aria-keyshortcuts="Control+L"
          onClick={lockSeat}
        >
          {t('shift.lock')} <Keycap>Ctrl+L</Keycap>
        </button>
        <button type="button" className="agent-small" data-testid="sign-out" onClick={leave}>
          {t('shift.signOut')} <Keycap>0</Keycap>
        </button>
      </div>
    </div>
  );
}
