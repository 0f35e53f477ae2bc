export { type CategorySource, loadCategories } from './categories.ts';
export { createIntake, type IncomingCall, type Intake, type IntakeOptions } from './intake.ts';
