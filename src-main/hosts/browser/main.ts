import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * The entry: keeps what V8 compiled beside the built files, so that the next start need not compile it again,
 * and only then loads the program. A folder that can't be written costs the time and nothing else.
 */
enableCompileCache(join(import.meta.dirname, '.compile-cache'));
const { run } = await import('./host.ts');
await run(join(import.meta.dirname, '..', '..'));
