import { useState } from 'react';
import type { Call } from '#shared/domain/index.ts';
import { duration, Keycap, StateMark, useNow, useTranslation } from '../ui/index.ts';
import { AnsweredAfter, Caller, type Shown } from './Caller.tsx';
import { consultedFor, HANG_UP_GUARD_MILLISECONDS, isHeldHere } from './calls.ts';
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
  toggleRecording,
  transferToCall,
  useDesk,
  usePressed,
} from './store.ts';

/** The call that is talked on, or the one on hold that the operator comes back to. */
export function Active({ call, calls, receivedAt, marks }: Shown & { readonly calls: readonly Call[] }) {
  const { t } = useTranslation();
  const now = useNow(250);
  const [keypad, setKeypad] = useState(false);
  const { pressed } = usePressed();
  const desk = useDesk((state) => state.desk);
  const isPressed = pressed.includes(call.id);
  const talked = talkedAt(call, receivedAt, now);
  const held = isHeldHere(call);
  const mode = held ? 'held' : call.muted ? 'muted' : call.inConference ? 'conference' : 'talking';
  const consulting = consultedFor(calls, call) !== undefined && !call.inConference;
  // What comes besides takes its room from the clock and the meters, never from the buttons.
  const isAlone = calls.filter(({ state }) => state !== 'ended').length === 1;
  const isCrowded = !isAlone || keypad || call.recording !== null || call.transfer !== null;
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
        <Consultation call={call} calls={calls} />
        <div className="act-tiles">
          <Tile
            id={held ? 'resume' : 'hold'}
            keys="F3"
            on={held}
            disabled={isPressed}
            onClick={() => void toggleHold(call)}
          >
            {t(held ? 'call.resumeCall' : 'call.hold')}
          </Tile>
          <Tile id="mute" keys="F7" on={call.muted} disabled={held} onClick={() => void toggleMute()}>
            {t(call.muted ? 'call.unmute' : 'call.mute')}
          </Tile>
          {!consulting && (
            <Tile id="transfer" keys="F9" on={desk === 'transfer'} onClick={toggleDesk}>
              {t('call.transferOrConsult')}
            </Tile>
          )}
          <Tile id="keypad" on={keypad} disabled={held} onClick={() => setKeypad((open) => !open)}>
            {t('call.keypad')}
          </Tile>
          {call.recording !== null && (
            <Tile
              id="recording"
              on={call.recording === 'paused'}
              disabled={pressed.includes(`recording ${call.id}`)}
              onClick={() => void toggleRecording(call)}
            >
              {t(call.recording === 'paused' ? 'call.resumeRecording' : 'call.pauseRecording')}
            </Tile>
          )}
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

/** What the operator must know besides: who holds whom, how the transfer goes, whether recording rests. */
function Happening({ call, held }: { readonly call: Call; readonly held: boolean }) {
  const { t } = useTranslation();
  const { transfer } = call;
  return (
    <div className="happening" role="status">
      {held && <p className="happening-warn">{t('call.heldHint')}</p>}
      {!held && call.muted && <p className="happening-warn">{t('call.mutedHint')}</p>}
      {!held && call.hold === 'remote' && <p>{t('call.heldByOther')}</p>}
      {call.recording === 'paused' && <p className="happening-warn">{t('call.recordingPaused')}</p>}
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

/** While somebody is consulted about a citizen on hold: hand over, talk all together, or go back. */
function Consultation({ call, calls }: { readonly call: Call; readonly calls: readonly Call[] }) {
  const { t } = useTranslation();
  const { pressed } = usePressed();
  const citizen = consultedFor(calls, call);
  if (!citizen || call.inConference) return null;
  return (
    <div className="consultation">
      <button
        type="button"
        className="act-wide"
        data-testid="transfer-here"
        disabled={pressed.includes(citizen.id)}
        onClick={() => void transferToCall(citizen, call)}
      >
        {t('call.handOver')}
      </button>
      <button
        type="button"
        className="act-wide"
        data-testid="conference"
        disabled={pressed.includes('conference')}
        onClick={() => void joinConference()}
      >
        {t('call.conference')}
      </button>
      <button
        type="button"
        className="act-wide"
        data-testid="back-to-citizen"
        disabled={pressed.includes(citizen.id)}
        onClick={() => void toggleHold(citizen)}
      >
        {t('call.backToCitizen')}
      </button>
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
