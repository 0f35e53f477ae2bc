import { codeOf, messageOf } from '#shared/domain/index.ts';

/**
 * What the person at the seat reads when the program could not start. They may have no terminal, so the window
 * says it. Chinese by code, then the technical sentence for whoever is called to help.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  'cache-unavailable':
    '本机数据文件打不开。最常见的原因是程序已经打开了一个窗口:请先找到并使用那个窗口，或关闭它再重新启动。',
  'cache-disk-full': '磁盘已满，无法保存工单。请清理磁盘空间后重新启动。',
  'settings-invalid': '设置文件 settings.json 有错误，请管理员按下面的说明改正后重新启动。',
  'secrets-unreadable': '口令文件打不开，请管理员按下面的说明处理后重新启动。',
  'key-locked': '这个数据目录的密钥由 Electron 版保管，请用 Electron 版启动。',
  'key-invalid': '密钥文件不正确，请管理员放回原来的密钥文件后重新启动。',
};

/** The text of the page shown instead of the program. */
export function startFailureText(error: unknown): string {
  const sentence = SENTENCES[codeOf(error)] ?? '程序没有启动成功，请把下面的内容告诉管理员。';
  return `连心桥没有启动\n\n${sentence}\n\nLianxinqiao did not start (${codeOf(error)}):\n${messageOf(error)}\n`;
}
