// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShiftState } from '#shared/contract/index.ts';
import type { Call } from '#shared/domain/index.ts';
import { usePhone } from '../call/index.ts';
import { useShift } from '../shift/index.ts';
import { startTexts } from '../ui/index.ts';
import { type NoticeDoor, startRingNotice } from './ring-notice.ts';
import { createFakeMain, exampleCall } from './testing/fake-main.ts';
import { exampleShift } from './testing/fake-shift.ts';

const door = {
  permission: vi.fn<NoticeDoor['permission']>(() => 'granted'),
  ask: vi.fn<NoticeDoor['ask']>(),
  wasPressed: vi.fn<NoticeDoor['wasPressed']>(() => true),
  isInFront: vi.fn<NoticeDoor['isInFront']>(() => false),
  close: vi.fn<() => void>(),
  show: vi.fn<NoticeDoor['show']>(),
};
const phone = (calls: Call[]) =>
  usePhone.setState({ state: { ...createFakeMain().phone, calls }, receivedAt: 0 });
const agent = (state: ShiftState['agent']['state']) =>
  useShift.setState({ state: { ...exampleShift, agent: { ...exampleShift.agent, state } }, receivedAt: 0 });

await startTexts('zh-CN');
startRingNotice({
  ...door,
  show: (...given) => {
    door.show(...given);
    return door.close;
  },
});

beforeEach(() => {
  phone([]);
  agent('not-ready');
  vi.clearAllMocks();
  door.permission.mockReturnValue('granted');
  door.isInFront.mockReturnValue(false);
  door.wasPressed.mockReturnValue(true);
});

describe('a ring in the browser host', () => {
  it('AC-13 behind another window is told by the system, without the caller, until it is over', () => {
    const call = { ...exampleCall({}), callerNumber: '13800138000' };
    phone([call]);
    phone([{ ...call, waitedMilliseconds: 5_000 }]);
    expect(door.show).toHaveBeenCalledTimes(1);
    expect(door.show.mock.calls[0]?.join()).not.toContain('138');
    expect(door.show.mock.calls[0]?.[2]).toBe('接听');
    expect(door.close).not.toHaveBeenCalled();
    phone([{ ...call, state: 'active' }]);
    expect(door.close).toHaveBeenCalledTimes(1);
  });

  it('AC-13 in front of the operator, or where it was not allowed, needs no notification', () => {
    door.isInFront.mockReturnValue(true);
    phone([exampleCall({})]);
    phone([]);
    door.isInFront.mockReturnValue(false);
    door.permission.mockReturnValue('denied');
    phone([exampleCall({})]);
    expect(door.show).not.toHaveBeenCalled();
  });

  it('AC-13 the person is asked when they say ready by a press, and never out of nowhere', () => {
    door.permission.mockReturnValue('default');
    door.wasPressed.mockReturnValue(false);
    agent('ready');
    expect(door.ask).not.toHaveBeenCalled();
    agent('not-ready');
    door.wasPressed.mockReturnValue(true);
    agent('ready');
    agent('talking');
    expect(door.ask).toHaveBeenCalledTimes(1);
  });
});
