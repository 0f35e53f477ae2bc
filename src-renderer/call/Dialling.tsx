import type { Call } from '#shared/domain/index.ts';
import { Keycap, StateMark, useTranslation } from '../ui/index.ts';
import { Caller } from './Caller.tsx';
import { hangUpCall, usePressed } from './store.ts';

/** A call of ours that is not answered yet. */
export function Dialling({ call }: { readonly call: Call }) {
  const { t } = useTranslation();
  const pressed = usePressed().pressed.includes(call.id);
  return (
    <div className="call-body call-live" data-testid="dialling" data-progress={call.dialProgress ?? 'trying'}>
      <p className="clock-word word-active">
        <StateMark kind="busy" />
        {t('call.dialling')}
      </p>
      <Caller call={call} />
      <p className="dial-progress" role="status">
        {t(`call.progress.${call.dialProgress ?? 'trying'}`)}
      </p>
      <div className="call-acts">
        <button
          type="button"
          className="act act-hang-up"
          data-testid="hang-up"
          aria-keyshortcuts="F8"
          disabled={pressed}
          onClick={() => void hangUpCall()}
        >
          <span>{t('call.giveUp')}</span>
          <Keycap>F8</Keycap>
        </button>
      </div>
    </div>
  );
}
