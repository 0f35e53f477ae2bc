export { createDevices, type Devices } from './devices.ts';
export { createMediaLink, type MediaLink } from './link.ts';
