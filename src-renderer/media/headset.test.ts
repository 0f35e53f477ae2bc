import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeadsetButtons } from '#shared/contract/index.ts';
import {
  createHeadset,
  fieldOf,
  type Hid,
  type HidCollection,
  type HidDevice,
  type HidReportItem,
} from './headset.ts';

/** A device that keeps what is written and says what it is told to. */
class FakeDevice implements HidDevice {
  opened = false;
  readonly written: Array<[number, number[]]> = [];
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  busy: boolean;
  oninputreport: HidDevice['oninputreport'] = null;
  constructor(productName: string, collections: readonly HidCollection[], busy = false) {
    this.productName = productName;
    this.collections = collections;
    this.busy = busy;
  }
  open() {
    if (this.busy) return Promise.reject(new DOMException('busy', 'NetworkError'));
    this.opened = true;
    return Promise.resolve();
  }
  sendReport(reportId: number, data: Uint8Array) {
    this.written.push([reportId, [...data]]);
    return Promise.resolve();
  }
  says(reportId: number, ...bytes: number[]) {
    this.oninputreport?.({ reportId, data: new DataView(new Uint8Array(bytes).buffer) });
  }
}

/** As many headsets describe themselves: hook and mute in one report after a filler, lamps in another. */
const telephony = (isAbsolute: boolean): HidCollection => ({
  usagePage: 0x0b,
  inputReports: [
    {
      reportId: 2,
      items: [
        { usages: [0x0c00e9], reportSize: 1, reportCount: 3 },
        { usages: [0x0b0020, 0x0b002f], reportSize: 1, reportCount: 2, isAbsolute },
      ],
    },
  ],
  outputReports: [
    {
      reportId: 3,
      items: [
        { usages: [0x080009, 0x080018], reportSize: 1, reportCount: 2 },
        { usages: [], reportSize: 1, reportCount: 6 },
        { usages: [0x080017], reportSize: 1, reportCount: 1 },
      ],
    },
  ],
});
const HOOK = 0b0_1000;
const MUTE = 0b1_0000;

async function setup(...granted: FakeDevice[]) {
  const buttons: string[] = [];
  const changes: HeadsetButtons[] = [];
  const listeners = new Map<string, (event: { device: HidDevice }) => void>();
  const hid: Hid = {
    getDevices: () => Promise.resolve(granted),
    addEventListener: (type, listener) => void listeners.set(type, listener),
  };
  const timers: Array<() => void> = [];
  const headset = createHeadset({
    hid,
    schedule: (_milliseconds, run) => {
      timers.push(run);
      return () => undefined;
    },
    onButton: (button) => buttons.push(button),
    onChanged: (now) => changes.push(now),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  const fire = async (type: 'connect' | 'disconnect', device: HidDevice) => {
    listeners.get(type)?.({ device });
    await settle();
  };
  /** Some time passes. */
  const pass = async () => {
    for (const run of timers.splice(0)) run();
    await settle();
  };
  return { headset, buttons, changes, fire, granted, pass };
}
const RINGING = { ringing: true, inCall: false, muted: false };
const TALKING = { ringing: false, inCall: true, muted: false };

describe('headset buttons', () => {
  it('MD-9 lifting answers what rings, laying down ends the call, the mute key mutes', async () => {
    const device = new FakeDevice('Headset', [telephony(true)]);
    const { headset, buttons, changes } = await setup(device);
    expect(changes.at(-1)).toEqual({ state: 'connected', name: 'Headset' });
    device.says(2, HOOK);
    device.says(2, 0);
    expect(buttons).toEqual([]);
    headset.setState(RINGING);
    device.says(2, HOOK);
    headset.setState(TALKING);
    device.says(2, HOOK | MUTE);
    device.says(2, HOOK);
    device.says(9, 0);
    device.says(2, 0);
    expect(buttons).toEqual(['answer', 'mute', 'hang-up']);
  });

  it('MD-9 a button that tells presses only does the same by turns', async () => {
    const device = new FakeDevice('Headset', [telephony(false)]);
    const { headset, buttons } = await setup(device);
    headset.setState(RINGING);
    device.says(2, HOOK);
    device.says(2, 0);
    headset.setState(TALKING);
    expect(buttons).toEqual(['answer']);
    device.says(2, HOOK);
    expect(buttons).toEqual(['answer', 'hang-up']);
  });

  it('MD-9 lamps stand where the device says that they do', async () => {
    const device = new FakeDevice('Headset', [telephony(true)]);
    const { headset } = await setup(device);
    headset.setState({ ringing: true, inCall: false, muted: true });
    headset.setState(TALKING);
    expect(device.written).toEqual([
      [3, [0, 0]],
      [3, [0b11, 0]],
      [3, [0, 1]],
    ]);
  });

  it('MD-9 unplugged and plugged in again, and another that stands in', async () => {
    const device = new FakeDevice('First', [telephony(true)]);
    const { changes, fire, granted, headset, buttons } = await setup(device);
    const second = new FakeDevice('Second', [telephony(true)]);
    granted.splice(0, 1, second);
    await fire('disconnect', device);
    expect(changes.slice(-2)).toEqual([
      { state: 'none', name: null },
      { state: 'connected', name: 'Second' },
    ]);
    await fire('connect', device);
    headset.setState(RINGING);
    device.says(2, HOOK);
    expect(buttons).toEqual([]);
    second.says(2, HOOK);
    expect(buttons).toEqual(['answer']);
  });

  it('MD-9 what is no headset, or is held by another program, is left alone', async () => {
    const keyboard = new FakeDevice('Keyboard', [{ usagePage: 1, inputReports: [{ items: [] }] }]);
    const busy = new FakeDevice('Busy', [telephony(true)], true);
    const { changes } = await setup(keyboard, busy);
    expect(keyboard.opened).toBe(false);
    expect(changes.at(-1)).toEqual({ state: 'none', name: null });
    const none: HeadsetButtons[] = [];
    createHeadset({
      hid: undefined,
      schedule: () => expect.unreachable('There is nothing to look for.'),
      onButton: () => undefined,
      onChanged: (now) => none.push(now),
    });
    expect(none).toEqual([{ state: 'unsupported', name: null }]);
  });

  it('MD-9 what is granted in another page, or let go by another program, is found', async () => {
    const { changes, granted, pass } = await setup();
    const device = new FakeDevice('Headset', [telephony(true)], true);
    granted.push(device);
    await pass();
    expect(changes.at(-1)).toEqual({ state: 'none', name: null });
    device.busy = false;
    await pass();
    expect(changes.at(-1)).toEqual({ state: 'connected', name: 'Headset' });
    const told = changes.length;
    await pass();
    expect(changes).toHaveLength(told);
  });

  it('MD-9 no report, however short, breaks it', async () => {
    const device = new FakeDevice('Headset', [telephony(true)]);
    const { headset } = await setup(device);
    headset.setState(TALKING);
    fc.assert(
      fc.property(fc.nat(255), fc.array(fc.nat(255), { maxLength: 4 }), (id, bytes) => {
        device.says(id, ...bytes);
      }),
    );
  });

  it('MD-9 a usage in a range is found at its place', () => {
    const item: HidReportItem = {
      isRange: true,
      usageMinimum: 0x0b001e,
      usages: [],
      reportSize: 1,
      reportCount: 4,
      isAbsolute: true,
    };
    const device = { collections: [{ inputReports: [{ reportId: 7, items: [item] }] }] };
    expect(fieldOf(device, 'inputReports', 0x0b0020)).toEqual({ reportId: 7, bit: 2, isAbsolute: true });
    expect(fieldOf(device, 'inputReports', 0x0b0022)).toBeUndefined();
    expect(fieldOf(device, 'inputReports', 0x0b001d)).toBeUndefined();
  });
});
