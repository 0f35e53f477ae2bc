export { createReading, type Reading, type ReadingOptions } from './reading.ts';
