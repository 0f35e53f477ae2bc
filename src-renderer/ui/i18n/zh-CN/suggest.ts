/** What is suggested beside the form, why, and who calls. */
export const suggest = {
  region: '分类与单位建议',
  categories: '分类建议',
  units: '承办单位建议',
  duplicates: '可能重复',
  key: 'Ctrl+{{digit}} 采用',
  keys: 'Ctrl+{{from}}–{{to}} 采用',
  merge: '并入',
  more: '还有 {{count}} 件',
  left: '还有：{{what}}',
  similarity: '相似 {{share}}%',
  reason: {
    words: '含{{words}}',
    named: '提到{{words}}',
    'own-category': '本中心 {{count}} 件类似',
    'own-unit': '本中心 {{count}} 件派给它',
    'in-charge': '主管“{{category}}”',
    'answered-by': '同类 {{share}}% 由此类单位答复',
    area: '属{{area}}',
    'same-place': '同一地点',
    'same-category': '同一分类',
    'same-words': '都提到{{words}}',
  },
} as const;

/** The screen pop: who is known behind the number. */
export const caller = {
  region: '来电人',
  heading: '来电人',
  count: '{{total}} 件，未办结 {{open}} 件',
  last: '上次 {{time}}',
  noName: '未留姓名',
  mark: {
    repeat: '多次来电',
    'promised-callback': '已答应回电',
    confidential: '有人要求保密，勿先说姓名',
    nuisance: '骚扰号码',
  },
  followUp: '催办',
  take: '带入此人',
  choose: 'Alt+↑↓',
} as const;

/** What a pasted or dictated text offers. */
export const reading = {
  region: '文中读到',
  heading: '文中读到',
  identity: '文中有身份证号：一般不收集，确需时另行登记',
  all: '全部采用',
  others: '还读到：{{fields}}',
  source: '出自“{{source}}”',
} as const;
