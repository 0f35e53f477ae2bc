import type { ScriptKind } from '#shared/domain/index.ts';

/**
 * What a new entry begins as. Right in form, so that the preview shows something at once; the words are to be written.
 *
 * @param reviewBy `YYYY-MM-DD`
 */
export function templateOf(kind: ScriptKind, id: string, reviewBy: string): string {
  const head = `---\nkind: ${kind}\nid: ${id}\ntitle: 标题\ntitle-en: Title\nkeywords:\n  - 市民的说法\n`;
  const body = (chinese: string) => `---\n\n${chinese}\n\n# English\n\nText\n`;
  switch (kind) {
    case 'phrase':
      return `${head}group: answer\ntrigger: 什么时候说\ntrigger-en: When it is said\n${body('要说的话')}`;
    case 'knowledge':
      return `${head}source: 文件或服务的名称\nissuer: 发布机关\nreview-by: ${reviewBy}\n${body('内容')}`;
    case 'unit':
      return `${head}level: city\nphone: ''\nhours: 工作日 9:00—17:00\nhours-en: Working days 9:00–17:00\n${body('职责')}`;
    case 'guide':
      return `${head}${GUIDE_STEPS}${body('什么时候用')}`;
  }
}

const GUIDE_STEPS = `steps:
  - step: first
    say: 要问的问题
    say-en: The question
    answers:
      - answer: 第一种回答
        answer-en: First answer
        set:
          requestType: TS
        add: 记入诉求内容的一句话。
        go: where
  - step: where
    say: 请问在什么位置？
    say-en: Where is it?
    field: place
    go: done
  - step: done
    say: 已经为您登记，编号{编号}。
    say-en: It is registered under {编号}.
    deadline: general
`;
