import type { Leg } from './leg.ts';

/** As long as a tone by telephone-event lasts, ms. */
const INFO_MILLISECONDS = 160;

/**
 * Sends tones in the order in which they were asked for: as telephone-events (RFC 4733), or where those were not
 * agreed on by INFO, one digit a request, each after the other's answer.
 */
export function createDigitSender(leg: Pick<Leg, 'sendDigits' | 'info'>): (digits: string) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const send = async (digits: string) => {
    if (await leg.sendDigits(digits)) return;
    for (const digit of digits) {
      await leg.info('application/dtmf-relay', `Signal=${digit}\r\nDuration=${INFO_MILLISECONDS}\r\n`);
    }
  };
  return (digits) => {
    const sent = last.then(() => send(digits));
    // The next digits do not wait for the luck of these; who asked for them is told.
    last = sent.catch(() => undefined);
    return sent;
  };
}
