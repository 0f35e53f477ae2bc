export { createDelivery } from './create-delivery.ts';
export { type Delivery, entryFor } from './delivery.ts';
export { type CallCode, createFeatureCodeDelivery } from './feature-code.ts';
export { createHttpHookDelivery } from './http-hook.ts';
export { presenceDocument } from './presence-document.ts';
export { createPublishDelivery, type Publication, type Publish } from './publish.ts';
export {
  type AgentStateReporter,
  createAgentStateReporter,
  type ReporterOptions,
  type ReportStanding,
} from './reporter.ts';
