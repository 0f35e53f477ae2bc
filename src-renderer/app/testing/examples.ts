import templates from '#assets/templates.json' with { type: 'json' };
import { type DeviceReport, type DirectoryEntry, templateFileSchema } from '#shared/contract/index.ts';
import {
  type Category,
  CODE_LISTS,
  codeBookSchema,
  type PlaceHit,
  type WorkOrderFields,
} from '#shared/domain/index.ts';

const category = (level1: string, level2: string, level3: string, initials: string): Category => ({
  code: `${level1}/${level2}/${level3}`,
  level1,
  level2,
  level3,
  initials,
  pinyin: '',
});

export const exampleCategories: Category[] = [
  category('城乡建设', '住房与房地产', '物业服务', 'zfyfdcwyfw'),
  category('城乡建设', '住房与房地产', '物业收费', 'zfyfdcwysf'),
  category('城乡建设', '住房与房地产', '房屋维修', 'zfyfdcfwwx'),
  category('城乡建设', '城市建设和市政管理', '园林绿化环卫', 'csjshszglylllhhw'),
  category('交通运输', '城市交通', '公交线路', 'csjtgjxl'),
];

const codeFiles = import.meta.glob<{ codes: unknown }>('../../../assets/codes/*.json', { eager: true });

/** The lists of codes that ship. */
export const exampleCodes = codeBookSchema.parse(
  Object.fromEntries(
    CODE_LISTS.map((name) => [name, codeFiles[`../../../assets/codes/${name}.json`]?.codes]),
  ),
);

/** Templates that ship. */
export const exampleTemplates = templateFileSchema.parse(templates).templates;

export const exampleFields: Partial<WorkOrderFields> = {
  requestType: 'TS',
  callerName: '刘先生',
  callerNumber: '15406320011',
  content:
    '市中区文化路街道青檀佳苑六号楼一单元电梯上个月底停运，至今半个多月无人维修。楼内有多位老人，上下楼十分不便。已向物业反映三次，物业每次都答复配件未到。',
  aim: '尽快修好电梯，并告知明确的维修时间',
  occurredText: '上个月底',
  occurredAt: Date.parse('2026-10-31T22:00:00+08:00'),
  ongoing: true,
  areaCode: '370402',
  streetCode: '370402005',
  place: '青檀佳苑6号楼1单元',
  respondentName: '青檀物业',
  title: '青檀佳苑6号楼电梯停运',
  categoryCode: '城乡建设/住房与房地产/物业服务',
  handling: 'dispatched',
  leadUnit: '市住房和城乡建设局',
};

/** What the place search finds. */
export const examplePlaces: PlaceHit[] = [
  {
    code: 'landmark:青檀佳苑',
    level: 'landmark',
    line: '市中区文化路街道青檀佳苑',
    areaCode: '370402',
    streetCode: '370402005',
    villageCode: '',
    place: '青檀佳苑',
    of: 'list',
    marks: [[8, 12]],
  },
  {
    code: '370402005',
    level: 'street',
    line: '市中区文化路街道',
    areaCode: '370402',
    streetCode: '370402005',
    villageCode: '',
    place: '',
    of: 'seat',
    marks: [[3, 6]],
  },
];

export const exampleDirectory: DirectoryEntry[] = [
  { name: '110 公安', number: '110' },
  { name: '119 消防', number: '119' },
  { name: '120 急救', number: '120' },
  { name: '12348 法律援助', number: '12348' },
  { name: '市住房和城乡建设局', number: '8001' },
  { name: '市供热公司', number: '8002' },
];

const headset = { identity: 'microphone:Jabra Evolve 20', label: 'Jabra Evolve 20' };
const earpiece = { identity: 'speaker:Jabra Evolve 20', label: 'Jabra Evolve 20' };
const room = { identity: 'speaker:Built-in Audio', label: 'Built-in Audio' };

export const exampleReport: DeviceReport = {
  microphones: [headset, { identity: 'microphone:Built-in Audio', label: 'Built-in Audio' }],
  speakers: [earpiece, room],
  microphone: { using: headset, fallback: false },
  headset: { using: earpiece, fallback: false },
  ringer: { using: room, fallback: false },
  headsetButtons: { state: 'connected', name: 'Jabra Evolve 20' },
  soundAllowed: true,
};
