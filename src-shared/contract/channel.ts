/**
 * What carries the contract: Electron IPC, a WebSocket, or a pair in memory.
 * Ordered and reliable while open; carries structured-clonable (here: JSON) values.
 */
export interface Channel {
  send(message: unknown): void;
  /** At most one listener; the endpoint installs it. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/**
 * Two ends joined in memory. Messages are copied as JSON, as a wire would, and delivered in a microtask, so
 * that no test can come to depend on shared objects or on synchronous delivery.
 */
export function createChannelPair(): [Channel, Channel] {
  let open = true;
  const closeListeners: Array<() => void> = [];
  const close = () => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) listener();
  };
  const make = (): {
    channel: Channel;
    deliver: (text: string) => void;
    peer: { deliver?: (text: string) => void };
  } => {
    let listener: ((message: unknown) => void) | undefined;
    const peer: { deliver?: (text: string) => void } = {};
    return {
      peer,
      deliver: (text) => queueMicrotaskOf(() => open && listener?.(JSON.parse(text))),
      channel: {
        send: (message) => {
          if (open) peer.deliver?.(JSON.stringify(message));
        },
        onMessage: (added) => {
          listener = added;
        },
        onClose: (added) => {
          closeListeners.push(added);
        },
        close,
      },
    };
  };
  const left = make();
  const right = make();
  left.peer.deliver = right.deliver;
  right.peer.deliver = left.deliver;
  return [left.channel, right.channel];
}

/** The language's own microtask, without an environment's global. */
function queueMicrotaskOf(task: () => void): void {
  Promise.resolve().then(task);
}
