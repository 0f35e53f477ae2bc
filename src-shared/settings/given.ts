import { z } from 'zod';
import { figureFormulaSchema, staffRoleSchema } from '../domain/index.ts';
import { agentStateReportSchema } from './agent-state-report.ts';
import { answerMarksSchema } from './answer-marks.ts';
import { exchangeSettingsSchema } from './exchange.ts';
import { intakeRulesSchema } from './intake.ts';
import { shiftSettingsSchema } from './shift.ts';
import { supervisionSettingsSchema } from './supervision.ts';

const exchangeSchema = exchangeSettingsSchema
  .omit({ marks: true })
  .extend({ kind: z.literal('sip').optional() });

/**
 * What a hub gives to a seat: entries of `settings.json` by their own names, each whole or not at all
 * (docs/spec/provisioning.md). What only one machine can know is not among them: its number, its hub, its people without one.
 */
export const givenSettingsSchema = z.strictObject({
  /** The seat's account at the exchange, with dial plan, directory, lines and recording. */
  exchange: exchangeSchema.transform(({ kind: _kind, ...exchange }) => exchange).optional(),
  answerMarks: answerMarksSchema.optional(),
  shift: shiftSettingsSchema.optional(),
  intake: intakeRulesSchema.optional(),
  figures: figureFormulaSchema.optional(),
  figuresExportedBy: z.array(staffRoleSchema).optional(),
  supervision: supervisionSettingsSchema.optional(),
  agentState: agentStateReportSchema.optional(),
});
export type GivenSettings = z.output<typeof givenSettingsSchema>;
/** As an administrator writes them: what has a default may be left out. */
export type GivenSettingsInput = z.input<typeof givenSettingsSchema>;

/** What an administrator writes for all seats; of `exchange` any part, as no two seats share an account. */
export const commonSettingsSchema = givenSettingsSchema.extend({
  exchange: exchangeSchema.omit({ username: true, password: true }).partial().optional(),
});
/** What an administrator writes for one seat; of `exchange` what differs from all seats, and its account. */
export const ownSettingsSchema = givenSettingsSchema.extend({
  exchange: exchangeSchema.partial().optional(),
});

type Written = Readonly<Record<string, unknown>>;
const isGroup = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** One of several shapes, told by a word in it: parts of two would be none of them. */
const WHOLE: ReadonlySet<string> = new Set(['agentState']);

/**
 * What one seat is given, as written: the entries for all seats with its own in their place. Groups (`exchange`, `shift` …)
 * are joined by their own entries, and no deeper. `exchange` is given only to a seat that has an account.
 */
export function joinSettings(common: Written, own: Written): Written {
  const joined = Object.entries({ ...common, ...own }).map(([name, value]) => {
    const below = common[name];
    const isJoined = !WHOLE.has(name) && isGroup(below) && isGroup(value);
    return [name, isJoined ? { ...below, ...value } : value] as const;
  });
  return Object.fromEntries(joined.filter(([name]) => name !== 'exchange' || isGroup(own['exchange'])));
}
