/** One order as a caller of the topic gives it: what the operator hears, in the order of the form. */
export interface HeardOrder {
  readonly topic: string;
  readonly callerName: string;
  readonly callerNumber: string;
  /** Code of the template. */
  readonly template: string;
  /** What goes into its blanks, in order. */
  readonly blanks: readonly string[];
  /** First letters of the township or village, and the address behind it. */
  readonly place: { readonly letters: string; readonly address: string };
  /** When and about whom, as the caller says it. */
  readonly occurred: string;
  readonly respondent: string;
  readonly leadUnit: string;
}

/** The topics of DOMAIN.md §6 and of the practice callers; places are real, everything else is invented. */
export const HEARD: readonly HeardOrder[] = [
  {
    topic: 'property management',
    callerName: '刘先生',
    callerNumber: '15406320011',
    template: 'dtty',
    blanks: ['上月底', '三', '配件未到'],
    place: { letters: 'whlj', address: '青檀佳苑6号楼1单元' },
    occurred: '上月底',
    respondent: '物业公司',
    leadUnit: '市住房和城乡建设局',
  },
  {
    topic: 'community environment',
    callerName: '王女士',
    callerNumber: '15406320012',
    template: 'ljqy',
    blanks: ['小区北门', '一周'],
    place: { letters: 'gmlj', address: '阳光花园' },
    occurred: '一周前',
    respondent: '保洁公司',
    leadUnit: '市城市管理局',
  },
  {
    topic: 'road safety',
    callerName: '孙先生',
    callerNumber: '15406320013',
    template: 'dlsh',
    blanks: ['村东桥', '护栏', '半个月'],
    place: { letters: 'taoz', address: '村东桥头' },
    occurred: '半个月前',
    respondent: '',
    leadUnit: '市交通运输局',
  },
  {
    topic: 'farm pollution',
    callerName: '赵先生',
    callerNumber: '15406320014',
    template: 'yzwr',
    blanks: ['猪', '村西水沟', '两个月'],
    place: { letters: 'sgz', address: '养殖场旁' },
    occurred: '两个月前',
    respondent: '养猪场',
    leadUnit: '市生态环境局',
  },
  {
    topic: 'building noise',
    callerName: '李女士',
    callerNumber: '15406320015',
    template: 'sgzs',
    blanks: ['商场', '晚上十一点到两点', '十天'],
    place: { letters: 'jhjd', address: '善国路家园' },
    occurred: '十天前',
    respondent: '商场工地',
    leadUnit: '市城市管理局',
  },
  {
    topic: 'street stalls',
    callerName: '张先生',
    callerNumber: '15406320016',
    template: 'zdjy',
    blanks: ['傍晚', '烧烤'],
    place: { letters: 'lcjd', address: '农贸市场东门' },
    occurred: '傍晚',
    respondent: '烧烤摊',
    leadUnit: '市城市管理局',
  },
  {
    topic: 'heating',
    callerName: '陈女士',
    callerNumber: '15406320017',
    template: 'gnbr',
    blanks: ['昨天', '十四', '说会派人但一直没来'],
    place: { letters: 'xcq', address: '临山小区2号楼' },
    occurred: '昨天',
    respondent: '',
    leadUnit: '市住房和城乡建设局',
  },
  {
    topic: 'wages owed',
    callerName: '周先生',
    callerNumber: '15406320018',
    template: 'tqgz',
    blanks: ['某建筑公司', '八', '三个月', '十二万', '说工程款没到'],
    place: { letters: 'gxq', address: '在建工地' },
    occurred: '三个月前',
    respondent: '某建筑公司',
    leadUnit: '市人力资源和社会保障局',
  },
];
