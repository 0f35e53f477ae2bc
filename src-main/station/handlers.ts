import type { AreaHandlers, Handlers, SeatContract, stationArea } from '#shared/contract/index.ts';
import type { createDeadlines } from '../deadlines/index.ts';
import type { createFigures } from '../figures/index.ts';
import type { createIntake } from '../intake/index.ts';
import type { CentreLists } from '../lists/index.ts';
import type { createDevices } from '../media/index.ts';
import type { Phone } from '../phone/index.ts';
import type { createPhrases } from '../phrases/index.ts';
import type { createReading } from '../reading/index.ts';
import type { createScripts } from '../scripts/index.ts';
import { type Shift, whileOpen } from '../shift/index.ts';
import type { createSuggestions } from '../suggest/index.ts';
import type { createSupervision } from '../supervision/index.ts';
import type { createSync } from '../sync/index.ts';
import type { StationPractice } from './options.ts';

/** The areas that a page can ask. */
export interface Areas {
  readonly station: AreaHandlers<typeof stationArea>;
  readonly phone: Phone;
  readonly devices: ReturnType<typeof createDevices>;
  readonly deadlines: ReturnType<typeof createDeadlines>;
  readonly reading: ReturnType<typeof createReading>;
  readonly lists: CentreLists;
  readonly scripts: ReturnType<typeof createScripts>;
  readonly intake: ReturnType<typeof createIntake>;
  readonly shift: Shift;
  readonly figures: ReturnType<typeof createFigures>;
  readonly supervision: ReturnType<typeof createSupervision>;
  readonly suggestions: ReturnType<typeof createSuggestions>;
  readonly phrases: ReturnType<typeof createPhrases>;
  readonly sync: ReturnType<typeof createSync>;
  readonly practice: StationPractice | undefined;
}

/** What a page of the person's interface may ask, and what of it also while the seat is locked. */
export function createHandlers(areas: Areas): Handlers<SeatContract> {
  const { deadlines, figures, intake, phone, phrases, reading, scripts, shift, suggestions, supervision } =
    areas;
  const { isOpen } = shift;
  const restReason = () => shift.state().reasons.find(({ choosable }) => choosable)?.code ?? 'rest';
  return {
    station: areas.station,
    phone: whileOpen(
      {
        ...phone.handlers,
        // The agent state alone decides whether calls come; this is another way to say it.
        setReady: ({ ready }) =>
          shift.handlers.choose(ready ? { state: 'ready' } : { state: 'not-ready', reason: restReason() }),
      },
      ['snapshot', 'hangUp', 'setMuted', 'hold', 'resume'],
      isOpen,
    ),
    devices: areas.devices.handlers,
    deadlines: whileOpen(deadlines.handlers, ['snapshot'], isOpen),
    reading: whileOpen(reading.handlers, [], isOpen),
    lists: whileOpen(areas.lists.handlers, ['snapshot'], isOpen),
    scripts: whileOpen(scripts.handlers, ['snapshot'], isOpen),
    scriptEditing: whileOpen(scripts.editing, [], isOpen),
    // What was typed in the last moment before the lock is still on its way.
    intake: whileOpen(
      intake.handlers,
      ['snapshot', 'patchDraft', 'keepCursor', 'categories', 'codes'],
      isOpen,
    ),
    orders: whileOpen(intake.orders.handlers, ['keepEntry', 'keepCallback'], isOpen),
    callers: whileOpen(intake.callers.handlers, [], isOpen),
    places: whileOpen(intake.places.handlers, [], isOpen),
    shift: shift.handlers,
    figures: whileOpen(figures.handlers, [], isOpen),
    supervision: whileOpen(supervision.handlers, ['snapshot'], isOpen),
    suggest: whileOpen(suggestions.handlers, [], isOpen),
    phrases: whileOpen(phrases.handlers, ['snapshot'], isOpen),
    sync: areas.sync.handlers,
    ...(areas.practice && { practice: areas.practice.handlers }),
  };
}
