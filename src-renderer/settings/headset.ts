import { showError } from '../ui/index.ts';

/** Asks the person which headset's buttons may be used; the media page sees it by itself once it is granted. */
export async function requestHeadset(): Promise<void> {
  if (!('hid' in navigator)) return;
  const hid = navigator.hid as { requestDevice(options: { filters: object[] }): Promise<unknown> };
  try {
    // Telephony devices (HID Usage Tables, page 0x0B).
    await hid.requestDevice({ filters: [{ usagePage: 0x0b }] });
  } catch (error) {
    showError(error);
  }
}
