import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  powerSaveBlocker,
  safeStorage,
  session,
  utilityProcess,
} from 'electron';
import type { Channel } from '#shared/contract/index.ts';
import { CodedError, codeOf, messageOf } from '#shared/domain/index.ts';
import { openFileLog } from '../../log/index.ts';
import type { Station } from '../../station/index.ts';
import {
  type Flags,
  openDataDirectory,
  parseFlags,
  schedule,
  startSeat,
  surviveFaults,
  systemClock,
} from '../common/index.ts';
import { createAttention } from './attention.ts';
import { openCacheKey } from './cache-key.ts';
import { installGate } from './gate.ts';
import { lockNavigation, lockPermissions } from './lockdown.ts';
import { type PageRole, registerPageScheme, servePages } from './pages.ts';
import { spawnUtilityHub } from './utility-hub.ts';
import { openWindows } from './windows.ts';

/**
 * The Electron host (docs/ARCHITECTURE.md, «Hosts»).
 *
 * Exit codes: 0 ended by the person, 1 failed, 2 usage, 97 data folder unwritable.
 */
const EXIT_CODES: Readonly<Record<string, number>> = { usage: 2, 'data-unwritable': 97 };

/** What must be said before the app is ready; nothing here may wait. */
function begin(): { flags: Flags; dataDirectory: string } | undefined {
  const flags = parseFlags(ownArguments(process.argv, app.isPackaged));
  const dataDirectory = openDataDirectory(flags.data);
  // Chromium's own files. The lock of the single instance is in there, so each data folder can have a seat.
  const userData = join(dataDirectory, 'electron');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  if (!app.requestSingleInstanceLock()) return undefined;
  app.enableSandbox();
  registerPageScheme();
  return { flags, dataDirectory };
}

/** Without the program's name, the app's folder that a bare Electron is given, and Chromium's switches before it. */
function ownArguments(argv: readonly string[], packaged: boolean): string[] {
  const given = argv.slice(1);
  if (packaged) return given.filter((argument) => argument !== '--no-sandbox');
  return given.slice(given.findIndex((argument) => !argument.startsWith('-')) + 1);
}

async function run({ flags, dataDirectory }: { flags: Flags; dataDirectory: string }): Promise<void> {
  const root = app.getAppPath();
  const { log, close: closeLog } = openFileLog(dataDirectory);
  surviveFaults(log);
  lockNavigation(app, log);
  await app.whenReady();

  Menu.setApplicationMenu(null);
  powerSaveBlocker.start('prevent-app-suspension');
  servePages(join(root, 'out', 'renderer'));

  // Pages may come before the station is ready; their latest channels wait for it.
  const early = new Map<PageRole, Channel>();
  let attach: Station['attach'] = (channel, role) => void early.set(role, channel);
  const gate = installGate({
    ipc: ipcMain,
    roleOf: (contentsId) => windows.roleOf(contentsId),
    attach: (channel, role) => attach(channel, role),
    log,
  });
  lockPermissions(session.defaultSession, (contents) => windows.isMedia(contents), log);
  const windows = openWindows({
    preload: join(root, 'out', 'electron', 'preload.cjs'),
    developerTools: !app.isPackaged,
    schedule,
    monotonic: systemClock.monotonic,
    onGone: gate.close,
    log,
  });
  app.on('second-instance', windows.show);
  windows.ui.once('closed', () => app.quit());

  const seat = await startSeat({
    host: 'electron',
    version: app.getVersion(),
    dataDirectory,
    assetsDirectory: join(root, 'assets'),
    key: await openCacheKey({
      directory: dataDirectory,
      store: safeStorage,
      platform: process.platform,
      log,
    }),
    flags,
    spawnHub: spawnUtilityHub(join(root, 'out', 'hub', 'main.js'), utilityProcess.fork),
    log,
  });
  attach = seat.station.attach;
  for (const [role, channel] of early) attach(channel, role);
  log.info('started', { version: app.getVersion() });

  seat.station.onRinging(
    createAttention({
      ui: windows.ui,
      show: windows.show,
      notify: Notification.isSupported() ? (given) => new Notification(given) : undefined,
      texts: RING_TEXTS[app.getLocale().startsWith('zh') ? 'zh-CN' : 'en'],
      answer: seat.station.answer,
    }),
  );
  confirmCloseDuringCall(windows.ui, seat.station);
  let ending = false;
  app.on('before-quit', (event) => {
    // Calls are hung up and the cache is closed while the media page is still there.
    event.preventDefault();
    if (ending) return;
    ending = true;
    seat
      .stop()
      .catch((error: unknown) => log.error('stop-failed', { code: codeOf(error) }))
      .finally(() => {
        log.info('ended');
        closeLog();
        app.exit(0);
      });
  });
}

/** Closing the window hangs up; during a call the person is asked first. */
function confirmCloseDuringCall(ui: BrowserWindow, station: Pick<Station, 'hasLiveCall'>): void {
  let confirmed = false;
  ui.on('close', (event) => {
    if (confirmed || !station.hasLiveCall()) return;
    event.preventDefault();
    const text = CLOSE_TEXTS[app.getLocale().startsWith('zh') ? 'zh-CN' : 'en'];
    void dialog
      .showMessageBox(ui, {
        type: 'warning',
        message: text.question,
        buttons: [text.stay, text.end],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      })
      .then(({ response }) => {
        confirmed = response === 1;
        if (confirmed) ui.close();
      });
  });
}

const RING_TEXTS = {
  'zh-CN': { title: '来电等待接听', body: '市民正在等待，请在 15 秒内接听', answer: '接听' },
  en: { title: 'A call is waiting', body: 'A citizen waits; answer within 15 seconds', answer: 'Answer' },
} as const;

const CLOSE_TEXTS = {
  'zh-CN': { question: '通话还没有结束。关闭窗口会挂断电话。', stay: '继续通话', end: '挂断并退出' },
  en: {
    question: 'A call is still going on. Closing the window hangs it up.',
    stay: 'Stay in the call',
    end: 'Hang up and quit',
  },
} as const;

function fail(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  // Started from an icon there is nobody to read standard error.
  if (app.isPackaged) dialog.showErrorBox('连心桥', messageOf(error));
  app.exit(error instanceof CodedError ? (EXIT_CODES[error.code] ?? 1) : 1);
}

try {
  const begun = begin();
  if (begun) run(begun).catch(fail);
  else app.exit(0);
} catch (error) {
  fail(error);
}
