import { staffSchema } from '#shared/domain/index.ts';
import { hubErrorSchema, loginAnswerSchema, type Session } from '#shared/hub-protocol/index.ts';
import type { HubSignIn } from './sign-in.ts';

const TIMEOUT_MILLISECONDS = 5_000;

/**
 * Asks the hub who it is (`POST /v1/login`). Whatever is no clear word of the hub's counts as «not reachable»: a
 * proxy's error page must not lock a shift out.
 *
 * @param hub the hub's address and this seat's token; undefined while there is none
 */
export function createHubSignIn(options: {
  readonly hub: () => { readonly url: string; readonly token: string } | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** The session that the hub opened for this person, for what only they may ask. */
  readonly onSession?: (session: Session) => void;
}): (id: string, password: string) => Promise<HubSignIn> {
  return async (id, password) => {
    const hub = options.hub();
    if (!hub) return { kind: 'unreachable' };
    const controller = new AbortController();
    const cancel = options.schedule(TIMEOUT_MILLISECONDS, () => controller.abort());
    try {
      const response = await options.fetch(`${hub.url.replace(/\/$/, '')}/v1/login`, {
        method: 'POST',
        headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id, password }),
        signal: controller.signal,
      });
      const json: unknown = await response.json();
      if (response.ok) {
        const answer = loginAnswerSchema.parse(json);
        // An account of a handling unit is right at the hub and has no business at a seat.
        const staff = staffSchema.safeParse(answer.staff);
        if (staff.success) options.onSession?.(answer.session);
        return staff.success
          ? { kind: 'accepted', staff: staff.data, offline: answer.offline }
          : { kind: 'refused' };
      }
      const error = hubErrorSchema.safeParse(json);
      if (!error.success) return { kind: 'unreachable' };
      if (response.status === 429) return { kind: 'paused' };
      // 401 and 403 are words on the person; anything else is a fault of the hub's.
      return { kind: response.status === 401 || response.status === 403 ? 'refused' : 'unreachable' };
    } catch {
      // No connection, no answer in time, or an answer that is none.
      return { kind: 'unreachable' };
    } finally {
      cancel();
    }
  };
}
