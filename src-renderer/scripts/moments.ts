import type { WorkOrderFields } from '#shared/domain/index.ts';

/** What the choice of phrases looks at. */
export interface Moment {
  readonly call: 'none' | 'ringing' | 'active';
  readonly fields: WorkOrderFields;
  /** How long the citizen has not been heard, s; 0 when unknown. */
  readonly silentSeconds: number;
  /** Talking time, s. */
  readonly talkedSeconds: number;
  /** Talking time after which comfort is offered, s. */
  readonly comfortAfterSeconds: number;
  /** The order submitted in this call, or null. */
  readonly submitted: { readonly number: string; readonly fields: WorkOrderFields } | null;
}

const PHRASES_AT_ONCE = 3;
/** Seconds without voice after which each phrase comes (rule SC-11). */
export const SILENCE_MARKS = [8, 12, 20] as const;
/** For so long comfort stands there, s. */
const COMFORT_LASTS = 45;

/** Words that may mean danger. They only bring a phrase up; the operator judges. */
const CRISIS = /轻生|自杀|不想活|活不下去|跳楼|遗书|结束生命/;
const EMERGENCY = /着火|起火|火灾|受伤|流血|昏迷|晕倒|打人|持刀|抢劫|车祸|溺水/;
const PUBLIC_DANGER = /燃气|煤气|漏气|爆管|坍塌|倒塌|电线.{0,4}(断|掉|落)|触电|爆炸/;
const ENTERPRISE = /公司|企业|工厂|厂里/;

/**
 * Ids of the phrases for a moment, the most needed first, at most three (DOMAIN.md §5 and its appendix).
 * Danger comes before everything; then the submitted number, silence, comfort at the set mark, and what the order still
 * lacks.
 */
export function phrasesFor(moment: Moment): string[] {
  const { call, fields, silentSeconds, talkedSeconds, comfortAfterSeconds, submitted } = moment;
  if (call === 'none') return [];
  if (call === 'ringing') return ['GR01'];
  if (CRISIS.test(fields.content)) return ['CR01', 'CR02', 'CR03'];
  if (PUBLIC_DANGER.test(fields.content)) return ['EM02', 'VF03', 'RS01'];
  if (EMERGENCY.test(fields.content)) return ['EM01', 'VF03', 'RS01'];
  if (submitted) return submitted.fields.handling === 'dispatched' ? ['DP01', 'CL01'] : ['CL01'];
  const [first, second, third] = SILENCE_MARKS;
  if (silentSeconds >= third) return ['SL03', 'SL02'];
  if (silentSeconds >= second) return ['SL02', 'SL01'];
  if (silentSeconds >= first) return ['SL01', 'DL01'];
  const isLong = talkedSeconds >= comfortAfterSeconds && talkedSeconds < comfortAfterSeconds + COMFORT_LASTS;
  const comfort = isLong ? ['CM01'] : [];
  return [...comfort, ...phrasesForFields(fields)].slice(0, PHRASES_AT_ONCE);
}

/** What the order still lacks, in the order of a call. */
function phrasesForFields(fields: WorkOrderFields): string[] {
  const blank = (text: string) => text.trim() === '';
  if (blank(fields.content)) return blank(fields.callerName) ? ['GR01', 'VF01', 'DL01'] : ['GR01', 'DL01'];
  const needsPlace = fields.requestType !== 'ZX' && fields.requestType !== 'BY';
  const wanted = [
    needsPlace && blank(fields.place) && 'VF03',
    needsPlace && blank(fields.aim) && 'VF04',
    !fields.anonymous && blank(fields.callerName) && 'VF01',
    !fields.anonymous && blank(fields.callerNumber) && 'VF02',
    fields.anonymous && blank(fields.callerNumber) && 'CF02',
    (fields.requestType === 'TS' || fields.requestType === 'JB') && 'CF01',
    ENTERPRISE.test(fields.content) && 'EN01',
    fields.handling === 'answered' && 'AN01',
    fields.handling === 'answered' && blank(fields.replyText) && 'AN02',
    'RS01',
    'HD01',
  ];
  return wanted.filter((id) => id !== false);
}
