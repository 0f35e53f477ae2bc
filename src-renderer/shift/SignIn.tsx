import { type FormEvent, useState } from 'react';
import type { ShiftState } from '#shared/contract/index.ts';
import type { ShiftCode } from '#shared/domain/index.ts';
import { BridgeMark, errorText, RadioRow, useTranslation } from '../ui/index.ts';
import { signIn } from './store.ts';

/** Nobody is signed in: who is it, and in which shift. */
export function SignIn({ state }: { readonly state: ShiftState & { readonly seat?: number } }) {
  const { t } = useTranslation();
  const [operatorId, setOperatorId] = useState(state.known[0]?.id ?? '');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [shift, setShift] = useState<ShiftCode>(state.currentShift);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isAsked = state.signInAt !== 'nobody-asks';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const code = await signIn({
      operatorId: isAsked ? operatorId : 'seat',
      password,
      shift,
      pin: pin === '' ? null : pin,
    });
    setBusy(false);
    setFailure(code);
    if (code !== null) setPassword('');
  };
  return (
    <main className="cover" data-testid="sign-in">
      <form className="cover-card" onSubmit={(event) => void submit(event)} autoComplete="off">
        <header className="cover-head">
          <BridgeMark size={40} />
          <h1>{t('shift.signIn.title')}</h1>
        </header>
        {isAsked && (
          <>
            <label className="cover-field">
              <span>{t('shift.signIn.operator')}</span>
              <input
                className="text-input"
                name="operator"
                list="known-operators"
                value={operatorId}
                required
                // biome-ignore lint/a11y/noAutofocus: the only thing to do on this screen.
                autoFocus={operatorId === ''}
                onChange={(event) => setOperatorId(event.target.value)}
              />
              <datalist id="known-operators">
                {state.known.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </datalist>
            </label>
            <label className="cover-field">
              <span>{t('shift.signIn.password')}</span>
              <input
                className="text-input"
                type="password"
                name="password"
                value={password}
                required
                // biome-ignore lint/a11y/noAutofocus: who is known has only the password to type.
                autoFocus={operatorId !== ''}
                aria-invalid={failure !== null}
                aria-describedby="sign-in-failure"
                onChange={(event) => setPassword(event.target.value)}
              />
            </label>
          </>
        )}
        <div className="cover-field">
          <span>{t('shift.signIn.shift')}</span>
          <RadioRow<ShiftCode>
            name="shift"
            legend={t('shift.signIn.shift')}
            value={shift}
            choices={state.shifts.map(({ code, from, to }) => ({
              value: code,
              label: `${t(`shift.shiftName.${code}`)} ${from}–${to}`,
            }))}
            onChange={setShift}
          />
        </div>
        {isAsked && (
          <label className="cover-field">
            <span>{t('shift.signIn.pin')}</span>
            <input
              className="text-input"
              type="password"
              name="pin"
              inputMode="numeric"
              pattern="\d{4,8}"
              value={pin}
              aria-describedby="pin-hint"
              onChange={(event) => setPin(event.target.value)}
            />
            <small id="pin-hint">{t('shift.signIn.pinHint')}</small>
          </label>
        )}
        <p id="sign-in-failure" className="cover-failure" role="alert">
          {failure !== null && errorText(failure, failure)}
        </p>
        <button type="submit" className="button button-main button-large" disabled={busy} data-testid="enter">
          {t(busy ? 'shift.signIn.entering' : isAsked ? 'shift.signIn.enter' : 'shift.signIn.again')}
        </button>
        <p className="empty-note">
          {t(
            {
              hub: 'shift.signIn.atHub' as const,
              seat: 'shift.signIn.atSeat' as const,
              'nobody-asks': 'shift.signIn.practice' as const,
            }[state.signInAt],
          )}
        </p>
      </form>
    </main>
  );
}
