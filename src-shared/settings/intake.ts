import { z } from 'zod';
import { callbackRulesSchema, DEFAULT_CALLBACK_RULES } from '../domain/index.ts';

/** What a centre sets about its orders; `intake`. */
export const intakeRulesSchema = z.strictObject({
  /** How long a submitted order can be amended at the seat, minutes. */
  amendMinutes: z.number().int().min(0).max(1440).default(30),
  /** How long orders stay on the seat once the hub has them, days. */
  keepDays: z.number().int().min(1).max(3650).default(30),
  callbacks: callbackRulesSchema.default(DEFAULT_CALLBACK_RULES),
});
export type IntakeRules = z.infer<typeof intakeRulesSchema>;
export const DEFAULT_INTAKE_RULES: IntakeRules = intakeRulesSchema.parse({});
