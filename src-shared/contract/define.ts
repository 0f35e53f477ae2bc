import type { z } from 'zod';

/**
 * Who may call: the person's page (`ui`), the page that holds the microphone (`media`), or the process that
 * owns the state (`main`). The gate refuses a caller whose role is not in the call's list.
 */
export type Role = 'main' | 'ui' | 'media';

/** One call: what goes in, what comes out, and which roles may make it. */
export interface CallDefinition {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly callers: readonly Role[];
}

/** One event: what it carries and which roles may emit it. */
export interface EventDefinition {
  readonly payload: z.ZodType;
  readonly emitters: readonly Role[];
}

/** One area of the contract: its calls and its events, each declared once. */
export interface AreaDefinition {
  readonly calls: Readonly<Record<string, CallDefinition>>;
  readonly events: Readonly<Record<string, EventDefinition>>;
}

/** The areas joined into one contract, by name. */
export type Contract = Readonly<Record<string, AreaDefinition>>;

/** Declares an area; exists for its type inference. */
export function defineArea<const A extends AreaDefinition>(area: A): A {
  return area;
}

/** What the side that serves an area implements. Derived, never written by hand. */
export type AreaHandlers<A extends AreaDefinition> = {
  [K in keyof A['calls']]: (
    input: z.output<A['calls'][K]['input']>,
  ) => z.input<A['calls'][K]['output']> | Promise<z.input<A['calls'][K]['output']>>;
};

/** What the side that uses an area sees: the same calls, each answering a Promise. */
export type AreaClient<A extends AreaDefinition> = {
  [K in keyof A['calls']]: (
    input: z.input<A['calls'][K]['input']>,
  ) => Promise<z.output<A['calls'][K]['output']>>;
};

export type EventPayload<A extends AreaDefinition, K extends keyof A['events']> = z.output<
  A['events'][K]['payload']
>;
export type EventInput<A extends AreaDefinition, K extends keyof A['events']> = z.input<
  A['events'][K]['payload']
>;
