export { createEmbeddedSignIn } from './embedded-sign-in.ts';
export { createHubSession } from './hub-session.ts';
export { supervisionSettingsSchema } from './settings.ts';
export { createSupervision } from './supervision.ts';
