export { createEmbeddedSignIn } from './embedded-sign-in.ts';
export { createHubSession, type HubSession } from './hub-session.ts';
export { createSupervision, type Supervision, type SupervisionOptions } from './supervision.ts';
