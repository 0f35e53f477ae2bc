import { useTranslation } from '../ui/index.ts';
import { setPrompts, useScripts } from './store.ts';

/** Minutes of talking time after which comfort may be offered. */
const MINUTES = [2, 3, 4, 5, 6, 8, 10] as const;

/** Whether phrases come by themselves, and when comfort does. Small, at the foot. */
export function PromptSettings() {
  const { t } = useTranslation();
  const prompts = useScripts(({ state }) => state?.prompts);
  if (!prompts) return null;
  return (
    <div className="prompt-settings">
      <label>
        <input
          type="checkbox"
          role="switch"
          className="switch"
          data-testid="prompts-on"
          aria-checked={prompts.on}
          checked={prompts.on}
          onChange={(event) => setPrompts({ ...prompts, on: event.target.checked })}
        />
        {t('scripts.prompts.on')}
      </label>
      {prompts.on && (
        <label>
          {t('scripts.prompts.comfort')}
          <select
            value={String(prompts.comfortAfterSeconds / 60)}
            onChange={(event) =>
              setPrompts({ ...prompts, comfortAfterSeconds: Number(event.target.value) * 60 })
            }
          >
            {MINUTES.map((minutes) => (
              <option key={minutes} value={String(minutes)}>
                {t('scripts.prompts.minutes', { minutes })}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
