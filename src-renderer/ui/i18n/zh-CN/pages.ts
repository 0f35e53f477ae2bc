/** Names of the pages beside the order, by their id in the shell's registry, and the menu that opens them. */
export const pages = {
  menu: '更多',
  menuTitle: '更多页面',
  menuHint: '按数字键打开；有来电时自动回到工单。',
  back: '返回工单',
  name: {
    orders: '工单记录',
    callbacks: '回访',
    shift: '班次与统计',
    scripts: '话术管理',
    supervision: '现场监控',
    outbox: '待发与退回',
    calendar: '工作日历',
  },
} as const;
