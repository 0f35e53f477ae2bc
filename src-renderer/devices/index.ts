export { DeviceStrip } from './DeviceStrip.tsx';
export { attachDevices, changeSound, useDevices } from './store.ts';
