import { contextBridge, ipcRenderer } from 'electron';
import { CONTRACT_MESSAGES, CONTRACT_OPEN } from './ipc-names.ts';

/**
 * All that a page gets: the raw half of a channel. Which page it is, main knows from the sender; nothing
 * that a page says can change it. Main opens the channel once the page listens, so that no message of main
 * comes too early.
 */
contextBridge.exposeInMainWorld('lianxinqiao', {
  send: (message: unknown) => ipcRenderer.send(CONTRACT_MESSAGES, message),
  onMessage: (listener: (message: unknown) => void) => {
    ipcRenderer.on(CONTRACT_MESSAGES, (_event, message: unknown) => listener(message));
    ipcRenderer.send(CONTRACT_OPEN);
  },
});
