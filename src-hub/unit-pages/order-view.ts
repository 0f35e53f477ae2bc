import type { ExtensionRoom, OrderForUnit, OrderStepKind, ToldStep } from '../orders/index.ts';

/** What a form of a step brought, as it was typed. */
export interface TypedStep {
  readonly kind: string;
  readonly text: string;
  readonly days: string;
  readonly unit: string;
}

/** What the page of one order shows. */
export interface OrderView {
  readonly order: OrderForUnit;
  readonly steps: readonly ToldStep[];
  readonly may: readonly OrderStepKind[];
  readonly unit: string;
  /** Until when it can be handed back, epoch ms. */
  readonly returnBy: number | null;
  readonly extension: ExtensionRoom;
  readonly now: number;
  /** What was typed into a form and not taken. */
  readonly typed: TypedStep | null;
  /** For each form an event's id, so that a step submitted twice is taken once. */
  readonly newId: () => string;
}
