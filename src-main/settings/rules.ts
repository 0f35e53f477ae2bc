import { type FigureFormula, figureFormulaSchema, type StaffRole } from '#shared/domain/index.ts';
import {
  type IntakeRules,
  intakeRulesSchema,
  type ShiftSettings,
  type SupervisionSettings,
  shiftSettingsSchema,
} from '#shared/settings/index.ts';
import { keptProvision } from './provision.ts';
import type { SecretStore } from './secrets.ts';

/** The centre's rules that a seat goes by, beside its account. */
export interface SeatRules {
  readonly shift: ShiftSettings;
  readonly intake: IntakeRules;
  readonly figures: FigureFormula;
  readonly figuresExportedBy: readonly StaffRole[];
  readonly supervision: SupervisionSettings;
}

/**
 * Each entry as a whole: what is written in the seat's own file, else what the hub gave, else the default (rule PV-3).
 *
 * @param settings the file's entries, undefined where one is not written
 */
export function rulesOf(
  settings: { readonly [K in keyof SeatRules]?: SeatRules[K] | undefined },
  store: SecretStore,
): SeatRules {
  const given = keptProvision(store)?.provision;
  return {
    shift: settings.shift ?? given?.shift ?? shiftSettingsSchema.parse({}),
    intake: settings.intake ?? given?.intake ?? intakeRulesSchema.parse({}),
    figures: settings.figures ?? given?.figures ?? figureFormulaSchema.parse({}),
    figuresExportedBy: settings.figuresExportedBy ??
      given?.figuresExportedBy ?? ['supervisor', 'administrator'],
    supervision: settings.supervision ?? given?.supervision ?? {},
  };
}
