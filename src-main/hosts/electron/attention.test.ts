import { EventEmitter } from 'node:events';
import type { NotificationConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { createAttention } from './attention.ts';

class FakeNotification extends EventEmitter {
  show = vi.fn();
  close = vi.fn();
}

function desk(focused = false) {
  const notifications: Array<{ given: NotificationConstructorOptions; fake: FakeNotification }> = [];
  const ui = { flashFrame: vi.fn(), isFocused: () => focused };
  const show = vi.fn();
  const answer = vi.fn();
  const attention = createAttention({
    ui,
    show,
    notify: (given) => {
      const fake = new FakeNotification();
      notifications.push({ given, fake });
      return fake as never;
    },
    texts: { title: '来电等待接听', body: '请在 15 秒内接听', answer: '接听' },
    answer,
  });
  return { attention, ui, show, answer, notifications };
}

describe('attention', () => {
  it('AC-13 a ring behind another window flashes, comes to the front and can be answered from its notification', () => {
    const { answer, attention, notifications, show, ui } = desk();
    attention([{ callId: 'a', waitedMilliseconds: 0 }]);
    attention([{ callId: 'a', waitedMilliseconds: 900 }]);
    expect(ui.flashFrame.mock.calls).toEqual([[true]]);
    expect(show).toHaveBeenCalledTimes(1);
    expect(notifications).toHaveLength(1);
    expect(notifications[0]?.given.actions).toEqual([{ type: 'button', text: '接听' }]);
    notifications[0]?.fake.emit('action');
    expect(answer).toHaveBeenCalledWith('a');
    attention([]);
    expect(notifications[0]?.fake.close).toHaveBeenCalled();
    expect(ui.flashFrame).toHaveBeenLastCalledWith(false);
  });

  it('AC-13 a window that has the focus is left alone', () => {
    const { attention, notifications, ui } = desk(true);
    attention([{ callId: 'a', waitedMilliseconds: 0 }]);
    expect(notifications).toHaveLength(0);
    expect(ui.flashFrame).not.toHaveBeenCalled();
  });

  it('AC-13 another call gets a notification of its own', () => {
    const { attention, notifications } = desk();
    attention([{ callId: 'a', waitedMilliseconds: 0 }]);
    attention([{ callId: 'b', waitedMilliseconds: 0 }]);
    expect(notifications[0]?.fake.close).toHaveBeenCalled();
    expect(notifications).toHaveLength(2);
  });
});
