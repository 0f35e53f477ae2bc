import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import { REMOTE_MEANINGS } from './connector.ts';
import { OUTBOUND_FIELDS } from './mapping.ts';

/** TLS, or this very machine: orders are personal data. */
const addressSchema = z.url().refine((url) => {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
  );
}, 'has to be https, or http on this machine');

const path = z.string().regex(/^\/[\w./{}?=&-]*$/);
const fieldName = z.enum(OUTBOUND_FIELDS as [(typeof OUTBOUND_FIELDS)[number]]);

/** One connector of kind `http-json` (docs/hub.md, «Other platforms»). */
export const httpJsonSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,32}$/),
  kind: z.literal('http-json'),
  url: addressSchema,
  /** File with the bearer token, beside the configuration or absolute. */
  tokenFile: z.string().min(1),
  /** Units whose orders go there; null: every unit's. */
  units: z.array(z.string().min(1).max(100)).min(1).nullable().default(null),
  /** Orders received from this day on, Asia/Shanghai. */
  since: z.iso.date(),
  /** The other platform's field for each of ours; what is not named is not sent. */
  fields: z.record(z.string().min(1).max(64), fieldName),
  /** The other platform's codes for ours, by our field. */
  codes: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  paths: z
    .strictObject({ push: path, update: path, read: path })
    .default({ push: '/orders', update: '/orders/{id}', read: '/orders/{id}' }),
  /** Where the answers have the id, the state and the unit's words. */
  answers: z
    .strictObject({ id: z.string(), state: z.string(), text: z.string() })
    .default({ id: 'id', state: 'state', text: 'text' }),
  /** What the other platform's states mean here. */
  states: z.record(z.string(), z.enum(REMOTE_MEANINGS)),
  /** Seconds between two rounds, and between two readings of one order. */
  everySeconds: z.number().min(5).max(3_600).default(30),
  readSeconds: z.number().min(5).max(86_400).default(300),
  timeoutSeconds: z.number().min(1).max(120).default(20),
});
export type HttpJsonConfiguration = z.infer<typeof httpJsonSchema>;

const fileSchema = z
  .strictObject({ connectors: z.array(httpJsonSchema).max(20) })
  .refine(({ connectors }) => new Set(connectors.map(({ name }) => name)).size === connectors.length, {
    error: 'names have to differ',
  });

/**
 * The connectors of a file, each with its token; none when the file is not there.
 *
 * @throws CodedError `connectors-invalid`, naming what is wrong
 */
export function readConnectors(file: string): { configuration: HttpJsonConfiguration; token: string }[] {
  if (!existsSync(file)) return [];
  try {
    const { connectors } = fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return connectors.map((configuration) => ({
      configuration,
      token: readFileSync(resolve(dirname(file), configuration.tokenFile), 'utf8').trim(),
    }));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new CodedError('connectors-invalid', `${file}: ${why}`, { cause: error });
  }
}
