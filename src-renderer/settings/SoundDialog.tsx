import type { ReactNode } from 'react';
import type { DeviceUse, SoundDevice, SoundSettings } from '#shared/contract/index.ts';
import { LevelMeter, testRing, useMicrophoneLevel } from '../call/index.ts';
import { changeSound, useDevices } from '../devices/index.ts';
import { Dialog, StateMark, useTranslation } from '../ui/index.ts';
import { requestHeadset } from './headset.ts';
import './settings.css';

/** Microphone, headset and ringer of this seat. Every change is heard at once and kept. */
export function SoundDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const state = useDevices((mirror) => mirror.state);
  const level = useMicrophoneLevel((one) => one.level);
  const report = state?.report;
  return (
    <Dialog title={t('sound.title')} onClose={onClose} className="dialog-sound">
      {!state || !report ? (
        <p>{t('sound.waiting')}</p>
      ) : (
        <div className="sound-settings" data-testid="sound-settings">
          <Device
            id="microphone"
            devices={report.microphones}
            chosen={state.settings.microphone}
            use={report.microphone}
          >
            <LevelMeter label={t('sound.level')} level={level} />
          </Device>
          <Device
            id="headset"
            devices={report.speakers}
            chosen={state.settings.headset}
            use={report.headset}
          />
          <Device id="ringer" devices={report.speakers} chosen={state.settings.ringer} use={report.ringer}>
            <div className="sound-row">
              <label htmlFor="ring-volume">{t('sound.volume')}</label>
              <input
                id="ring-volume"
                type="range"
                min="10"
                max="100"
                step="10"
                value={Math.round(state.settings.ringVolume * 100)}
                onChange={(event) => void changeSound({ ringVolume: Number(event.target.value) / 100 })}
              />
              <button type="button" className="button" onClick={() => void testRing()}>
                {t('ready.ringTest')}
              </button>
            </div>
          </Device>
          <fieldset className="sound-switches">
            <legend>{t('sound.processing')}</legend>
            <Switch id="echoCancellation" settings={state.settings} />
            <Switch id="noiseSuppression" settings={state.settings} />
            <Switch id="automaticGain" settings={state.settings} />
          </fieldset>
          <div className="sound-row">
            <span>{t('sound.buttons')}</span>
            <span className="sound-note">
              {t(`sound.buttonsState.${report.headsetButtons.state}`, {
                name: report.headsetButtons.name ?? '',
              })}
            </span>
            {report.headsetButtons.state === 'none' && (
              <button type="button" className="button" onClick={() => void requestHeadset()}>
                {t('sound.connectButtons')}
              </button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Device(properties: {
  readonly id: 'microphone' | 'headset' | 'ringer';
  readonly devices: readonly SoundDevice[];
  readonly chosen: string | null;
  readonly use: DeviceUse;
  readonly children?: ReactNode;
}) {
  const { id, devices, chosen, use, children } = properties;
  const { t } = useTranslation();
  const away = chosen !== null && !devices.some(({ identity }) => identity === chosen);
  return (
    <div className="sound-device">
      <label htmlFor={`sound-${id}`}>{t(`sound.${id}`)}</label>
      <select
        id={`sound-${id}`}
        value={chosen ?? ''}
        onChange={(event) =>
          void changeSound({ [id]: event.target.value === '' ? null : event.target.value })
        }
      >
        <option value="">{t('sound.system')}</option>
        {devices.map(({ identity, label }) => (
          <option key={identity} value={identity}>
            {label}
          </option>
        ))}
        {away && <option value={chosen}>{t('sound.away')}</option>}
      </select>
      {use.fallback && (
        <p className="sound-warning" role="status">
          <StateMark kind="warn" />
          {t('sound.fallback', { device: use.using?.label ?? t('sound.system') })}
        </p>
      )}
      {children}
    </div>
  );
}

function Switch(properties: {
  readonly id: 'echoCancellation' | 'noiseSuppression' | 'automaticGain';
  readonly settings: SoundSettings;
}) {
  const { id, settings } = properties;
  const { t } = useTranslation();
  return (
    <label className="sound-switch">
      <input
        type="checkbox"
        checked={settings[id]}
        onChange={(event) => void changeSound({ [id]: event.target.checked })}
      />
      {t(`sound.${id}`)}
    </label>
  );
}
