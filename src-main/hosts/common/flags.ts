import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CodedError, messageOf } from '#shared/domain/index.ts';

/** What can be said on the command line; the same for both hosts. */
const flagsSchema = z.object({
  data: z.string().min(1).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  'no-open': z.boolean().default(false),
  chromium: z.string().min(1).optional(),
  'practice-first-call': z.coerce.number().min(0).max(3600).optional(),
  /** Id of the practice caller who calls first (assets/practice/callers.json). */
  'practice-caller': z.string().min(1).optional(),
  'practice-paused': z.boolean().default(false),
});
export type Flags = z.output<typeof flagsSchema>;

/**
 * @param argv arguments after the program's name
 * @throws CodedError `usage` for an unknown flag or a bad value
 */
export function parseFlags(argv: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        chromium: { type: 'string' },
        'practice-first-call': { type: 'string' },
        'practice-caller': { type: 'string' },
        'practice-paused': { type: 'boolean' },
      },
    });
    return flagsSchema.parse(values);
  } catch (error) {
    throw new CodedError('usage', messageOf(error));
  }
}
