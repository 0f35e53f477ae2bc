import { z } from 'zod';
import { localizedTextSchema, readList, utteranceSchema } from './callers.ts';

const named = { number: z.string().regex(/^\d{2,12}$/), name: localizedTextSchema };

const speakingSchema = z.object({
  ...named,
  answers: z.literal('speaks'),
  /** How long it rings before somebody answers, ms. */
  ringMilliseconds: z.number().int().nonnegative(),
  /** `by-status`: 180 Ringing. `by-tone`: 183 with a description, and a tone is heard (early media). */
  ringBack: z.enum(['by-status', 'by-tone']),
  utterances: z.array(utteranceSchema).min(1),
});

const departmentSchema = z.discriminatedUnion('answers', [
  speakingSchema,
  z.object({ ...named, answers: z.enum(['is-busy', 'never']) }),
]);

/** A number that can be called and transferred to: one of practice/departments.json. */
export type Department = z.infer<typeof departmentSchema>;
/** One that somebody answers. */
export type SpeakingDepartment = z.infer<typeof speakingSchema>;

/** @throws CodedError `practice-assets-invalid`, naming the entry and the field that are wrong */
export function loadDepartments(assetsDirectory: string): Promise<Department[]> {
  return readList(assetsDirectory, 'departments.json', departmentSchema);
}
