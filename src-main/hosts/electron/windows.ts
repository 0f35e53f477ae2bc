import { BrowserWindow, type WebContents, type WebPreferences } from 'electron';
import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import { PAGE_ADDRESSES, type PageRole } from './pages.ts';

/** A renderer that dies again within this time is brought back only after a pause, lest it spin. */
const CRASH_LOOP_MILLISECONDS = 10_000;
const CRASH_LOOP_PAUSE_MILLISECONDS = 1_000;

/** The window that a person sees, and the hidden one that holds the voice. */
export interface SeatWindows {
  /** The person's window. Once it has closed, no page comes back. */
  readonly ui: BrowserWindow;
  /** The role of a window's contents, or undefined when it is none of ours. */
  roleOf(contentsId: number): PageRole | undefined;
  isMedia(contents: WebContents | null): boolean;
  /** Brings the person's window to the front. */
  show(): void;
}

/**
 * Opens both windows. A page whose renderer dies comes back, alone:
 *
 *   UI     gone ──► the same window loads again; calls and text are main's
 *   media  gone ──► a new hidden window takes its place; the UI is not touched
 *
 * @param options.onGone told when a page's renderer is gone, before it comes back
 */
export function openWindows(options: {
  /** The preload script's file. */
  readonly preload: string;
  readonly developerTools: boolean;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly onGone: (contentsId: number) => void;
  readonly log: Log;
}): SeatWindows {
  const { log } = options;
  const webPreferences: WebPreferences = {
    preload: options.preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    spellcheck: false, // it would fetch dictionaries from the Internet
    devTools: options.developerTools,
    autoplayPolicy: 'no-user-gesture-required', // the ring sounds before anybody has clicked
    backgroundThrottling: false, // the clock of a covered window, and all of a hidden one, runs on
  };
  const roles = new Map<number, PageRole>();
  const lastGone = new Map<PageRole, number>();
  let ending = false;

  const open = (role: PageRole, window: BrowserWindow, revive: () => void): BrowserWindow => {
    const { id } = window.webContents;
    roles.set(id, role);
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      log.error('page-gone', { role, reason, exitCode });
      options.onGone(id);
      const now = options.monotonic();
      const again = now - (lastGone.get(role) ?? Number.NEGATIVE_INFINITY) < CRASH_LOOP_MILLISECONDS;
      lastGone.set(role, now);
      options.schedule(again ? CRASH_LOOP_PAUSE_MILLISECONDS : 0, () => {
        if (!ending) revive();
      });
    });
    window.on('closed', () => {
      roles.delete(id);
      options.onGone(id);
    });
    load(role, window);
    return window;
  };
  const load = (role: PageRole, window: BrowserWindow) => {
    window.loadURL(PAGE_ADDRESSES[role]).catch((error: unknown) => {
      log.error('page-not-loaded', { role, code: codeOf(error) });
    });
  };

  const openMedia = () => {
    const window = new BrowserWindow({ show: false, webPreferences });
    open('media', window, () => {
      window.destroy();
      openMedia();
    });
  };

  const ui = new BrowserWindow({
    title: '连心桥',
    width: 1366,
    height: 768,
    minWidth: 1180,
    minHeight: 680,
    show: false,
    webPreferences,
  });
  ui.once('ready-to-show', () => ui.show());
  ui.once('closed', () => {
    ending = true;
  });
  open('ui', ui, () => load('ui', ui));
  openMedia();

  return {
    ui,
    roleOf: (contentsId) => roles.get(contentsId),
    isMedia: (contents) => contents !== null && roles.get(contents.id) === 'media',
    show: () => {
      if (ending) return;
      if (ui.isMinimized()) ui.restore();
      ui.show();
      ui.focus();
    },
  };
}
