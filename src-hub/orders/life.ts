import { z } from 'zod';
import {
  type OrderEvent,
  type OrderState,
  orderEventSchema,
  orderStateSchema,
  type WorkOrderFields,
} from '#shared/domain/index.ts';

/**
 * What the centre and the handling units do with an order (DOMAIN.md §2.3). Every step is an event that joins the
 * order's record; its state is computed from them.
 * ```
 *                        submit
 *      answered, joined ╱   │ dispatched        ╲ not accepted
 *   closed-at-once ◀───╯    ▼                    ╰──▶ not-accepted
 *                      to-dispatch ── dispatch ──▶ to-sign ◀──────────── dispatch, one level down ──╮
 *                        ▲                          │  │  ▲                                         │
 *     return granted,    │               asks back  │  │  ╰─ return refused, before signing         │
 *     no other unit      │     ╭────────────────────╯  │ sign                                       │
 *                        │     ▼                       ▼                                            │
 *                        ╰─ return-review ◀─────── in-progress ─────────────────────────────────────╯
 *                              ╰─ refused ──▶        │  ▲ ╰─ asks for time ─▶ extension-review
 *                                                    │  ╰─────── decided ─────────╯
 *                                             answer │
 *                                                    ▼
 *     closed ◀── callback: reached, or closed by ── to-call-back ── callback asks for it ──▶ redo
 *                the centre                           ▲                  (a second time: supervised)
 *                                                     ╰───── answer, after sign ──────────────╯
 *   supervise: from every open state that a unit has; the unit goes on as from «redo».
 * ```
 */
export const orderStepSchema = z.discriminatedUnion('kind', [
  /** To a unit, from the centre or from the unit that has it to one below it: city, district, street, village. */
  z.object({
    kind: z.literal('dispatch'),
    unit: z.string().trim().min(1).max(100),
    text: z.string().max(500).default(''),
  }),
  z.object({ kind: z.literal('sign') }),
  /** «Not mine»: within two working days, with a reason. */
  z.object({ kind: z.literal('return-request'), text: z.string().trim().min(1).max(500) }),
  z.object({
    kind: z.literal('return-decision'),
    granted: z.boolean(),
    /** The right unit, where it is known. */
    unit: z.string().max(100).default(''),
    text: z.string().max(500).default(''),
  }),
  z.object({
    kind: z.literal('extension-request'),
    workingDays: z.number().int().min(1).max(60),
    text: z.string().trim().min(1).max(500),
  }),
  z.object({
    kind: z.literal('extension-decision'),
    granted: z.boolean(),
    text: z.string().max(500).default(''),
  }),
  z.object({ kind: z.literal('answer'), text: z.string().trim().min(1).max(2000) }),
  z.object({ kind: z.literal('supervise'), text: z.string().trim().min(1).max(500) }),
  z.object({ kind: z.literal('close'), text: z.string().trim().min(1).max(500) }),
]);
export type OrderStep = z.infer<typeof orderStepSchema>;
export type OrderStepKind = OrderStep['kind'];

/** Who takes a step: the centre, or a unit by its name. */
export type StepBy = { readonly kind: 'centre' } | { readonly kind: 'unit'; readonly unit: string };

/** What is computed from an order's events. */
export interface Life {
  readonly state: OrderState;
  /** The unit that has it, or empty. */
  readonly unit: string;
  /** Units that have had it, the first one first. */
  readonly units: readonly string[];
  /** Whether the unit that has it has signed for it. */
  readonly signed: boolean;
  /** When the last answer came, epoch ms; null when there is none or it is to be done again. */
  readonly answeredAt: number | null;
  /** Working days granted in all. */
  readonly extensionWorkingDays: number;
  readonly askedWorkingDays: number;
  /** How often it was sent back after a callback. */
  readonly redone: number;
}

/** An event as the life sees it: a step, or what a seat reported. */
export interface LifeEvent {
  readonly kind: string;
  readonly at: number;
  readonly body: unknown;
}

const UNIT_STEPS: readonly OrderStepKind[] = [
  'dispatch',
  'sign',
  'return-request',
  'extension-request',
  'answer',
];
const CENTRE_STEPS: readonly OrderStepKind[] = [
  'dispatch',
  'return-decision',
  'extension-decision',
  'supervise',
  'close',
];

/** From which states each step leads on. */
const FROM: Readonly<Record<OrderStepKind, readonly OrderState[]>> = {
  dispatch: ['to-dispatch', 'to-sign', 'in-progress', 'redo', 'supervised'],
  sign: ['to-sign', 'redo', 'supervised'],
  'return-request': ['to-sign', 'in-progress'],
  'return-decision': ['return-review'],
  'extension-request': ['in-progress'],
  'extension-decision': ['extension-review'],
  answer: ['in-progress'],
  supervise: ['to-sign', 'in-progress', 'return-review', 'extension-review', 'to-call-back', 'redo'],
  close: ['to-call-back', 'to-dispatch', 'redo', 'supervised'],
};

/** The life before any event but the submission. */
export function lifeAtSubmission(fields: WorkOrderFields): Life {
  const base = {
    units: [],
    signed: false,
    answeredAt: null,
    extensionWorkingDays: 0,
    askedWorkingDays: 0,
    redone: 0,
    unit: '',
  };
  if (fields.handling === 'not-accepted') return { ...base, state: 'not-accepted' };
  if (fields.handling !== 'dispatched') return { ...base, state: 'closed-at-once' };
  if (fields.leadUnit === '') return { ...base, state: 'to-dispatch' };
  return { ...base, state: 'to-sign', unit: fields.leadUnit, units: [fields.leadUnit] };
}

/**
 * Why a step can't be taken, or undefined when it can.
 *
 * A unit acts only on what it has; the centre's decisions are the centre's.
 */
export function obstacleTo(life: Life, step: OrderStep, by: StepBy): 'not-yours' | 'not-now' | undefined {
  const allowed = by.kind === 'unit' ? UNIT_STEPS : CENTRE_STEPS;
  if (!allowed.includes(step.kind)) return 'not-yours';
  if (by.kind === 'unit' && life.unit !== by.unit) return 'not-yours';
  if (!FROM[step.kind].includes(life.state)) return 'not-now';
  // A unit passes on what it has signed for; the centre may send it elsewhere at any time.
  if (step.kind === 'dispatch' && by.kind === 'unit' && life.state !== 'in-progress') return 'not-now';
  return undefined;
}

/** The life after one more event. What it does not know, and what seats report of texts, changes nothing. */
export function lifeAfter(life: Life, event: LifeEvent): Life {
  const step = orderStepSchema.safeParse({
    ...(typeof event.body === 'object' && event.body),
    kind: event.kind,
  });
  if (step.success) return afterStep(life, step.data, event.at);
  if (event.kind !== 'callback') return life;
  const callback = callbackBodySchema.safeParse(event.body);
  return callback.success ? afterCallback(life, callback.data) : life;
}

const callbackBodySchema = z.object({
  attempt: z.object({ outcome: z.string(), redo: z.boolean() }).nullable(),
  /** By the rules of the seat this was the last attempt; what an older seat does not say is false. */
  givenUp: z.boolean().default(false),
});

function afterStep(life: Life, step: OrderStep, at: number): Life {
  switch (step.kind) {
    case 'dispatch':
      return given(life, step.unit);
    case 'sign':
      return { ...life, state: 'in-progress', signed: true };
    case 'return-request':
      return { ...life, state: 'return-review' };
    case 'return-decision':
      if (!step.granted) return { ...life, state: life.signed ? 'in-progress' : 'to-sign' };
      return step.unit === ''
        ? { ...life, state: 'to-dispatch', unit: '', signed: false }
        : given(life, step.unit);
    case 'extension-request':
      return { ...life, state: 'extension-review', askedWorkingDays: step.workingDays };
    case 'extension-decision':
      return {
        ...life,
        state: 'in-progress',
        askedWorkingDays: 0,
        extensionWorkingDays: life.extensionWorkingDays + (step.granted ? life.askedWorkingDays : 0),
      };
    case 'answer':
      return { ...life, state: 'to-call-back', answeredAt: at };
    case 'supervise':
      return { ...life, state: 'supervised', answeredAt: null };
    case 'close':
      return { ...life, state: 'closed' };
  }
}

/** A unit gets the order and has to sign for it. */
const given = (life: Life, unit: string): Life => ({
  ...life,
  state: 'to-sign',
  unit,
  units: [...life.units, unit],
  signed: false,
});

function afterCallback(life: Life, { attempt, givenUp }: z.infer<typeof callbackBodySchema>): Life {
  if (attempt === null || life.state !== 'to-call-back') return life;
  if (attempt.redo) {
    return {
      ...life,
      state: life.redone === 0 ? 'redo' : 'supervised',
      redone: life.redone + 1,
      answeredAt: null,
    };
  }
  const isOver = attempt.outcome === 'reached' || attempt.outcome === 'refused' || givenUp;
  return isOver ? { ...life, state: 'closed' } : life;
}

/** The life after all of an order's events. */
export function lifeOf(fields: WorkOrderFields, events: readonly LifeEvent[]): Life {
  return events.reduce(lifeAfter, lifeAtSubmission(fields));
}

/** What a seat is told of a step: the state it led to, the unit, and the unit's or the centre's words. */
export function stateEvent(
  event: LifeEvent & { readonly id: string; readonly actor: string },
  life: Life,
): OrderEvent {
  const words = z.object({ text: z.string() }).safeParse(event.body);
  return orderEventSchema.parse({
    id: event.id,
    at: event.at,
    operator: event.actor,
    kind: 'state',
    state: orderStateSchema.parse(life.state),
    unit: life.unit,
    text: words.success ? words.data.text : '',
  });
}
