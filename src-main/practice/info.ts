import { DIGITS } from './media.ts';

/** How a seat pauses the exchange's recording; part of the settings that the seat is given. */
export const RECORDING = {
  by: 'info',
  contentType: 'application/vnd.practice.recording',
  pause: 'pause',
  resume: 'resume',
} as const;

/** What an INFO asks for: a key press, or something of the recording; undefined when it is nothing known. */
export type InfoRequest = { readonly digit: string } | { readonly recordingPaused: boolean };

/**
 * Reads an INFO (RFC 6086) in the forms in use without a package: a digit as `application/dtmf-relay` or
 * `application/dtmf`, and {@link RECORDING}.
 */
export function parseInfo(contentType: string | undefined, body: string): InfoRequest | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === RECORDING.contentType) {
    const word = body.trim();
    if (word !== RECORDING.pause && word !== RECORDING.resume) return undefined;
    return { recordingPaused: word === RECORDING.pause };
  }
  const patterns: Partial<Record<string, RegExp>> = {
    'application/dtmf-relay': /^\s*Signal\s*=\s*([0-9*#A-D])\s*$/im,
    'application/dtmf': /^\s*([0-9*#A-D])\s*$/i,
  };
  const digit = patterns[type ?? '']?.exec(body)?.[1]?.toUpperCase();
  return digit !== undefined && DIGITS.includes(digit) ? { digit } : undefined;
}
