import { newDraft, submit } from '../../intake/index.ts';
import { createFakeMain, exampleCall, exampleDraft, type FakeMain } from './fake-main.ts';
import { key, ring, someOrders, talk, type } from './scenes/acts.ts';
import { calendarScenes } from './scenes/calendar.ts';
import { callbackScenes } from './scenes/callbacks.ts';
import { callerScenes } from './scenes/caller.ts';
import { intakeScenes } from './scenes/intake.ts';
import { outboxScenes } from './scenes/outbox.ts';
import { later, whenThere } from './scenes/pace.ts';
import { provisioningScenes } from './scenes/provisioning.ts';
import { scriptScenes } from './scenes/scripts.ts';
import { shiftScenes } from './scenes/shift.ts';
import { softphoneScenes } from './scenes/softphone.ts';
import { supervisionScenes } from './scenes/supervision.ts';

const scenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  idle: (main) => someOrders(main, 3),
  first: () => undefined,
  real: (main) => {
    someOrders(main, 6);
    main.station = { ...main.station, practice: false };
  },
  connecting: (main) => {
    main.phone = {
      ...main.phone,
      registration: { state: 'connecting', statusCode: null, since: 0, server: 1, servers: 1 },
    };
  },
  unreachable: (main) => {
    main.phone = {
      ...main.phone,
      registration: { state: 'unreachable', statusCode: 503, since: 0, server: 1, servers: 1 },
      microphone: 'missing',
    };
    someOrders(main, 2);
  },
  failed: (main) => {
    main.phone = {
      ...main.phone,
      registration: { state: 'failed', statusCode: 403, since: 0, server: 1, servers: 1 },
      microphone: 'denied',
    };
  },
  ringing: (main) => {
    someOrders(main, 3);
    ring(main, 3_000);
  },
  soon: (main) => ring(main, 8_600),
  urgent: (main) => ring(main, 12_500),
  overdue: (main) => {
    someOrders(main, 3);
    ring(main, 18_300);
  },
  active: (main) => {
    someOrders(main, 3);
    talk(main, true);
  },
  begun: (main) => {
    someOrders(main, 3);
    talk(main, false);
  },
  missing: (main) => {
    talk(main, false);
    later(() => void submit());
  },
  deaf: (main) => {
    talk(main, true);
    main.phone = { ...main.phone, microphone: 'denied' };
  },
  ended: (main) => {
    someOrders(main, 4);
    main.phone = {
      ...main.phone,
      calls: [
        exampleCall({
          state: 'ended',
          answeredAfterMilliseconds: 6_200,
          talkedMilliseconds: 184_000,
          endReason: 'caller-hung-up',
        }),
      ],
    };
  },
  missed: (main) => {
    main.phone = {
      ...main.phone,
      calls: [exampleCall({ state: 'ended', waitedMilliseconds: 21_400, endReason: 'abandoned' })],
    };
  },
  offline: (main) => {
    someOrders(main, 6);
    talk(main, true);
    main.sync = {
      hub: 'unreachable',
      since: Date.now(),
      waiting: 3,
      waitingSince: Date.now() - 5_000_000,
      refused: 1,
    };
  },
  faults: (main) => {
    talk(main, true);
    main.refusal = 'disk-full';
    main.station = {
      ...main.station,
      faults: [
        { code: 'cache-disk-full', message: '', details: {}, since: 0 },
        {
          code: 'cache-damaged',
          message: '',
          details: {
            keptAs: 'C:\\Users\\seat007\\AppData\\Roaming\\lianxinqiao\\cache.damaged-20261122-224500.db',
          },
          since: 0,
        },
      ],
    };
    later(() => type('field-title', '半月'));
  },
  lost: (main) => {
    talk(main, true);
    whenThere('.phrase', () => main.cut());
  },
  submitted: (main) => {
    someOrders(main, 2);
    talk(main, true);
    later(() => void submit());
  },
  received: (main) => {
    talk(main, true);
    later(() => {
      void submit().then(() => {
        main.intake = {
          ...main.intake,
          orders: main.intake.orders.map((order) => ({ ...order, delivery: 'received' as const })),
        };
        main.emitIntake();
      });
    });
  },
  band: (main) => {
    talk(main, true);
    main.intake = {
      ...main.intake,
      drafts: [
        exampleDraft(null, { title: '光明路路灯不亮', content: '光明路与龙头路口路灯三天不亮' }),
        exampleDraft(null, { callerNumber: '13806321234' }),
        ...main.intake.drafts,
      ],
    };
    later(() => void submit());
  },
  blank: (main) => {
    someOrders(main, 2);
    later(newDraft);
  },
  help: (main) => {
    talk(main, true);
    later(() => key('F1'));
  },
  menu: (main) => {
    someOrders(main, 3);
    later(() => key('F10'));
  },
  ...softphoneScenes,
  ...shiftScenes,
  ...callerScenes,
  ...intakeScenes,
  ...callbackScenes,
  ...scriptScenes((main) => talk(main, true)),
  ...outboxScenes,
  ...supervisionScenes,
  ...calendarScenes,
  ...provisioningScenes,
};

/** Every scene there is. */
export const sceneNames: readonly string[] = Object.keys(scenes);

/** The connection of a page that shows `name`. */
export function sceneNamed(name: string): FakeMain['keep'] {
  const main = createFakeMain();
  scenes[name]?.(main);
  return main.keep;
}
