import { z } from 'zod';
import { defineArea } from './define.ts';

/**
 * Identity of a sound device that outlives a restart: kind, label and, among devices of one label, its place.
 * (`deviceId` is salted by origin and browser profile, so it is no identity.)
 */
export const deviceIdentitySchema = z.string().min(1).max(300);

/** A microphone or a loudspeaker (headsets are one of each). */
export const soundDeviceSchema = z.object({
  identity: deviceIdentitySchema,
  label: z.string().max(256),
});
export type SoundDevice = z.infer<typeof soundDeviceSchema>;

/** What a person chose; `null` follows the system's default. */
export const soundSettingsSchema = z.object({
  microphone: deviceIdentitySchema.nullable(),
  /** Where the citizen is heard. */
  headset: deviceIdentitySchema.nullable(),
  /** Where it rings; may be a loudspeaker of the room. */
  ringer: deviceIdentitySchema.nullable(),
  /** 0 to 1, of the loudest ring; never quite silent. */
  ringVolume: z.number().min(0.1).max(1),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  automaticGain: z.boolean(),
});
export type SoundSettings = z.infer<typeof soundSettingsSchema>;

export const DEFAULT_SOUND_SETTINGS: SoundSettings = {
  microphone: null,
  headset: null,
  ringer: null,
  ringVolume: 0.8,
  echoCancellation: true,
  noiseSuppression: true,
  automaticGain: true,
};

/** One of the three uses of a device: what it is, and whether it stands in for the chosen one that is away. */
export const deviceUseSchema = z.object({
  /** The device in use, or null when there is none. */
  using: soundDeviceSchema.nullable(),
  /** The chosen device is not there and another one serves meanwhile; it is taken up again when it returns. */
  fallback: z.boolean(),
});
export type DeviceUse = z.infer<typeof deviceUseSchema>;

/** Buttons of a headset by WebHID: not offered by this browser, none connected, or connected. */
export const headsetButtonsSchema = z.object({
  state: z.enum(['unsupported', 'none', 'connected']),
  /** Product name while connected, else null. */
  name: z.string().max(128).nullable(),
});
export type HeadsetButtons = z.infer<typeof headsetButtonsSchema>;

/** What the media page sees of the sound devices. */
export const deviceReportSchema = z.object({
  microphones: z.array(soundDeviceSchema).max(64),
  speakers: z.array(soundDeviceSchema).max(64),
  microphone: deviceUseSchema,
  headset: deviceUseSchema,
  ringer: deviceUseSchema,
  headsetButtons: headsetButtonsSchema,
  /** Whether the browser lets sound out; it does not before the first gesture in a plain browser. */
  soundAllowed: z.boolean(),
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;

export const devicesStateSchema = z.object({
  settings: soundSettingsSchema,
  /** Null until the media page has reported. */
  report: deviceReportSchema.nullable(),
});
export type DevicesState = z.infer<typeof devicesStateSchema>;

/** Sound devices of the seat: what there is, what was chosen, what is in use. */
export const devicesArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: devicesStateSchema, callers: ['ui'] },
    /** Changes what is named; kept for the next start, and at once in a call. */
    change: { input: soundSettingsSchema.partial(), output: z.null(), callers: ['ui'] },
  },
  events: {
    changed: { payload: devicesStateSchema, emitters: ['main'] },
    /** The microphone's level while somebody looks (settings, readiness), about five times a second. */
    microphoneLevel: { payload: z.object({ level: z.number().min(0).max(1) }), emitters: ['main'] },
  },
});
