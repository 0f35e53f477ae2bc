import type { StaffRole } from '#shared/domain/index.ts';

/** What whoever sits here may do besides taking calls and writing orders. */
export interface Rights {
  /** Takes over the State Council's notice of a year's holidays. */
  importsCalendars(): boolean;
  editsScripts(): boolean;
  /** Takes figures, and the masked lists behind them, away as files. */
  exportsFigures(): boolean;
  /** Watches the floor, whatever the role. */
  watchesAlways(): boolean;
}

const KEEPS_CALENDARS: readonly StaffRole[] = ['supervisor', 'administrator'];
const KEEPS_SCRIPTS: readonly StaffRole[] = ['editor', 'supervisor', 'administrator'];

/** Rights by role; whoever practises, alone and for nobody, may try everything. */
export function createRights(options: {
  readonly practises: () => boolean;
  /** Whether anybody has to say who sits here. */
  readonly isAsked: boolean;
  readonly role: () => StaffRole | undefined;
  readonly figuresExportedBy: () => readonly StaffRole[];
}): Rights {
  const { practises } = options;
  const isOne = (of: readonly StaffRole[]) => {
    const role = options.role();
    return practises() || (role !== undefined && of.includes(role));
  };
  return {
    importsCalendars: () => isOne(KEEPS_CALENDARS),
    editsScripts: () => isOne(KEEPS_SCRIPTS),
    exportsFigures: () => !options.isAsked || isOne(options.figuresExportedBy()),
    watchesAlways: practises,
  };
}
