import { callersArea } from './callers.ts';
import { deadlinesArea } from './deadlines.ts';
import { devicesArea } from './devices.ts';
import { figuresArea } from './figures.ts';
import { intakeArea } from './intake.ts';
import { listsArea } from './lists.ts';
import { mediaArea } from './media.ts';
import { ordersArea } from './orders.ts';
import { phoneArea } from './phone.ts';
import { phrasesArea } from './phrases.ts';
import { placesArea } from './places.ts';
import { practiceArea } from './practice.ts';
import { readingArea } from './reading.ts';
import { scriptEditingArea } from './script-editing.ts';
import { scriptsArea } from './scripts.ts';
import { shiftArea } from './shift.ts';
import { stationArea } from './station.ts';
import { suggestArea } from './suggest.ts';
import { supervisionArea } from './supervision.ts';
import { syncArea } from './sync.ts';

/** The whole contract between the process that owns the state and its pages. */
export const contract = {
  station: stationArea,
  phone: phoneArea,
  devices: devicesArea,
  media: mediaArea,
  intake: intakeArea,
  deadlines: deadlinesArea,
  reading: readingArea,
  lists: listsArea,
  suggest: suggestArea,
  scripts: scriptsArea,
  scriptEditing: scriptEditingArea,
  orders: ordersArea,
  callers: callersArea,
  places: placesArea,
  phrases: phrasesArea,
  sync: syncArea,
  practice: practiceArea,
  shift: shiftArea,
  figures: figuresArea,
  supervision: supervisionArea,
} as const;
export type SeatContract = typeof contract;

export * from './callers.ts';
export * from './channel.ts';
export * from './deadlines.ts';
export * from './define.ts';
export * from './devices.ts';
export * from './endpoint.ts';
export * from './figures.ts';
export * from './intake.ts';
export * from './lists.ts';
export * from './media.ts';
export * from './orders.ts';
export * from './phone.ts';
export * from './phrases.ts';
export * from './places.ts';
export * from './practice.ts';
export * from './reading.ts';
export * from './script-editing.ts';
export * from './scripts.ts';
export * from './shift.ts';
export * from './station.ts';
export * from './suggest.ts';
export * from './supervision.ts';
export * from './sync.ts';
