export { createGate } from './gate.ts';
export { type Abilities, inspect, type Verdict } from './inspect.ts';
