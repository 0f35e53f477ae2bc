export { festivalDate } from './festival.ts';
export * from './finding.ts';
export { creditCheck, identityCheck, isCreditCode, isIdentityNumber } from './identity.ts';
export { digitsOf, numberOf } from './numerals.ts';
export { type ReadingContext, readParagraph } from './read.ts';
export { readTimes } from './time.ts';
