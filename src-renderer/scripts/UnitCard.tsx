import type { Unit } from '#shared/domain/index.ts';
import { dial, mainCall, usePhone, usePressed } from '../call/index.ts';
import { currentLanguage, useTranslation } from '../ui/index.ts';
import { countUse } from './store.ts';

/** A unit's name, hours and number, with one button to call it: while a citizen is on the line, to consult it first. */
export function UnitCard(properties: {
  readonly unit: Unit;
  readonly first?: boolean;
  readonly compact?: boolean;
}) {
  const { unit, first = false, compact = false } = properties;
  const { t } = useTranslation();
  const talking = usePhone(({ state }) => mainCall(state?.calls ?? [])?.state === 'active');
  const busy = usePressed(({ pressed }) => pressed.includes('dial'));
  const english = currentLanguage() === 'en';
  const call = async () => {
    if (await dial(unit.phone)) countUse(unit.id, 'called');
  };
  return (
    <div className={`unit-card ${compact ? 'unit-compact' : ''}`}>
      <p className="unit-name">
        <span lang="zh-CN">{unit.title.zh}</span>
        {english && <span className="hit-english">{unit.title.en}</span>}
      </p>
      {!compact && unit.hours.zh !== '' && (
        <p className="unit-hours">{english ? unit.hours.en : unit.hours.zh}</p>
      )}
      {unit.phone !== '' && (
        <button
          type="button"
          className={first ? 'button button-main' : 'button'}
          data-testid={`call-${unit.id}`}
          {...(first && { 'data-first-act': true })}
          disabled={busy}
          onClick={() => void call()}
        >
          {t(talking ? 'scripts.consult' : 'scripts.call')} <span className="unit-phone">{unit.phone}</span>
        </button>
      )}
      {!compact && unit.sample && <p className="unit-sample">{t('scripts.sampleNumber')}</p>}
    </div>
  );
}
