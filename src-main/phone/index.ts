export { type DialogState, dialogStateSchema } from './dialog-state.ts';
export type { MediaPage, MediaPort, MediaSessionChange } from './media-port.ts';
export { createPhone, type Phone, type PhoneOptions } from './phone.ts';
export { type LeftCall, readLeftCalls, type SavedCall, savedCallSchema } from './saved-call.ts';
