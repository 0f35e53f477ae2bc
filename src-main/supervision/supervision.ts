import { createParser } from 'eventsource-parser';
import type { AreaHandlers, SupervisionState, supervisionArea } from '#shared/contract/index.ts';
import { type Clock, CodedError, codeOf, type ShiftSession, type StaffRole } from '#shared/domain/index.ts';
import {
  createLive,
  type FeedItem,
  type HelpRequest,
  helpRequestSchema,
  type Live,
  type LiveState,
  type SupervisionSnapshot,
  supervisionSnapshotSchema,
} from '#shared/hub-protocol/index.ts';
import type { SupervisionSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import { dialledFor } from './dialled-for.ts';
import type { HubSession } from './hub-session.ts';

export interface SupervisionOptions {
  readonly session: HubSession;
  /** Where the hub listens and this seat's token. */
  readonly hub: () => { readonly url: string; readonly token: string } | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly seat: number;
  readonly operator: () => string;
  /** The call that is on, or null. */
  readonly callId: () => string | null;
  /** This seat's items of the feed `help`. */
  readonly helpItems: () => FeedItem[];
  /** Whoever sits here may watch, whatever their role: who practises alone tries everything. */
  readonly everybodyMayWatch?: () => boolean;
  /** Feature codes, as they are now. */
  readonly settings: () => SupervisionSettings;
  readonly dial: (target: string) => Promise<unknown>;
}

/** The supervisors' side of the seat, and its own request for help. */
export interface Supervision {
  readonly handlers: AreaHandlers<typeof supervisionArea>;
  onChanged(listener: (state: SupervisionState) => void): void;
  /** Somebody signed in or out. */
  sessionChanged(session: ShiftSession | null): void;
  /** The exchange's codes are others now. */
  settingsChanged(): void;
  /** The feed `help` changed. */
  helpChanged(): void;
  stop(): void;
}

const TIMEOUT_MILLISECONDS = 5_000;
const ACTS = ['listen', 'whisper', 'barge'] as const;
const mayWatch = (role: StaffRole | undefined) => role === 'supervisor' || role === 'administrator';

/**
 * Follows the floor while a supervisor is signed in at the hub (docs/spec/board.md). A request for help goes to the hub
 * at once or not at all: one that arrives an hour later would only send somebody to a call that is over.
 */
export function createSupervision(options: SupervisionOptions): Supervision {
  const { clock, session, settings } = options;
  const listeners: Array<(state: SupervisionState) => void> = [];
  let live: Live<SupervisionSnapshot> | undefined;
  let followed: LiveState<SupervisionSnapshot> | undefined;
  let asking = false;
  /** What the hub answered, until the feed brings it. */
  let asked: HelpRequest | undefined;
  const withdrawn = new Set<string>();

  const own = (): HelpRequest | null => {
    const known = options.helpItems().flatMap(({ body }) => {
      const parsed = helpRequestSchema.safeParse(body);
      return parsed.success ? [parsed.data] : [];
    });
    if (asked !== undefined && !known.some(({ id }) => id === asked?.id)) known.push(asked);
    return known.filter(({ id }) => !withdrawn.has(id)).sort((one, other) => other.at - one.at)[0] ?? null;
  };
  const state = (): SupervisionState => ({
    link: followed === undefined ? 'none' : followed.link,
    snapshot: followed?.last?.snapshot ?? null,
    ageMilliseconds: followed?.last ? Math.max(0, clock.monotonic() - followed.last.receivedAt) : 0,
    acts: ACTS.filter((act) => settings()[act] !== undefined),
    own: own(),
    asking,
  });
  const changed = () => {
    const now = state();
    for (const listener of listeners) listener(now);
  };

  const follow = () => {
    live?.stop();
    live = createLive<SupervisionSnapshot>({
      monotonic: clock.monotonic,
      schedule: options.schedule,
      onChange: (next) => {
        followed = next;
        changed();
      },
      source: {
        follow: ({ onSign, onSnapshot }) => {
          const controller = new AbortController();
          const run = async () => {
            const response = await session.ask('GET', '/v1/supervision/events', controller.signal);
            if (response.body === null) return;
            const parser = createParser({
              onEvent: ({ data, event }) => {
                if (event === 'snapshot') onSnapshot(supervisionSnapshotSchema.parse(JSON.parse(data)));
              },
            });
            const decoder = new TextDecoder();
            for await (const chunk of response.body) {
              onSign();
              parser.feed(decoder.decode(chunk, { stream: true }));
            }
          };
          return { ended: run(), stop: () => controller.abort() };
        },
        ask: async () =>
          supervisionSnapshotSchema.parse(await (await session.ask('GET', '/v1/supervision')).json()),
      },
    });
  };

  /** Asks the hub as this seat. */
  const asSeat = async (method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const hub = options.hub();
    const failed = () => new CodedError('help-not-sent', 'The hub did not answer.');
    if (hub === undefined) throw failed();
    try {
      const response = await options.fetch(`${hub.url.replace(/\/+$/, '')}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${hub.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      if (!response.ok) throw failed();
      return response.status === 204 ? null : await response.json();
    } catch (error) {
      options.log.warn('help-not-sent', { code: codeOf(error) });
      throw failed();
    }
  };

  return {
    handlers: {
      snapshot: state,
      askForHelp: async () => {
        if (asking || own()?.acknowledged === null) return null;
        asking = true;
        changed();
        try {
          const ask = { seat: options.seat, operator: options.operator(), callId: options.callId() };
          asked = helpRequestSchema.parse(await asSeat('POST', '/v1/help', ask));
        } finally {
          asking = false;
          changed();
        }
        return null;
      },
      withdrawHelp: async () => {
        const request = own();
        if (request === null) return null;
        withdrawn.add(request.id);
        asked = undefined;
        changed();
        try {
          await asSeat('DELETE', `/v1/help/${request.id}`);
        } catch (error) {
          withdrawn.delete(request.id);
          changed();
          throw error;
        }
        return null;
      },
      acknowledge: async ({ id }) => {
        if (followed === undefined) throw new CodedError('not-allowed', 'Only supervisors come to help.');
        await session.ask('POST', `/v1/help/${id}/acknowledge`);
        return null;
      },
      monitor: async ({ act, seat }) => {
        const code = settings()[act];
        if (followed === undefined || code === undefined)
          throw new CodedError('not-allowed', 'This exchange has no such code, or it is not yours to use.');
        await options.dial(dialledFor(code, seat));
        return null;
      },
    },
    onChanged: (listener) => void listeners.push(listener),
    sessionChanged: (shift) => {
      live?.stop();
      live = undefined;
      followed = undefined;
      if (shift === null) session.set(null);
      const may = shift !== null && (options.everybodyMayWatch?.() || mayWatch(shift.operator.role));
      if (may && session.has()) {
        followed = { link: 'connecting', last: undefined, refused: null };
        follow();
      }
      changed();
    },
    settingsChanged: changed,
    helpChanged: () => {
      // A new request of another time makes room for itself at the hub; here too.
      if (options.helpItems().some(({ key }) => key === asked?.id)) asked = undefined;
      changed();
    },
    stop: () => live?.stop(),
  };
}
