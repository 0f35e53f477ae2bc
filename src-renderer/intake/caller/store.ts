import { create } from 'zustand';
import type {
  AreaClient,
  CallerAtRing,
  callersArea,
  Endpoint,
  SeatContract,
} from '#shared/contract/index.ts';
import { codeOf, type KnownCaller, type KnownPerson } from '#shared/domain/index.ts';
import { showError } from '../../ui/index.ts';
import { fillFrom } from '../draft-acts.ts';
import { onOrdersChanged } from '../related.ts';

/** Which call's citizen is looked at. */
export interface PoppedCall {
  readonly id: string;
  readonly number: string;
  readonly ringing: boolean;
}

/**
 * Who is known behind the number that calls; main tells it as soon as it rings. `chosen` is the line that the keys act on: an
 * order, or a person without one in the list.
 */
export interface CallerView {
  readonly call: PoppedCall | null;
  readonly known: KnownCaller | null;
  readonly chosen: number;
}

export const useCaller = create<CallerView>(() => ({ call: null, known: null, chosen: 0 }));

const { getState: get, setState: set } = useCaller;

let client: AreaClient<typeof callersArea> | undefined;
/** Who calls, by the call that begins to ring; told before the call itself. */
let told: CallerAtRing | undefined;

onOrdersChanged(() => refreshCaller());

/** Hears over a new connection who rings, asks who calls already, and again whenever an order stands differently. */
export function attachCallers(endpoint: Endpoint<SeatContract>): void {
  const calls = endpoint.client('callers');
  client = calls;
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  endpoint.on('callers', 'rings', (caller) => {
    told = caller;
    performance.mark('caller-asked', { startTime: Math.max(0, caller.askedAt - performance.timeOrigin) });
  });
  refreshCaller();
}

/** The call on screen, as the shell sees it; null when there is none. */
export function popFor(call: PoppedCall | null): void {
  const { call: before, known } = get();
  if (call?.id === before?.id && call?.number === before?.number) {
    if (call?.ringing === before?.ringing) return;
    set({ call });
    // It rang behind the lock, where nobody is told who calls.
    if (!known) refreshCaller();
    return;
  }
  // Taken once: when a call comes back on screen, its citizen's orders may stand differently.
  const atRing = told?.callId === call?.id ? told?.known : undefined;
  told = undefined;
  set({ call, known: atRing ?? null, chosen: 0 });
  if (!atRing) refreshCaller();
}

/** Asks who calls, or asks again as an order of this number changed. */
function refreshCaller(): void {
  const { call } = get();
  if (call && call.number !== '') void ask(call);
}

async function ask(call: PoppedCall): Promise<void> {
  performance.mark('caller-asked');
  try {
    const known = await client?.lookUp({ number: call.number });
    if (known && get().call?.id === call.id) set({ known });
  } catch (error) {
    if (!['disconnected', 'no-number', 'seat-locked'].includes(codeOf(error))) showError(error);
  }
}

/** One line of the pop that can be taken. */
export type PopLine =
  | { readonly kind: 'order'; readonly order: KnownCaller['orders'][number] }
  | { readonly kind: 'person'; readonly person: KnownPerson };

/** How many orders stand in the pop; the others are a search away. */
const ORDERS_SHOWN = 4;

/** The lines by person, newest person first: the person, then the orders, open ones first. */
export function linesOf(known: KnownCaller): readonly PopLine[] {
  const orders = known.orders.slice(0, ORDERS_SHOWN);
  return known.people.flatMap((person, index) => [
    { kind: 'person' as const, person },
    ...orders.filter((order) => order.person === index).map((order) => ({ kind: 'order' as const, order })),
  ]);
}

/** The line that the keys act on: what was chosen, at first the first open order, or else the first person. */
export function chosenLine({ known, chosen }: CallerView): PopLine | undefined {
  if (!known) return undefined;
  const lines = linesOf(known);
  if (chosen > 0) return lines[Math.min(chosen - 1, lines.length - 1)];
  return lines.find((line) => line.kind === 'order' && known.open > 0) ?? lines[0];
}

/** One line up or down. */
export function moveChoice(step: 1 | -1): void {
  const view = get();
  if (!view.known) return;
  const lines = linesOf(view.known);
  const line = chosenLine(view);
  const at = line ? lines.findIndex((one) => isSame(one, line)) : -1;
  set({ chosen: Math.max(0, Math.min(lines.length - 1, at + step)) + 1 });
}

export function isSame(one: PopLine, other: PopLine): boolean {
  if (one.kind === 'order') return other.kind === 'order' && one.order.id === other.order.id;
  return other.kind === 'person' && one.person === other.person;
}

/** The draft becomes a 催办 of the chosen order. */
export function takeFollowUp(line = chosenLine(get())): void {
  if (line?.kind === 'order') void fillFrom(line.order.id, 'follow-up', ringingId());
}

/** The draft gets caller and place of the chosen line. */
export function takeCaller(line = chosenLine(get())): void {
  if (!line) return;
  const orderId = line.kind === 'order' ? line.order.id : line.person.lastOrderId;
  void fillFrom(orderId, 'new', ringingId());
}

function ringingId(): string | undefined {
  const { call } = get();
  return call?.ringing ? call.id : undefined;
}
