export { type Callers, createCallers } from './callers.ts';
export { type CategorySource, loadCategories } from './categories.ts';
export { type CodeSource, loadCodes } from './codes.ts';
export type { IntakeOptions } from './context.ts';
export { createHubCallers } from './hub-callers.ts';
export { followHub } from './hub-feeds.ts';
export { createIntake, type IncomingCall, type Intake } from './intake.ts';
export type { ReportedState } from './orders.ts';
export { purgeHourly } from './purging.ts';
