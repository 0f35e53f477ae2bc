import type { UnitDirectory } from '../suggest/index.ts';

/** Which kind of unit answered, and whether it signed. */
export interface AnsweringUnit {
  readonly kind: string;
  /** `signed`: its name stands at the end. `mentioned`: it is the one that the answer names most. */
  readonly evidence: 'signed' | 'mentioned';
}

/** Where a signature stands: the last characters of an answer, date included. */
const SIGNATURE_LENGTH = 60;

/** The kind of unit that an answer comes from, told by the parts of names in the directory; undefined when none is named. */
export function answeringUnit(reply: string, { units }: UnitDirectory): AnsweringUnit | undefined {
  const end = reply.slice(-SIGNATURE_LENGTH);
  const last = units
    .map(({ kind, signs }) => ({ kind, at: Math.max(...signs.map((sign) => end.lastIndexOf(sign))) }))
    .toSorted((one, other) => other.at - one.at)[0];
  if (last !== undefined && last.at >= 0) return { kind: last.kind, evidence: 'signed' };
  const most = units
    .map(({ kind, signs }) => ({
      kind,
      times: signs.reduce((sum, sign) => sum + reply.split(sign).length - 1, 0),
    }))
    .toSorted((one, other) => other.times - one.times)[0];
  return most !== undefined && most.times > 0 ? { kind: most.kind, evidence: 'mentioned' } : undefined;
}
