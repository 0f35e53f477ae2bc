import { useMemo } from 'react';
import { create } from 'zustand';
import type { AreaClient, DueCallback, OrderDetail, OrderPage, ordersArea } from '#shared/contract/index.ts';
import {
  type CallbackEntry,
  type CallbackRules,
  changedEntry,
  codeOf,
  EVERY_ORDER,
  epochOfLocal,
  localDateAt,
  type OrderEntry,
  type OrderEntryChange,
  type OrderFilter,
} from '#shared/domain/index.ts';
import { onOrdersChanged, ordersClient } from '../intake/index.ts';
import { showError, usePage } from '../ui/index.ts';

/** The page of orders: kept here, as the page itself goes at every ring and must come back as it was. */
export interface OrdersView {
  readonly filter: OrderFilter;
  readonly since: 'today' | 'week' | 'month' | 'ever';
  readonly page: OrderPage;
  readonly chosen: string | null;
  readonly detail: OrderDetail | null;
  readonly callbacks: readonly DueCallback[];
  readonly rules: CallbackRules | null;
  readonly chosenCallback: string | null;
  /** The callback whose number was dialled last. */
  readonly dialled: string | null;
  /** Results as far as they are entered here, by order; ahead of what main has kept. */
  readonly entries: Readonly<Record<string, CallbackEntry>>;
  /** What is being written of orders here, by order; ahead of what main has kept. */
  readonly written: Readonly<Record<string, OrderEntryChange>>;
}

const NO_PAGE: OrderPage = { orders: [], next: null, total: 0 };
/** Rows fetched at a time. */
const PAGE_SIZE = 40;
const DAY_MILLISECONDS = 86_400_000;

export const useOrders = create<OrdersView>(() => ({
  filter: { ...EVERY_ORDER, mine: true, own: true },
  since: 'today',
  page: NO_PAGE,
  chosen: null,
  detail: null,
  callbacks: [],
  rules: null,
  chosenCallback: null,
  dialled: null,
  entries: {},
  written: {},
}));

const { getState: get, setState: set } = useOrders;

let question = 0;

onOrdersChanged(() => void refresh());

/** Tells what failed, unless it is only the connection, which has a strip of its own. */
async function tried<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (codeOf(error) !== 'disconnected') showError(error);
    return undefined;
  }
}

/** What is shown asks again; what is not shown will when it is opened. */
async function refresh(): Promise<void> {
  const { detail } = get();
  const { open } = usePage.getState();
  if (open === 'orders') await loadOrders();
  if (open === 'callbacks') await loadCallbacks();
  if (detail?.masked) await openOrder(detail.id);
}

/** Midnight today, or so many days before now, epoch ms; null: from the beginning. */
function beginningOf(since: OrdersView['since']): number | null {
  if (since === 'ever') return null;
  const now = Date.now();
  if (since === 'today') return epochOfLocal(localDateAt(now), '00:00');
  return now - (since === 'week' ? 7 : 30) * DAY_MILLISECONDS;
}

/** The first page of what the filter says. */
export async function loadOrders(): Promise<void> {
  question += 1;
  const asked = question;
  const { filter, since } = get();
  const page = await tried(() =>
    ordersClient().list({
      filter: { ...filter, since: beginningOf(since) },
      after: null,
      limit: PAGE_SIZE,
    }),
  );
  // An answer that the next letter has overtaken is of another question.
  if (page && asked === question) set({ page });
}

export async function loadMore(): Promise<void> {
  const { filter, since, page } = get();
  if (!page.next) return;
  const asked = question;
  const { next } = page;
  const more = await tried(() =>
    ordersClient().list({ filter: { ...filter, since: beginningOf(since) }, after: next, limit: PAGE_SIZE }),
  );
  if (more && asked === question) set({ page: { ...more, orders: [...page.orders, ...more.orders] } });
}

export function setFilter(change: Partial<OrderFilter> & { readonly since?: never }): void {
  set(({ filter }) => ({ filter: { ...filter, ...change } }));
  void loadOrders();
}

export function setSince(since: OrdersView['since']): void {
  set({ since });
  void loadOrders();
}

/** One order, its citizen masked. */
export async function openOrder(orderId: string): Promise<void> {
  set({ chosen: orderId });
  const detail = await tried(() => ordersClient().open({ orderId }));
  if (detail && get().chosen === orderId) set({ detail });
}

/** The same in clear, with the recorded reason. */
export async function showIdentity(orderId: string, code: string, note: string): Promise<void> {
  const detail = await tried(() => ordersClient().show({ orderId, reason: { code, note } }));
  if (detail && get().chosen === orderId) set({ detail });
}

/** Changes one field of a submitted order; what fails keeps its text on screen. Answers whether it is done. */
export async function amend(
  orderId: string,
  fields: Parameters<AreaClient<typeof ordersArea>['amend']>[0]['fields'],
): Promise<boolean> {
  const detail = await tried(() => ordersClient().amend({ orderId, fields }));
  if (detail && get().chosen === orderId) set({ detail });
  return detail !== undefined;
}

export async function wishCallback(orderId: string, note: string): Promise<boolean> {
  const detail = await tried(() => ordersClient().wishCallback({ orderId, wishedAt: null, note }));
  if (detail && get().chosen === orderId) set({ detail });
  return detail !== undefined;
}

export async function summaryOf(
  orderId: string,
  use: 'print' | 'copy',
  language: 'zh' | 'en',
  identity: { readonly code: string; readonly note: string } | null,
): Promise<string> {
  const summary = await tried(() => ordersClient().summary({ orderId, for: use, language, identity }));
  return summary?.text ?? '';
}

export async function loadCallbacks(): Promise<void> {
  const callbacks = await tried(() => ordersClient().callbacks(null));
  if (callbacks) set({ callbacks });
  if (get().rules) return;
  const rules = await tried(() => ordersClient().callbackRules(null));
  if (rules) set({ rules });
}

export function chooseCallback(orderId: string): void {
  set({ chosenCallback: orderId });
}

/** One of the citizen's numbers to dial; asking for it is recorded. */
export async function numberOf(orderId: string, which: number): Promise<string | undefined> {
  const answer = await tried(() => ordersClient().callbackNumber({ orderId, which }));
  if (answer) set({ dialled: orderId });
  return answer?.number;
}

/** Keeps a result as far as it is entered, here and on main's disk. */
export function enterCallback(orderId: string, entry: CallbackEntry): void {
  set(({ entries }) => ({ entries: { ...entries, [orderId]: entry } }));
  void tried(() => ordersClient().keepCallback({ orderId, entry }));
}

/** Keeps what is being written about an order, here and on main's disk; null forgets a text, saved or given up. */
export function write(orderId: string, change: OrderEntryChange): void {
  set(({ written }) => {
    const before = written[orderId];
    const amended = { ...before?.amended, ...change.amended };
    return { written: { ...written, [orderId]: { ...before, ...change, amended } } };
  });
  void tried(() => ordersClient().keepEntry({ orderId, change }));
}

/** What was last written here into a field that is being amended; undefined if nothing was. */
export function writtenOf(orderId: string, field: string): string | null | undefined {
  return get().written[orderId]?.amended?.[field];
}

/** What is being written about an order that is open. */
export function useEntry(detail: OrderDetail): OrderEntry {
  const change = useOrders(({ written }) => written[detail.id]);
  return useMemo(() => changedEntry(detail.entry, change ?? {}), [detail.entry, change]);
}

export async function recordCallback(
  orderId: string,
  attempt: Parameters<AreaClient<typeof ordersArea>['recordCallback']>[0]['attempt'],
): Promise<boolean> {
  const done = await tried(() => ordersClient().recordCallback({ orderId, attempt }));
  if (!done) return false;
  set(({ callbacks, entries: { [orderId]: _entered, ...entries } }) => ({
    dialled: null,
    entries,
    callbacks: callbacks
      .map((one) => (one.order.id === orderId ? done : one))
      .filter(({ standing }) => standing === 'due' || standing === 'waiting'),
  }));
  return true;
}
