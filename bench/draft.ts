import { makeDataFolder, openChromium, startSeat } from '../test/support/programs.ts';
import { percentile, tenth } from './percentile.ts';

const KEYSTROKES = 5_000;
/** So many more at the pace of a very fast typist, twenty keys a second. */
const TYPED = 500;
const TYPIST_MILLISECONDS = 50;

/**
 * Keystroke to «acknowledged on disk», through everything a real one passes: Chromium's input event, the frame's
 * batch, the socket, the durable commit, and the acknowledgement's arrival back in the page.
 *
 * The page is watched from outside: an input listener notes when each keystroke came, and the WebSocket is
 * wrapped to note when the answer to the first patch after it arrived.
 */
export async function run(): Promise<Record<string, number>> {
  console.log(
    `Types ${KEYSTROKES} keystrokes into the work order as fast as a browser takes them, and ${TYPED} as a person types.`,
  );
  const data = makeDataFolder();
  const seat = await startSeat(data.path, ['--practice-paused']);
  const { browser, page } = await openChromium();
  try {
    await page.addInitScript(watch);
    await page.goto(seat.address);
    const content = page.locator('#field-content');
    await content.focus();
    const type = async (keystrokes: number, delay: number) => {
      let left = keystrokes;
      while (left > 0) {
        const batch = Math.min(left, 500);
        await page.keyboard.type('市民反映夜间施工噪声'.repeat(50).slice(0, batch), { delay });
        left -= batch;
        await page.waitForFunction(() => (Reflect.get(window, 'benchPending') as () => number)() === 0);
        await content.fill('');
      }
      return page.evaluate(() => Reflect.get(window, 'benchLatencies') as number[]);
    };
    const latencies = await type(KEYSTROKES, 5);
    const typed = (await type(TYPED, TYPIST_MILLISECONDS)).slice(latencies.length);
    console.log(`${latencies.length} and ${typed.length} keystrokes were acknowledged.`);
    return {
      count: latencies.length,
      p50_ms: tenth(percentile(latencies, 0.5)),
      p99_ms: tenth(percentile(latencies, 0.99)),
      typist_p50_ms: tenth(percentile(typed, 0.5)),
      typist_p99_ms: tenth(percentile(typed, 0.99)),
    };
  } finally {
    await browser.close();
    await seat.end();
    data.remove();
  }
}

/** Runs in the page before its own scripts. */
function watch(): void {
  const waiting: number[] = [];
  const byRequest = new Map<number, number[]>();
  const latencies: number[] = [];
  // Where the bench finds them at the end: written into the document at each answer, they were part of what is measured.
  Reflect.set(window, 'benchLatencies', latencies);
  Reflect.set(window, 'benchPending', () => waiting.length + byRequest.size);
  document.addEventListener('input', () => waiting.push(performance.now()), { capture: true });
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', (event: MessageEvent<string>) => {
        const message = JSON.parse(event.data) as { kind: string; id: number };
        const times = message.kind === 'answer' ? byRequest.get(message.id) : undefined;
        if (!times) return;
        byRequest.delete(message.id);
        const now = performance.now();
        for (const time of times) latencies.push(now - time);
      });
    }
    override send(data: string): void {
      const message = JSON.parse(data) as { kind: string; id: number; call?: string };
      if (message.call === 'intake.patchDraft') byRequest.set(message.id, waiting.splice(0));
      super.send(data);
    }
  };
}
