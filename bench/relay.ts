import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../test/support/programs.ts';
import { percentile } from './percentile.ts';

const CALLS = 10;
const SECONDS = 10;
const BLOCKED_MILLISECONDS = 200;
const MEASURE = join(ROOT, 'src-main/phone/relay/testing/measure-seat.test-support.ts');

/** What the measuring program prints: shares of one core, and milliseconds. */
interface Measured {
  readonly idleShare: number;
  readonly busyShare: number;
  readonly sent: number;
  readonly delays: number[];
  readonly direct: number[];
}

/**
 * What the relay costs: processor time of the seat's process while its calls talk, less the same process with
 * the same calls silent, as without the relay no packet of a call passes through it; and how long a packet is on
 * its way from one end to the other, less what it takes from socket to socket. The encryption at the page's end
 * is in that time. Then the same with a main thread that is busy for 200 ms in every second, once as it is, in a
 * thread of its own, and once in the main thread.
 */
export async function run(): Promise<Record<string, number | Record<string, number>>> {
  console.log(`Carries ${CALLS} calls, then one, for ${SECONDS} s each, then one beside a busy main thread.`);
  const many = await measure('--calls', String(CALLS));
  const one = await measure('--calls', '1');
  const busy = ['--calls', '1', '--blocked', String(BLOCKED_MILLISECONDS)];
  const thread = await measure(...busy);
  const inline = await measure(...busy, '--inline');
  return {
    calls: CALLS,
    cpu_per_call: thousandth((many.busyShare - many.idleShare) / CALLS),
    lost: many.sent - many.delays.length,
    added_delay_ms: thousandth(percentile(one.delays, 0.5) - percentile(one.direct, 0.5)),
    added_delay_p99_ms: thousandth(percentile(one.delays, 0.99) - percentile(one.direct, 0.99)),
    busy_main: {
      thread_p50_ms: thousandth(percentile(thread.delays, 0.5)),
      thread_p99_ms: thousandth(percentile(thread.delays, 0.99)),
      inline_p50_ms: thousandth(percentile(inline.delays, 0.5)),
      inline_p99_ms: thousandth(percentile(inline.delays, 0.99)),
    },
  };
}

async function measure(...options: string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [MEASURE, '--seconds', String(SECONDS), ...options],
    { cwd: ROOT, maxBuffer: 2 ** 26 },
  );
  return JSON.parse(stdout) as Measured;
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
