import { StateMark, useTranslation } from '../ui/index.ts';
import { useDevices } from './store.ts';

/** Says that a chosen device is away and which one serves meanwhile, until it is back. */
export function DeviceStrip() {
  const { t } = useTranslation();
  const report = useDevices(({ state }) => state?.report ?? null);
  if (!report) return null;
  const uses = [
    ['microphone', report.microphone],
    ['headset', report.headset],
    ['ringer', report.ringer],
  ] as const;
  return uses
    .filter(([, { fallback }]) => fallback)
    .map(([id, { using }]) => (
      <p key={id} className="strip strip-away" role="status" data-testid={`away-${id}`}>
        <StateMark kind="warn" />
        {t('sound.strip', { what: t(`sound.${id}`), device: using?.label ?? t('sound.system') })}
      </p>
    ));
}
