import { calendar } from './zh-CN/calendar.ts';
import { call, desk } from './zh-CN/call.ts';
import { commands } from './zh-CN/commands.ts';
import { error, fault } from './zh-CN/error.ts';
import { figures } from './zh-CN/figures.ts';
import { form } from './zh-CN/form.ts';
import { supervision, wallboard } from './zh-CN/hall.ts';
import { callbacks, orders } from './zh-CN/orders.ts';
import { outbox } from './zh-CN/outbox.ts';
import { pages } from './zh-CN/pages.ts';
import { phrases } from './zh-CN/phrases.ts';
import { scripts } from './zh-CN/scripts.ts';
import { shift } from './zh-CN/shift.ts';
import { ready, sound, status } from './zh-CN/station.ts';
import { caller, reading, suggest } from './zh-CN/suggest.ts';

/** Simplified Chinese, the first language. `en.ts` has exactly these keys. */
export const zhCN = {
  wallboard,
  supervision,
  app: {
    name: '连心桥',
    subtitle: '12345 热线坐席',
    title: '连心桥 · 12345 热线坐席',
    titleRinging: '来电 {{seconds}} 秒 · 连心桥',
    titleOverdue: '来电已超时 {{seconds}} 秒 · 连心桥',
    titleActive: '通话中 {{time}} · 连心桥',
    notice: { title: '12345 来电', body: '有市民来电，请尽快接听。', answer: '接听' },
    practice: '练习',
    media: '通话声音',
    connecting: '正在连接程序…',
    lost: '程序连接中断，正在重连… 已输入的内容都在，重连后自动保存。',
    recovering: '画面出错，正在恢复。通话不受影响，已输入的内容都在。',
    dismiss: '知道了',
    close: '关闭',
    skip: '跳到工单',
  },
  call,
  form,
  calendar,
  commands,
  suggest,
  caller,
  reading,
  phrases,
  save: {
    region: '保存状态',
    empty: '尚未输入',
    saving: '正在保存…',
    saved: '已保存 {{time}}',
    failed: '未保存：{{reason}}',
  },
  submitted: {
    tell: '请告诉市民',
    number: '编号',
    savedHere: '已保存到本机',
    waiting: '等待发送到中心',
    received: '中心已收到',
    refused: '中心退回',
    refusedHint: '原因：{{reason}}。请联系班长处理。',
    waitingHint: '不影响接听。连上中心后自动发送。',
    open: '查看、修改、要求回电、打印',
    next: '登记下一件',
    dispatchedTo: '转派 {{unit}}',
    answeredOnSpot: '已当场答复',
    dueBy: '最晚 {{time}} 前答复',
  },
  orders,
  callbacks,
  guide: {
    region: '话术与提示',
    heading: '现在可以说',
    nothing: '来电接通后，这里显示该说的话。',
    idleTitle: '一通电话，四步办完',
    idle1: '响铃时按 F2 接听。',
    idle2: '照这里的话术说，边听边记。',
    idle3: '按 Ctrl+Enter 提交，把编号告诉市民。',
    idle4: '按 F8 挂断。',
    idleNote: '输入的内容随时自动保存，断电也不丢。',
    slot: '请换成实际内容',
  },
  practice: {
    region: '练习字幕',
    secondCall: '再来一个来电',
    heading: '对方说的话（练习字幕）',
    waiting: '接通后，市民的话会逐句显示在这里。',
    topic: '话题：{{topic}}',
  },
  status,
  ready,
  sound,
  desk,
  fault,
  help: {
    library: '搜索话术、政策、单位',
    title: '快捷键',
    intro: '正在用输入法组字时，快捷键不起作用。',
    answer: '接听来电，在任何输入框里都可用',
    hangUp: '挂断当前通话',
    hold: '保持通话，再按恢复；有两通时换到另一通',
    mute: '静音，再按一次恢复',
    desk: '拨号；通话中为咨询、转接',
    submit: '提交工单',
    newDraft: '新建工单',
    nextDraft: '换到下一份打开的工单',
    commands: '命令、模板、常用语；输入 ? 列出全部',
    offers: '采用右边列出的建议；0 采用文中读到的全部',
    join: '并入可能重复的工单',
    takeCaller: '带入选中的来电人和地点',
    followUp: '催办选中的工单；Alt+↑↓ 选择',
    steps: '撤销 / 重做这份工单的输入',
    types: '选择诉求类型',
    menu: '打开更多页面',
    help: '打开或关闭本页',
    tab: '到下一项 / 上一项',
    states: '状态的形状',
    stateGood: '正常',
    stateBusy: '进行中',
    stateWarn: '注意',
    stateBad: '有问题',
  },
  outbox,
  pages,
  shift,
  figures,
  scripts,
  error,
} as const;
