import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { Channel } from '#shared/contract/index.ts';
import type { Log } from '../../log/index.ts';
import { CONTRACT_MESSAGES, CONTRACT_OPEN } from './ipc-names.ts';
import { isPage, type PageRole } from './pages.ts';

/** The one place where messages of pages come in. */
export interface Gate {
  /** Ends a page's channel: its renderer is gone. */
  close(contentsId: number): void;
}

/**
 * Lets a message in when it comes from the main frame of one of our windows, showing the page that this
 * window is for; the role follows from the window, never from the message. What does not is dropped and
 * logged.
 *
 * @param roleOf the role of a window's contents, or undefined when it is none of ours
 * @param attach given a channel each time a page has loaded; the one before of the same page is closed first
 */
export function installGate(options: {
  readonly ipc: Pick<IpcMain, 'on'>;
  readonly roleOf: (contentsId: number) => PageRole | undefined;
  readonly attach: (channel: Channel, role: PageRole) => void;
  readonly log: Log;
}): Gate {
  const { ipc, roleOf, attach, log } = options;
  const channels = new Map<number, PageChannel>();

  const admit = (event: IpcMainEvent): PageRole | undefined => {
    const role = roleOf(event.sender.id);
    const frame = event.senderFrame;
    const reason =
      role === undefined
        ? 'wrong-window'
        : frame === null || frame !== event.sender.mainFrame
          ? 'wrong-frame'
          : isPage(frame.url, role)
            ? undefined
            : 'wrong-page';
    if (reason === undefined) return role;
    log.warn('sender-refused', { reason });
    return undefined;
  };

  const close = (contentsId: number) => {
    channels.get(contentsId)?.close();
    channels.delete(contentsId);
  };

  ipc.on(CONTRACT_OPEN, (event) => {
    const role = admit(event);
    if (role === undefined) return;
    close(event.sender.id);
    const channel = createPageChannel(event.sender);
    channels.set(event.sender.id, channel);
    attach(channel, role);
  });
  ipc.on(CONTRACT_MESSAGES, (event, message: unknown) => {
    if (admit(event) !== undefined) channels.get(event.sender.id)?.deliver(message);
  });
  return { close };
}

interface PageChannel extends Channel {
  deliver(message: unknown): void;
}

function createPageChannel(contents: WebContents): PageChannel {
  let open = true;
  let deliver: (message: unknown) => void = () => undefined;
  const closeListeners: Array<() => void> = [];
  return {
    deliver: (message) => {
      if (open) deliver(message);
    },
    send: (message) => {
      if (open && !contents.isDestroyed()) contents.send(CONTRACT_MESSAGES, message);
    },
    onMessage: (listener) => {
      deliver = listener;
    },
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      if (!open) return;
      open = false;
      for (const listener of closeListeners) listener();
    },
  };
}
