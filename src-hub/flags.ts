import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CodedError, messageOf } from '#shared/domain/index.ts';

/** What the hub's program can be asked to do; without a word it serves. */
const commandSchema = z.enum([
  'serve',
  'account',
  'seat',
  'board-key',
  'backup',
  'restore',
  'verify',
  'erase',
  'import',
  'import-table',
  'calendar',
  'export-table',
]);
export type HubCommand = z.infer<typeof commandSchema>;

const flagsSchema = z.object({
  data: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535).default(12_380),
  host: z.string().min(1).default('127.0.0.1'),
  'token-file': z.string().min(1).optional(),
  'key-file': z.string().min(1).optional(),
  'tls-certificate': z.string().min(1).optional(),
  'tls-key': z.string().min(1).optional(),
  board: z.string().min(1).optional(),
  'behind-proxy': z.boolean().default(false),
  'with-parent': z.boolean().default(false),
  /** File that gets an account for the seat which started this hub, anew at each start. */
  'seat-supervisor': z.string().min(1).optional(),
  /** `seat`, `account`: takes the token or the account back. */
  revoke: z.boolean().default(false),
  close: z.boolean().default(false),
  /** `import-table`: only looks; takes out what the file does not have. */
  try: z.boolean().default(false),
  replace: z.boolean().default(false),
  /** `seat`: a file with its account and settings. */
  settings: z.string().min(1).optional(),
  name: z.string().min(1).max(64).optional(),
  role: z.string().optional(),
  unit: z.string().min(1).max(100).optional(),
  /** Days after which orders that ended lose their personal data; absent: never by itself. */
  'keep-days': z.coerce.number().int().min(30).optional(),
  /** `calendar`: the year, for a notice that does not say it. */
  year: z.coerce.number().int().min(2000).max(2099).optional(),
  connectors: z.string().min(1).optional(),
  'older-than-days': z.coerce.number().int().min(30).optional(),
});
export type HubFlags = z.output<typeof flagsSchema>;

/**
 * @param argv without program and script
 * @throws CodedError `usage`
 */
export function readFlags(argv: string[]): { command: HubCommand; words: string[]; flags: HubFlags } {
  try {
    const text = { type: 'string' } as const;
    const yes = { type: 'boolean' } as const;
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        data: text,
        port: text,
        host: text,
        'token-file': text,
        'key-file': text,
        'tls-certificate': text,
        'tls-key': text,
        board: text,
        'behind-proxy': yes,
        'with-parent': yes,
        'seat-supervisor': text,
        revoke: yes,
        close: yes,
        try: yes,
        replace: yes,
        settings: text,
        name: text,
        role: text,
        unit: text,
        'keep-days': text,
        year: text,
        connectors: text,
        'older-than-days': text,
      },
    });
    const flags = flagsSchema.parse(values);
    if ((flags['tls-certificate'] === undefined) !== (flags['tls-key'] === undefined)) {
      throw new Error('--tls-certificate and --tls-key belong together');
    }
    const [command = 'serve', ...words] = positionals;
    return { command: commandSchema.parse(command), words, flags };
  } catch (error) {
    throw new CodedError('usage', messageOf(error), { cause: error });
  }
}
