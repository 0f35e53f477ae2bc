import { CodedError } from '#shared/domain/index.ts';
import { type HelpAsk, type HelpRequest, helpRequestSchema } from '#shared/hub-protocol/index.ts';
import type { HubStores } from '../storage/index.ts';

/** How long an acknowledged request stays on the supervisors' list, and how long one that nobody saw. */
const ACKNOWLEDGED_STAYS_MILLISECONDS = 600_000;
const UNSEEN_STAYS_MILLISECONDS = 8 * 3_600_000;

const parse = (body: unknown): HelpRequest[] => {
  const parsed = helpRequestSchema.safeParse(body);
  return parsed.success ? [parsed.data] : [];
};

/**
 * Requests for help as items of the feed `help`: one for the seat, which hears that somebody comes, and the same one
 * for the supervisors. So they reach every hub process and outlive a restart by what feeds have anyway.
 * ```
 *   (none) ── asked ──▶ open ── acknowledged ──▶ acknowledged ── 10 min, or the seat is done ──▶ (none)
 *                        ╰── withdrawn by the seat ──▶ (none)
 * ```
 */
export async function listHelp(stores: HubStores, now: number): Promise<HelpRequest[]> {
  const items = await stores.feeds.list('help', 'supervisors');
  return items
    .flatMap(({ body }) => parse(body))
    .filter(({ acknowledged, at }) =>
      acknowledged === null
        ? now - at < UNSEEN_STAYS_MILLISECONDS
        : now - acknowledged.at < ACKNOWLEDGED_STAYS_MILLISECONDS,
    )
    .sort((one, other) => one.at - other.at);
}

async function put(unit: HubStores, seat: number, key: string, body: HelpRequest | null): Promise<void> {
  await unit.feeds.put('help', `seat:${seat}`, [{ key, body }]);
  await unit.feeds.put('help', 'supervisors', [{ key, body }]);
}

/** A seat asks. Asked twice is asked once; what was acknowledged before makes room. */
export async function askForHelp(
  unit: HubStores,
  ask: HelpAsk,
  id: string,
  now: number,
): Promise<HelpRequest> {
  const own = (await listHelp(unit, now)).filter(({ seat }) => seat === ask.seat);
  const open = own.find(({ acknowledged }) => acknowledged === null);
  if (open !== undefined) return open;
  for (const { id: old, seat } of own) await put(unit, seat, old, null);
  const request: HelpRequest = { id, ...ask, at: now, acknowledged: null };
  await put(unit, ask.seat, id, request);
  return request;
}

async function find(unit: HubStores, id: string): Promise<HelpRequest> {
  const [request] = parse((await unit.feeds.get('help', 'supervisors', id))?.body);
  if (request === undefined) throw new CodedError('not-found', 'There is no such request for help.');
  return request;
}

/** The seat is done with its request, seen or not. @throws CodedError `not-found`, `not-allowed` */
export async function withdrawHelp(unit: HubStores, id: string, seat: number | null): Promise<void> {
  const request = await find(unit, id);
  if (seat !== null && request.seat !== seat) {
    throw new CodedError('not-allowed', 'This request is of another seat.');
  }
  await put(unit, request.seat, id, null);
}

/** A supervisor comes. The first one stays written down. @throws CodedError `not-found` */
export async function acknowledgeHelp(
  unit: HubStores,
  id: string,
  by: { readonly id: string; readonly name: string },
  now: number,
): Promise<HelpRequest> {
  const request = await find(unit, id);
  if (request.acknowledged !== null) return request;
  const seen = { ...request, acknowledged: { by: by.name, at: now } };
  await put(unit, request.seat, id, seen);
  const detail = { seat: request.seat };
  await unit.audit.append({ at: now, actor: by.id, action: 'help-acknowledged', target: id, detail });
  return seen;
}
