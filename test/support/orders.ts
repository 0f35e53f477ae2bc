import type { OrderText } from './operator.ts';

/** What an operator would write for one of the practice callers; places are real, the rest invented. */
export const LIFT_ORDER: OrderText = {
  content: '青檀佳苑6号楼1单元电梯上月底停运,至今半个多月无人维修,楼内老人上下楼十分不便,已三次向物业反映。',
  aim: '尽快修好电梯,并告知明确的维修时间',
  place: '市中区文化路街道青檀佳苑6号楼1单元',
  occurredText: '上月底',
  title: '青檀佳苑6号楼电梯停运',
  category: 'wyfw',
  leadUnit: '市住房和城乡建设局',
};
