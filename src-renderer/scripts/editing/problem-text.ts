import type { ScriptProblem } from '#shared/contract/index.ts';
import { texts } from '../../ui/index.ts';

/** What is wrong, in words. */
export function problemText({ code, detail }: ScriptProblem): string {
  return texts.t(`scripts.edit.problem.${code}`, { detail });
}
