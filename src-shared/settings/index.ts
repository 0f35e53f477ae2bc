export * from './agent-state-report.ts';
export * from './answer-marks.ts';
export * from './exchange.ts';
export * from './given.ts';
export * from './intake.ts';
export * from './shift.ts';
export * from './supervision.ts';
