export { createEmbeddedSignIn } from './embedded-sign-in.ts';
export { createHubSession } from './hub-session.ts';
export { createSupervision } from './supervision.ts';
