export { shippedDivisionNames } from './files.ts';
export { createReading, type Reading, type ReadingOptions } from './reading.ts';
