import { CodedError } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';

/** Visual separators of RFC 3966, and the spaces and dashes that Chinese input methods produce. */
const SEPARATORS = /[\s().\-/\u2010-\u2015\u3000（）－]/g;
const NUMBER = /^\+?[0-9*#]{1,64}$/;
/** A SIP user part that needs no escaping (RFC 3261 section 25.1). */
const USER = /^[A-Za-z0-9._~!$&+*=-]{1,64}$/;

/**
 * What is dialled for what was typed: separators dropped, full-width digits made plain, then the first rule that
 * matches the whole number. A pattern's work is bounded by the length of a number.
 *
 * @throws CodedError `number-invalid` for what is no number or user, and for what a rule forbids
 */
export function dialledNumber(typed: string, rules: ExchangeSettings['dialPlan']): string {
  const plain = typed.normalize('NFKC').trim();
  const number = plain.replace(SEPARATORS, '');
  const wanted = NUMBER.test(number) ? number : plain;
  const rule = rules.find(({ match }) => new RegExp(`^(?:${match})$`).test(wanted));
  const dialled = rule ? wanted.replace(new RegExp(`^(?:${rule.match})$`), rule.dial) : wanted;
  if (!NUMBER.test(dialled) && !USER.test(dialled)) {
    throw new CodedError('number-invalid', 'This number cannot be dialled.');
  }
  return dialled;
}
