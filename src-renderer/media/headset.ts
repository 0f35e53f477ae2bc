import type { HeadsetButtons } from '#shared/contract/index.ts';

/** As much of WebHID (W3C draft) as a headset needs. */
export interface HidReportItem {
  readonly isAbsolute?: boolean;
  readonly isRange?: boolean;
  /** Usage page in the upper 16 bits, usage in the lower. */
  readonly usages?: readonly number[];
  readonly usageMinimum?: number;
  readonly reportSize?: number;
  readonly reportCount?: number;
}
export interface HidReport {
  readonly reportId?: number;
  readonly items?: readonly HidReportItem[];
}
export interface HidCollection {
  readonly usagePage?: number;
  readonly inputReports?: readonly HidReport[];
  readonly outputReports?: readonly HidReport[];
}
export interface HidDevice {
  readonly opened: boolean;
  readonly productName: string;
  readonly collections: readonly HidCollection[];
  open(): Promise<void>;
  sendReport(reportId: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Takes the place of the listener before it, so that a device that returns is heard once. */
  oninputreport: ((event: { readonly reportId: number; readonly data: DataView }) => void) | null;
}
export interface Hid {
  getDevices(): Promise<readonly HidDevice[]>;
  addEventListener(
    type: 'connect' | 'disconnect',
    listener: (event: { readonly device: HidDevice }) => void,
  ): void;
}

/** HID Usage Tables: telephony page 0x0B, LED page 0x08. */
const TELEPHONY_PAGE = 0x0b;
const HOOK_SWITCH = 0x0b0020;
const PHONE_MUTE = 0x0b002f;
const LED_MUTE = 0x080009;
const LED_OFF_HOOK = 0x080017;
const LED_RING = 0x080018;

/** One bit of a report. */
interface Field {
  readonly reportId: number;
  readonly bit: number;
  readonly isAbsolute: boolean;
}

/** Where a usage stands in a device's reports, by its own description; undefined when it has none. */
export function fieldOf(
  device: Pick<HidDevice, 'collections'>,
  direction: 'inputReports' | 'outputReports',
  usage: number,
): Field | undefined {
  for (const report of device.collections.flatMap((collection) => collection[direction] ?? [])) {
    let bit = 0;
    for (const item of report.items ?? []) {
      const { reportSize = 0, reportCount = 0, isAbsolute = true } = item;
      const place = item.isRange
        ? usage - (item.usageMinimum ?? Number.POSITIVE_INFINITY)
        : (item.usages ?? []).indexOf(usage);
      if (place >= 0 && place < reportCount) {
        return { reportId: report.reportId ?? 0, bit: bit + place * reportSize, isAbsolute };
      }
      bit += reportSize * reportCount;
    }
  }
  return undefined;
}

/** Bytes of an output report, without its id. */
function sizeOf(device: HidDevice, reportId: number): number {
  const report = device.collections
    .flatMap(({ outputReports }) => outputReports ?? [])
    .find((one) => (one.reportId ?? 0) === reportId);
  const bits = (report?.items ?? []).reduce(
    (total, { reportSize = 0, reportCount = 0 }) => total + reportSize * reportCount,
    0,
  );
  return Math.ceil(bits / 8);
}

/**
 * How often it is looked for a headset while there is none, ms: no page is told that a permission was granted in
 * another page, or that another program let go of a device.
 */
const LOOK_MILLISECONDS = 3_000;

/** What the seat is doing, as the headset's lamp and its own state should show it. */
export interface HeadsetState {
  readonly ringing: boolean;
  readonly inCall: boolean;
  readonly muted: boolean;
}

export interface Headset {
  setState(state: HeadsetState): void;
}

/**
 * Buttons and lamps of a headset by WebHID. It knows no maker: every field is found by its usage in the device's
 * own report description (HID Usage Tables, telephony and LED pages).
 *
 * Only devices that a person has granted are used; the first of them with a hook switch serves.
 */
export function createHeadset(options: {
  readonly hid: Hid | undefined;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onButton: (button: 'answer' | 'hang-up' | 'mute') => void;
  readonly onChanged: (buttons: HeadsetButtons) => void;
}): Headset {
  const { hid } = options;
  let device: HidDevice | undefined;
  let state: HeadsetState = { ringing: false, inCall: false, muted: false };

  const tell = () =>
    options.onChanged(
      device
        ? { state: 'connected', name: device.productName.slice(0, 128) || null }
        : { state: hid ? 'none' : 'unsupported', name: null },
    );

  const show = () => {
    const current = device;
    if (!current) return;
    const lamps: ReadonlyArray<[number, boolean]> = [
      [LED_RING, state.ringing],
      [LED_OFF_HOOK, state.inCall],
      [LED_MUTE, state.muted],
    ];
    const reports = new Map<number, Uint8Array<ArrayBuffer>>();
    for (const [usage, on] of lamps) {
      const field = fieldOf(current, 'outputReports', usage);
      if (!field) continue;
      const data = reports.get(field.reportId) ?? new Uint8Array(sizeOf(current, field.reportId));
      reports.set(field.reportId, data);
      if (on) data[field.bit >> 3] = (data[field.bit >> 3] ?? 0) | (1 << (field.bit & 7));
    }
    for (const [reportId, data] of reports) {
      current.sendReport(reportId, data).catch(() => {
        // Unplugged in this moment: `disconnect` follows and is told.
      });
    }
  };

  const listen = (opened: HidDevice) => {
    const hook = fieldOf(opened, 'inputReports', HOOK_SWITCH);
    const mute = fieldOf(opened, 'inputReports', PHONE_MUTE);
    const last = { hook: false, mute: false };
    opened.oninputreport = ({ reportId, data }) => {
      if (opened !== device) return;
      const read = (field: Field | undefined) =>
        field?.reportId === reportId && field.bit >> 3 < data.byteLength
          ? ((data.getUint8(field.bit >> 3) >> (field.bit & 7)) & 1) === 1
          : undefined;
      const hookNow = read(hook);
      const muteNow = read(mute);
      const lifted = hookNow === true && !last.hook;
      const laidDown = hookNow === false && last.hook;
      // A switch with two positions says both; a button that only tells presses toggles.
      if (lifted && state.ringing) options.onButton('answer');
      else if (state.inCall && (hook?.isAbsolute ? laidDown : lifted)) options.onButton('hang-up');
      if (muteNow === true && !last.mute && state.inCall) options.onButton('mute');
      last.hook = hookNow ?? last.hook;
      last.mute = muteNow ?? last.mute;
    };
  };

  const use = async (next: HidDevice) => {
    const isHeadset = next.collections.some(({ usagePage }) => usagePage === TELEPHONY_PAGE);
    if (device || !isHeadset || !fieldOf(next, 'inputReports', HOOK_SWITCH)) return;
    device = next;
    try {
      if (!next.opened) await next.open();
    } catch {
      // Another program holds it: the seat goes on without buttons, and the state says so.
      device = undefined;
      return tell();
    }
    listen(next);
    tell();
    show();
  };
  const look = () => {
    hid?.getDevices().then(
      (devices) => {
        for (const one of devices) void use(one);
      },
      () => {
        // Not allowed by policy: as if there were none.
      },
    );
  };
  const keepLooking = () => {
    if (!device) look();
    options.schedule(LOOK_MILLISECONDS, keepLooking);
  };

  hid?.addEventListener('connect', ({ device: next }) => void use(next));
  hid?.addEventListener('disconnect', ({ device: gone }) => {
    if (gone !== device) return;
    device = undefined;
    tell();
    look();
  });
  tell();
  if (hid) keepLooking();

  return {
    setState: (next) => {
      state = next;
      show();
    },
  };
}
