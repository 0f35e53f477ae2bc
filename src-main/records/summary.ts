import { z } from 'zod';
import {
  callOutcomeSchema,
  chainHeadSchema,
  digestSchema,
  figureFormulaSchema,
  figuresSchema,
  parseJson,
  stateTimeSchema,
} from '#shared/domain/index.ts';
import { isSignedBy, type Signer } from './signing.ts';

/**
 * A day of one seat, to be kept elsewhere: its figures, the list that they are computed from, and where the chain
 * ended. Whoever has it can tell later that no row of that day was changed, added or cut off (rule RC-9).
 */
const contentSchema = z.strictObject({
  format: z.literal('lianxinqiao-day/1'),
  seat: z.number().int(),
  /** Local date, `YYYY-MM-DD`. */
  day: z.iso.date(),
  /** Epoch ms. */
  from: z.number(),
  to: z.number(),
  madeAt: z.number(),
  formula: figureFormulaSchema,
  figures: figuresSchema,
  states: z.array(stateTimeSchema),
  calls: z.array(
    z.strictObject({
      id: z.uuidv7(),
      sequence: z.number().int(),
      hash: digestSchema,
      /** Masked. */
      number: z.string(),
      ringAt: z.number(),
      outcome: callOutcomeSchema,
      waitMilliseconds: z.number().nullable(),
      waitKnown: z.boolean(),
      within: z.boolean(),
    }),
  ),
  head: chainHeadSchema,
  publicKey: z.string(),
});
export type SummaryContent = z.infer<typeof contentSchema>;

const summarySchema = z.strictObject({ content: contentSchema, signature: z.string() });
export type Summary = z.infer<typeof summarySchema>;

export function signSummary(content: Omit<SummaryContent, 'publicKey'>, signer: Signer): Summary {
  const whole = { ...content, publicKey: signer.publicKey };
  return { content: whole, signature: signer.sign(whole) };
}

/**
 * A summary that was exported before.
 *
 * @returns undefined when it is none, or is not as it was signed
 */
export function readSummary(text: string): SummaryContent | undefined {
  const parsed = summarySchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { content, signature } = parsed.data;
  return isSignedBy(content.publicKey, content, signature) ? content : undefined;
}
