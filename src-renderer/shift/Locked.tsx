import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { ShiftState } from '#shared/contract/index.ts';
import { errorText, useFocusReturn, useTranslation } from '../ui/index.ts';
import { unlock } from './store.ts';

/**
 * The locked seat. What was on the screen is covered; a call that rings is seen with its clock, and one entry
 * unlocks and answers it.
 *
 * @param properties.ringing the clock of the call that rings, without the caller's number
 * @param properties.onUnlocked what a ringing call is answered with
 */
export function Locked(properties: {
  readonly state: ShiftState;
  readonly ringing: ReactNode | undefined;
  readonly talking: ReactNode | undefined;
  readonly onUnlocked: () => void;
}) {
  const { onUnlocked, ringing, state, talking } = properties;
  const { t } = useTranslation();
  const [secret, setSecret] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isRinging = ringing !== undefined;
  useFocusReturn();
  // A ring must find the keys where they are needed.
  useEffect(() => {
    if (isRinging || !busy) field.current?.focus();
  }, [isRinging, busy]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const code = await unlock(secret);
    setBusy(false);
    setSecret('');
    setFailure(code);
    if (code === null && isRinging) onUnlocked();
  };
  const { session } = state;
  return (
    <main className="cover" data-testid="locked" data-ringing={isRinging}>
      <form className="cover-card" onSubmit={(event) => void submit(event)} autoComplete="off">
        {isRinging ? (
          <div className="cover-ring" data-testid="locked-ringing">
            <p className="cover-ring-word" role="status">
              {t('shift.locked.ringing')}
            </p>
            {ringing}
          </div>
        ) : (
          <h1>{t('shift.locked.title')}</h1>
        )}
        {talking}
        {session && (
          <p>
            {t('shift.locked.who', {
              name: session.operator.name,
              shift: t(`shift.shiftName.${session.shift}`),
            })}
          </p>
        )}
        {state.unlockBy !== 'none' && (
          <label className="cover-field">
            <span>{t(state.unlockBy === 'pin' ? 'shift.locked.byPin' : 'shift.locked.byPassword')}</span>
            <input
              ref={field}
              className="text-input"
              type="password"
              name="unlock"
              inputMode={state.unlockBy === 'pin' ? 'numeric' : 'text'}
              value={secret}
              required
              // biome-ignore lint/a11y/noAutofocus: the only thing to do on this screen.
              autoFocus
              aria-invalid={failure !== null}
              aria-describedby="unlock-failure"
              onChange={(event) => setSecret(event.target.value)}
            />
          </label>
        )}
        <p id="unlock-failure" className="cover-failure" role="alert">
          {failure !== null && errorText(failure, failure)}
        </p>
        <button
          type="submit"
          className="button button-main button-large"
          disabled={busy}
          data-testid="unlock"
        >
          {t(isRinging ? 'shift.locked.openAndAnswer' : 'shift.locked.open')}
        </button>
      </form>
    </main>
  );
}
