import { codeOf } from '#shared/domain/index.ts';
import {
  type FeedItem,
  hubErrorSchema,
  PROVISIONING_ITEM,
  provisioningItemSchema,
  provisioningSchema,
} from '#shared/hub-protocol/index.ts';
import type { Log } from '../log/index.ts';
import { keepProvision, keptProvision, readProvision, type SecretStore } from '../settings/index.ts';

export interface ProvisioningOptions {
  /** The remote hub's address and this seat's token; undefined where there is none. */
  readonly hub: () => { readonly url: string; readonly token: string } | undefined;
  readonly seat: number;
  readonly secrets: SecretStore;
  /** This seat's items of the feed `settings`. */
  readonly items: () => readonly FeedItem[];
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly log: Log;
  /** What was given is kept; the seat goes by it from now on. */
  readonly onGiven: () => void;
  /** What the person should know of it, or null when it is right again. `what` names the entries. */
  readonly onFault: (
    fault: { code: 'provision-invalid' | 'provision-not-kept'; what: string } | null,
  ) => void;
}

/** Fetches what the hub gives to this seat. */
export interface SeatProvisioning {
  /** Somebody signed in at the hub. */
  signedIn(): void;
  /** The feed `settings` changed, or was read from disk at the start. */
  feedChanged(): void;
  stop(): Promise<void>;
}

const TIMEOUT_MILLISECONDS = 8_000;
/** A hub that did not answer is asked again after so long, while there is something to fetch. */
const AGAIN_MILLISECONDS = 60_000;

/**
 * Asks the hub for this seat's account and settings (docs/spec/provisioning.md).
 * ```
 *            signed in, or the feed names a later time than what is kept
 *   resting ──────────────────────────────────────────────────────────▶ asking ── answered, refused ──▶ resting
 *      ▲                                                                  │
 *      ╰──────────────── 60 s, or the next word ─────── waiting ◀── no answer
 * ```
 */
export function createProvisioning(options: ProvisioningOptions): SeatProvisioning {
  const { secrets, log } = options;
  let asking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let cancel: () => void = () => undefined;
  const controller = new AbortController();

  /** Answers whether the hub gave a clear word. */
  const fetchOnce = async (hub: { url: string; token: string }): Promise<boolean> => {
    const response = await options.fetch(`${hub.url.replace(/\/+$/, '')}/v1/provisioning`, {
      headers: { authorization: `Bearer ${hub.token}` },
      redirect: 'error',
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
    });
    const body: unknown = await response.json();
    if (!response.ok) {
      const { data } = hubErrorSchema.safeParse(body);
      if (data === undefined || response.status >= 500 || response.status === 429) return false;
      // A hub whose seats share a token gives none an account. To a revoked seat it gives nothing more.
      if (data.code !== 'not-found') log.warn('provisioning-refused', { code: data.code });
      return true;
    }
    const answer = provisioningSchema.safeParse(body);
    if (!answer.success) return false;
    if (!stopped) take(answer.data);
    return true;
  };

  const take = ({ seat, settings, changedAt }: ReturnType<typeof provisioningSchema.parse>) => {
    if (seat !== options.seat) {
      log.warn('provisioning-of-another-seat', { seat });
      options.onFault({ code: 'provision-invalid', what: 'seat' });
      return;
    }
    // Nothing given takes nothing away: the seat goes on with what it has.
    if (settings === null || settings === undefined) return options.onFault(null);
    try {
      const provision = readProvision(settings);
      keepProvision(secrets, { changedAt, provision });
      options.onFault(null);
      options.onGiven();
    } catch (error) {
      const invalid = codeOf(error) === 'provision-invalid';
      // Paths only: `readProvision` says no value. What a file system says names a path of ours.
      const what = invalid && error instanceof Error ? error.message : '';
      log.warn(invalid ? 'provisioning-invalid' : 'provisioning-not-kept', { code: codeOf(error), what });
      options.onFault({ code: invalid ? 'provision-invalid' : 'provision-not-kept', what });
    }
  };

  const ask = () => {
    const hub = options.hub();
    if (hub === undefined || stopped) return;
    cancel();
    if (asking !== undefined) {
      again = true;
      return;
    }
    asking = fetchOnce(hub)
      .catch((error: unknown) => {
        if (!stopped) log.info('provisioning-unreachable', { code: codeOf(error) });
        return false;
      })
      .then((isClear) => {
        asking = undefined;
        if (stopped) return;
        if (again) {
          again = false;
          ask();
        } else if (!isClear) cancel = options.schedule(AGAIN_MILLISECONDS, ask);
      });
  };

  const saidAt = (): number => {
    const item = options.items().find(({ key }) => key === PROVISIONING_ITEM);
    return provisioningItemSchema.safeParse(item?.body).data?.changedAt ?? 0;
  };

  return {
    signedIn: ask,
    feedChanged: () => {
      if (saidAt() > (keptProvision(secrets)?.changedAt ?? 0)) ask();
    },
    stop: async () => {
      stopped = true;
      cancel();
      controller.abort(new Error('stopped'));
      await asking;
    },
  };
}
