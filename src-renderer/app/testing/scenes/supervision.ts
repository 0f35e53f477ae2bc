import { v7 as uuidv7 } from 'uuid';
import type { SupervisionState } from '#shared/contract/index.ts';
import type { AgentStateName } from '#shared/domain/index.ts';
import type { HelpRequest } from '#shared/hub-protocol/index.ts';
import { openPage } from '../../../ui/index.ts';
import type { FakeMain } from '../fake-main.ts';
import { talk } from './acts.ts';

const NAMES = [
  '李敏',
  '王芳',
  '张伟',
  '刘洋',
  '陈静',
  '杨帆',
  '赵磊',
  '孙悦',
  '周婷',
  '吴强',
  '郑爽',
  '冯佳',
];
const STATES: readonly AgentStateName[] = [
  'talking',
  'ready',
  'talking',
  'after-call-work',
  'not-ready',
  'ringing',
];
const MINUTE = 60_000;

const help = (seat: number, at: number, by: string | null): HelpRequest => ({
  id: uuidv7(),
  seat,
  operator: NAMES[seat % NAMES.length] ?? '',
  callId: null,
  at,
  acknowledged: by === null ? null : { by, at: at + 20_000 },
});

/** A floor of forty seats; all of it invented. */
function floor(requests: readonly HelpRequest[]): SupervisionState {
  const at = Date.now();
  return {
    link: 'live',
    ageMilliseconds: 800,
    acts: ['listen', 'whisper', 'barge'],
    own: null,
    asking: false,
    snapshot: {
      at,
      seats: Array.from({ length: 40 }, (_, index) => {
        const state = STATES[(index * 5) % STATES.length] ?? 'ready';
        return {
          seat: index + 1,
          operator: NAMES[index % NAMES.length] ?? '',
          state: index > 35 ? 'offline' : state,
          reason: state === 'not-ready' ? 'rest' : null,
          since: at - (((index * 37) % 22) + 1) * MINUTE,
          heardAt: index === 16 ? at - 200_000 : at - 2_000,
        };
      }),
      overdue: Array.from({ length: 12 }, (_, index) => ({
        orderId: uuidv7(),
        number: `2611${String(24 - index).padStart(2, '0')}-0${10 + index}-003`,
        category: index % 2 === 0 ? '城乡建设/物业管理/收费' : '环境保护/噪声污染/施工噪声',
        area: '370402',
        unit: index % 3 === 0 ? '市住房和城乡建设局' : '市中区城市管理局',
        deadlineAt: at - (12 - index) * 9 * 60 * MINUTE,
      })),
      overdueCount: 37,
      help: [...requests],
      queue: { waiting: 4, longestMilliseconds: 11_000 },
    },
  };
}

export const supervisionScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  supervision: (main) => {
    const at = Date.now();
    main.supervision = floor([help(7, at - 42_000, null), help(12, at - 90_000, null)]);
    openPage('supervision');
  },
  supervisionNone: () => openPage('supervision'),
  supervisionStale: (main) => {
    main.supervision = { ...floor([]), link: 'down', ageMilliseconds: 185_000, acts: [] };
    openPage('supervision');
  },
  helpWanted: (main) => {
    main.supervision = floor([help(7, Date.now() - 12_000, null)]);
    talk(main, true);
  },
  helpAsked: (main) => {
    main.supervision = { ...main.supervision, own: help(1, Date.now(), null) };
    talk(main, true);
  },
  helpComing: (main) => {
    main.supervision = { ...main.supervision, own: help(1, Date.now(), '陈静') };
    talk(main, true);
  },
};
