export { type CategorySource, loadCategories } from './categories.ts';
export { type CodeSource, loadCodes } from './codes.ts';
export { createIntake, type IncomingCall, type Intake, type IntakeOptions } from './intake.ts';
