export { type DialogState, dialogStateSchema } from './dialog-state.ts';
export type { MediaPage, MediaPort, MediaSessionChange } from './media-port.ts';
export { createPhone, type Phone, type PhoneOptions } from './phone.ts';
export { type LeftCall, readLeftCalls, type SavedCall, savedCallSchema } from './saved-call.ts';
export {
  type ExchangeSettings,
  type ExchangeSettingsInput,
  exchangeSettingsSchema,
  type QueueTimeHeader,
} from './settings.ts';
