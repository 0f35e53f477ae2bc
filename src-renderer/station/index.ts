export { FaultBanners } from './FaultBanners.tsx';
export { attachStation, useStation } from './store.ts';
