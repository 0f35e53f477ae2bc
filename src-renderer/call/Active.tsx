import { useState } from 'react';
import type { Call } from '#shared/domain/index.ts';
import { duration, Keycap, StateMark, useNow, useTranslation } from '../ui/index.ts';
import { AnsweredAfter, Caller, type Shown } from './Caller.tsx';
import { callToSwitchTo, consultationOf, HANG_UP_GUARD_MILLISECONDS, isHeldHere } from './calls.ts';
import { Keypad } from './Keypad.tsx';
import { Sound } from './Sound.tsx';
import {
  hangUpCall,
  joinConference,
  splitConference,
  talkedAt,
  toggleDesk,
  toggleHold,
  toggleMute,
  transferToCall,
  useDeskMode,
  usePressed,
} from './store.ts';

/** The call that is talked on, or the one on hold that the operator comes back to. */
export function Active({ call, calls, receivedAt, marks }: Shown & { readonly calls: readonly Call[] }) {
  const { t } = useTranslation();
  const now = useNow(250);
  const [keypad, setKeypad] = useState(false);
  const { pressed } = usePressed();
  const desk = useDeskMode();
  const isPressed = pressed.includes(call.id);
  const talked = talkedAt(call, receivedAt, now);
  const held = isHeldHere(call);
  const mode = held ? 'held' : call.muted ? 'muted' : call.inConference ? 'conference' : 'talking';
  const consultation = consultationOf(calls, call);
  const other = callToSwitchTo(calls, call);
  const keyed = holdAct(held, other !== undefined, other !== undefined && other === consultation?.citizen);
  // What comes besides takes its room from the clock and the meters, never from the buttons.
  const isAlone = calls.filter(({ state }) => state !== 'ended').length === 1;
  const isCrowded = !isAlone || keypad || call.transfer !== null;
  return (
    <div
      className={`call-body call-live call-${mode} ${isCrowded ? 'call-crowded' : ''}`}
      data-testid="active"
      data-call-id={call.id}
      data-mode={mode}
    >
      <p className="clock-word word-active" role="status">
        <StateMark kind={mode === 'talking' || mode === 'conference' ? 'good' : 'warn'} />
        {t(`call.mode.${mode}`)}
      </p>
      <p className="talk-time" role="timer" aria-label={t('call.talked')}>
        {duration(talked)}
      </p>
      <AnsweredAfter call={call} limit={marks[2]} />
      <Caller call={call} />
      <Happening call={call} held={held} />
      {keypad ? <Keypad call={call} onClose={() => setKeypad(false)} /> : <Sound call={call} />}
      <div className="call-acts">
        {consultation && (
          <button
            type="button"
            className="act-wide"
            data-testid="transfer-here"
            disabled={pressed.includes(consultation.citizen.id)}
            onClick={() => void transferToCall(consultation.citizen, consultation.consulted)}
          >
            {t('call.handOver')}
          </button>
        )}
        <div className="act-tiles">
          <Tile
            id={keyed.id}
            keys="F3"
            on={held}
            disabled={isPressed || (other !== undefined && pressed.includes(other.id))}
            onClick={() => void toggleHold()}
          >
            {t(keyed.text)}
          </Tile>
          <Tile id="mute" keys="F7" on={call.muted} disabled={held} onClick={() => void toggleMute()}>
            {t(call.muted ? 'call.unmute' : 'call.mute')}
          </Tile>
          {consultation && (
            <Tile
              id="conference"
              disabled={pressed.includes('conference')}
              onClick={() => void joinConference()}
            >
              {t('call.conference')}
            </Tile>
          )}
          {!consultation && !call.inConference && (
            <Tile id="transfer" keys="F9" on={desk === 'transfer'} onClick={toggleDesk}>
              {t('call.transferOrConsult')}
            </Tile>
          )}
          <Tile id="keypad" on={keypad} disabled={held} onClick={() => setKeypad((open) => !open)}>
            {t('call.keypad')}
          </Tile>
          {call.inConference && (
            <Tile id="split" onClick={() => void splitConference(call)}>
              {t('call.split')}
            </Tile>
          )}
        </div>
        <button
          type="button"
          className="act act-hang-up"
          data-testid="hang-up"
          aria-keyshortcuts="F8"
          disabled={isPressed || talked < HANG_UP_GUARD_MILLISECONDS}
          onClick={() => void hangUpCall()}
        >
          <span>{t('call.hangUp')}</span>
          <Keycap>F8</Keycap>
        </button>
      </div>
    </div>
  );
}

/** What the hold key does now. */
function holdAct(held: boolean, mayGoElsewhere: boolean, isBackToCitizen: boolean) {
  if (held) return { id: 'resume', text: 'call.resumeCall' } as const;
  if (isBackToCitizen) return { id: 'switch', text: 'call.backToCitizen' } as const;
  if (mayGoElsewhere) return { id: 'switch', text: 'call.switch' } as const;
  return { id: 'hold', text: 'call.hold' } as const;
}

/** What the operator must know besides: who holds whom, how the transfer goes. */
function Happening({ call, held }: { readonly call: Call; readonly held: boolean }) {
  const { t } = useTranslation();
  const { transfer } = call;
  return (
    <div className="happening" role="status">
      {held && <p className="happening-warn">{t('call.heldHint')}</p>}
      {!held && call.muted && <p className="happening-warn">{t('call.mutedHint')}</p>}
      {!held && call.hold === 'remote' && <p>{t('call.heldByOther')}</p>}
      {transfer && (
        <p
          className={transfer.state === 'failed' ? 'happening-bad' : ''}
          data-testid="transfer-state"
          data-state={transfer.state}
        >
          {t(`call.transfer.${transfer.state}`, {
            code: transfer.statusCode ?? '—',
            target: transfer.target,
          })}
        </p>
      )}
    </div>
  );
}

function Tile(properties: {
  readonly id: string;
  readonly keys?: string;
  readonly on?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: string;
}) {
  const { id, keys, on = false, disabled = false, onClick, children } = properties;
  return (
    <button
      type="button"
      className={`tile ${on ? 'is-on' : ''}`}
      data-testid={id}
      aria-pressed={on}
      {...(keys && { 'aria-keyshortcuts': keys })}
      disabled={disabled}
      onClick={onClick}
    >
      <span>{children}</span>
      {keys && <Keycap>{keys}</Keycap>}
    </button>
  );
}
