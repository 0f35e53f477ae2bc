import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * A Chromium window without tabs or address bar. It has a profile of its own in the data folder, so that the
 * microphone's permission is asked once and no extension of the person's browser runs in it.
 *
 * @returns what ends it, and a promise of its exit code. Chromium hands the address to a window that is open
 *   already and exits at once; the caller judges by connected pages, not by this exit.
 */
export function openWindow(options: {
  readonly chromium: string;
  readonly address: string;
  readonly dataDirectory: string;
}): { close: () => void; exited: Promise<number | null> } {
  const root = process.getuid?.() === 0;
  const child = spawn(
    options.chromium,
    [
      `--app=${options.address}`,
      `--user-data-dir=${join(options.dataDirectory, 'chromium')}`,
      '--window-size=1366,768',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
      '--disable-component-extensions-with-background-pages',
      '--disable-default-apps',
      '--disable-domain-reliability',
      // A crash dump would carry what was on the screen.
      '--disable-breakpad',
      '--disable-features=Translate,MediaRouter',
      // The ring must sound before anybody has clicked, and a hidden window must keep its clock.
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      // The practice exchange's media is on 127.0.0.1, which peer connections otherwise leave out.
      '--allow-loopback-in-peer-connection',
      // Chromium refuses its sandbox to root, and its bar about it would cover the screen; nobody works at a
      // seat as root, and the start says it.
      ...(root ? ['--no-sandbox', '--test-type'] : []),
    ],
    { stdio: 'ignore' },
  );
  return {
    close: () => void child.kill(),
    exited: new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', () => resolve(null));
    }),
  };
}
