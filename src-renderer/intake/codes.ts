import { create } from 'zustand';
import channels from '#assets/codes/channels.json' with { type: 'json' };
import enterpriseKinds from '#assets/codes/enterprise-kinds.json' with { type: 'json' };
import handlings from '#assets/codes/handlings.json' with { type: 'json' };
import rejectReasons from '#assets/codes/reject-reasons.json' with { type: 'json' };
import requestTypes from '#assets/codes/request-types.json' with { type: 'json' };
import respondentKinds from '#assets/codes/respondent-kinds.json' with { type: 'json' };
import safetyFlags from '#assets/codes/safety-flags.json' with { type: 'json' };
import urgencies from '#assets/codes/urgencies.json' with { type: 'json' };
import type { Code, CodeListName } from '#shared/domain/index.ts';
import { useTranslation } from '../ui/index.ts';

type Lists = Partial<Record<CodeListName, readonly Code[]>>;

/** What ships, so that the form stands at the first paint; main's own lists, which a centre may have changed, follow. */
const SHIPPED: Lists = {
  channels: channels.codes,
  'enterprise-kinds': enterpriseKinds.codes,
  handlings: handlings.codes,
  'reject-reasons': rejectReasons.codes,
  'request-types': requestTypes.codes,
  'respondent-kinds': respondentKinds.codes,
  'safety-flags': safetyFlags.codes,
  urgencies: urgencies.codes,
};

export const useCodeBook = create<{ readonly lists: Lists }>(() => ({ lists: SHIPPED }));

export interface Codes {
  readonly language: 'zh' | 'en';
  list(name: CodeListName): readonly Code[];
  /** The text of a code in the screen's language; the code itself where no list has it. */
  text(name: CodeListName, code: string): string;
}

/** The lists of codes in the language of the screen. */
export function useCodes(): Codes {
  const { lists } = useCodeBook();
  const language = useTranslation().language === 'en' ? 'en' : 'zh';
  const list = (name: CodeListName) => lists[name] ?? [];
  return {
    language,
    list,
    text: (name, code) => list(name).find((one) => one.code === code)?.[language] ?? code,
  };
}
