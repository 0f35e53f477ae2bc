/** Phrases of one's own. */
export const phrases = {
  title: '我的常用语',
  name: '名称',
  text: '内容',
  textHint: '内容；要填的地方写成【什么】，用时按 Tab 逐个填',
  add: '添加',
  change: '保存修改',
  remove: '删除',
  removeNamed: '删除“{{name}}”',
} as const;
