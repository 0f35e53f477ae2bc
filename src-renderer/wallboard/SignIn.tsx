import { type FormEvent, useState } from 'react';
import { BridgeMark, useTranslation } from '../ui/index.ts';
import { keepKey, signIn } from './access.ts';
import { tryAccess, useBoard } from './store.ts';

/** Once for each screen: a board key, or somebody's account. */
export function SignIn() {
  const { t } = useTranslation();
  const problem = useBoard((view) => view.problem);
  const [key, setKey] = useState('');
  const [id, setId] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void tryAccess(key.trim() === '' ? () => signIn(id.trim(), password) : () => keepKey(key));
  };
  const isReady = key.trim() !== '' || (id.trim() !== '' && password !== '');
  return (
    <main className="wall-sign-in">
      <form onSubmit={submit}>
        <h1>
          <BridgeMark size={40} />
          {t('wallboard.signIn.title')}
        </h1>
        <p>{t('wallboard.signIn.hint')}</p>
        <label>
          {t('wallboard.signIn.key')}
          <input
            type="password"
            autoComplete="off"
            value={key}
            data-testid="board-key"
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        <p className="wall-or">{t('wallboard.signIn.or')}</p>
        <label>
          {t('wallboard.signIn.id')}
          <input autoComplete="username" value={id} onChange={(event) => setId(event.target.value)} />
        </label>
        <label>
          {t('wallboard.signIn.password')}
          <input
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {problem !== null && (
          <p className="wall-problem" role="alert">
            {t(problem === 'refused' ? 'wallboard.signIn.refused' : 'wallboard.signIn.unreachable')}
          </p>
        )}
        <button type="submit" disabled={!isReady}>
          {t('wallboard.signIn.open')}
        </button>
      </form>
    </main>
  );
}
