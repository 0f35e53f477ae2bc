import type { Fault } from '#shared/contract/index.ts';
import type { FakeMain } from '../fake-main.ts';

const fault = (code: Fault['code']) => (main: FakeMain) => {
  main.station = { ...main.station, faults: [{ code, message: '', details: {}, since: 0 }] };
};

/** What the hub gives to the seat is not taken. */
export const provisioningScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  'provision-invalid': fault('provision-invalid'),
  'provision-not-kept': fault('provision-not-kept'),
};
