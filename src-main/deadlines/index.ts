export { createDeadlines, type Deadlines, type DeadlinesOptions } from './deadlines.ts';
