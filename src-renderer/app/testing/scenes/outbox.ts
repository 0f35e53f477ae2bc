import { v7 as uuidv7 } from 'uuid';
import { openPage } from '../../../ui/index.ts';
import type { FakeMain } from '../fake-main.ts';
import { press, talk } from './acts.ts';
import { whenThere } from './pace.ts';

/** The centre is away, and two things were refused before. */
function notDelivered(main: FakeMain): void {
  const at = Date.parse('2026-11-22T09:12:00+08:00');
  const item = (kind: string, number: string, minutes: number) => ({
    id: uuidv7(),
    kind,
    number,
    createdAt: at + minutes * 60_000,
  });
  main.sync = { hub: 'unreachable', since: at, waiting: 3, waitingSince: at, refused: 2 };
  main.outbox = {
    canExport: true,
    refused: [
      {
        ...item('work-order.submit', '261122-007-003', 0),
        refusedAt: at + 60_000,
        reason: 'invalid',
        message: 'payload.fields.title too_big',
        heldBack: 1,
      },
      {
        ...item('work-order.callback', '261121-007-041', 4),
        refusedAt: at + 300_000,
        reason: 'not-found',
        message: 'The order that this is about was never received.',
        heldBack: 0,
      },
    ],
    waiting: [
      item('work-order.submit', '261122-007-004', 0),
      item('call.record', '', 3),
      item('work-order.follow-up', '261120-012-017', 9),
    ],
  };
}

/** Scenes of what has not reached the centre, and of a centre that does not know this seat any more. */
export const outboxScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  outbox: (main) => {
    notDelivered(main);
    openPage('outbox');
  },
  'outbox-empty': () => openPage('outbox'),
  'outbox-mending': (main) => {
    notDelivered(main);
    openPage('outbox');
    whenThere('[data-testid=outbox-mend]', () => press('outbox-mend'));
  },
  revoked: (main) => {
    talk(main, true);
    main.sync = { hub: 'revoked', since: Date.now(), waiting: 3, waitingSince: Date.now(), refused: 1 };
  },
};
