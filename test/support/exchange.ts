import { join } from 'node:path';
import { createMemoryLog } from '../../src-main/log/index.ts';
import { type Practice, type PracticeOptions, startPractice } from '../../src-main/practice/index.ts';
import { ROOT } from './programs.ts';

/** The practice exchange in this process, silent until told to call, so that a test sees both ends of a call. */
export function startExchange(options: Partial<PracticeOptions> = {}): Promise<Practice> {
  return startPractice({
    assetsDirectory: join(ROOT, 'assets'),
    clock: { wall: () => Date.now(), monotonic: () => performance.now() },
    random: Math.random,
    log: createMemoryLog(),
    running: false,
    ...options,
  });
}

/**
 * The entry of a seat's settings.json that points it at the exchange, as an administrator would write it; but that a call
 * waits for a busy machine as long as it has to.
 */
export function exchangeEntry({ settings }: Practice) {
  return { kind: 'sip', ...settings, unanswered: { afterSeconds: null } };
}
