import type { Registration } from '#shared/contract/index.ts';

/** Statuses of a refused registration that say the same to an operator: the password, or the account, is wrong. */
const HINTS: Readonly<Record<number, 'failedPassword' | 'failedAccount'>> = {
  401: 'failedPassword',
  403: 'failedPassword',
  407: 'failedPassword',
  404: 'failedAccount',
};

/** Which sentence tells an operator whom to ask about a refused registration, by its SIP status code. */
export function refusalHint({
  statusCode,
}: Pick<Registration, 'statusCode'>): 'failedPassword' | 'failedAccount' | 'failedHint' {
  return (statusCode === null ? undefined : HINTS[statusCode]) ?? 'failedHint';
}
