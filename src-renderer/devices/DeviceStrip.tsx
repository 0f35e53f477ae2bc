import { StateMark, useTranslation } from '../ui/index.ts';
import { useDevices } from './store.ts';

/** Says that a chosen device is away and which one serves meanwhile, and when the browser lets no sound out yet. */
export function DeviceStrip() {
  const { t } = useTranslation();
  const report = useDevices(({ state }) => state?.report ?? null);
  if (!report) return null;
  const uses = [
    ['microphone', report.microphone],
    ['headset', report.headset],
    ['ringer', report.ringer],
  ] as const;
  const away = uses
    .filter(([, { fallback }]) => fallback)
    .map(([id, { using }]) => (
      <p key={id} className="strip strip-away" role="status" data-testid={`away-${id}`}>
        <StateMark kind="warn" />
        {t('sound.strip', { what: t(`sound.${id}`), device: using?.label ?? t('sound.system') })}
      </p>
    ));
  return (
    <>
      {away}
      {!report.soundAllowed && (
        <p className="strip strip-away" role="status" data-testid="sound-not-allowed">
          <StateMark kind="warn" />
          {t('sound.notAllowed')}
        </p>
      )}
    </>
  );
}
