export { watchClosedDrafts, whileOpen } from './gate.ts';
export { createHubSignIn } from './hub-sign-in.ts';
export { openOperators } from './operators.ts';
export { joinReasons, parseReasons } from './reasons.ts';
export { seatOperatorSchema } from './settings.ts';
export { createShift, type Shift, type ShiftOptions } from './shift.ts';
export type { HubSignIn } from './sign-in.ts';
export { makeVerifier, type Verifier, verifierSchema } from './verifier.ts';
