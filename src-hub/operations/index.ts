export { applyBatch, describeIssues } from './apply.ts';
export type { OperationContext } from './effect.ts';
