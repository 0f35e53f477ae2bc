import type { ScriptProblem } from '#shared/contract/index.ts';

/** `phrases/GR01.md:4: missing: title-en` */
export function describeProblem({ file, line, code, detail }: ScriptProblem): string {
  return `${file}:${line}: ${code}${detail === '' ? '' : `: ${detail}`}`;
}
