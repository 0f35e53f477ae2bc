import type { Areas } from './handlers.ts';
import type { Broadcast } from './pages.ts';

/** Every change of an area reaches the pages: their stores are mirrors, and nothing else is told here. */
export function tellPages(areas: Areas, broadcast: Broadcast): void {
  const { devices, intake, phone } = areas;
  phone.onChanged((state) => broadcast('phone', 'changed', state));
  phone.onLevels((levels) => broadcast('phone', 'levels', levels));
  devices.onChanged((state) => broadcast('devices', 'changed', state));
  devices.onMicrophoneLevel((level) => broadcast('devices', 'microphoneLevel', { level }));
  areas.shift.onChanged((state) => broadcast('shift', 'changed', state));
  areas.figures.onChanged((head) => broadcast('figures', 'changed', head));
  areas.supervision.onChanged((state) => broadcast('supervision', 'changed', state));
  intake.onChanged((state) => broadcast('intake', 'changed', state));
  intake.orders.onChanged(() => broadcast('orders', 'changed', null));
  intake.places.onChanged((state) => broadcast('places', 'changed', state));
  areas.lists.onChanged((state) => broadcast('lists', 'changed', state));
  areas.deadlines.onChanged((state) => broadcast('deadlines', 'changed', state));
  areas.phrases.onChanged((state) => broadcast('phrases', 'changed', state));
  areas.scripts.onChanged((state) => broadcast('scripts', 'changed', state));
  areas.sync.onChanged((state) => broadcast('sync', 'changed', state));
  areas.practice?.onChanged((state) => broadcast('practice', 'changed', state));
}
