import { useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { useOnScreen } from '../form-fields.ts';
import { edit } from '../store.ts';

const GROUPS = ['call', 'written'] as const;

/**
 * By which channel the request came. A call says it itself; a letter, a message or a call handed over by 110 is said
 * by hand. No Tab is spent on it: the command bar has it (ly).
 */
export function ChannelField() {
  const { t } = useTranslation();
  const codes = useCodes();
  const { channel, line } = useOnScreen((fields) => ({ channel: fields.channel, line: fields.line }));
  const channels = codes.list('channels');
  const choose = (code: string) => {
    const chosen = channels.find((one) => one.code === code);
    // A line has its number; what was written came over none; what was dialled stays with any other call.
    edit({ channel: code, line: chosen?.line ?? (chosen?.group === 'written' ? '' : line) });
  };
  return (
    <span className="channel">
      <label htmlFor="field-channel">{t('form.channel')}</label>
      <select
        id="field-channel"
        aria-label={t('form.channel')}
        className="mini-select"
        data-field="channel"
        tabIndex={-1}
        value={channel}
        onChange={({ target }) => choose(target.value)}
      >
        {!channels.some(({ code }) => code === channel) && <option value={channel}>{channel}</option>}
        {GROUPS.map((group) => (
          <optgroup key={group} label={t(`form.channelGroup.${group}`)}>
            {channels
              .filter((one) => (one.group === 'written' ? 'written' : 'call') === group)
              .map((one) => (
                <option key={one.code} value={one.code}>
                  {one[codes.language]}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </span>
  );
}
