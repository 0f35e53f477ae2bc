import { pinyin } from 'pinyin-pro';
import { z } from 'zod';
import {
  type AreaHandlers,
  MOST_PHRASES,
  type OwnPhrase,
  ownPhraseSchema,
  type PhrasesState,
  type phrasesArea,
  type Template,
  templateFileSchema,
} from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { Cache } from '../cache/index.ts';

export interface PhrasesOptions {
  /** Small values by key: phrases are few, and are read and written as one. */
  readonly settings: Cache['settings'];
  readonly templates: readonly Template[];
  /** Makes a UUIDv7. */
  readonly newId: () => string;
}

/** Phrases of one's own (docs/spec/fast-entry.md, rules FE-20 to FE-22). */
export interface Phrases {
  readonly handlers: AreaHandlers<typeof phrasesArea>;
  onChanged(listener: (state: PhrasesState) => void): () => void;
}

const KEY = 'phrases';

/** What a phrase is found by: first letters of the pinyin, other letters and digits as they are. */
export function phraseCode(name: string): string {
  return pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' })
    .join('')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 40);
}

/**
 * Reads a file of templates.
 *
 * @throws ZodError when it is not one
 */
export function readTemplates(json: string): readonly Template[] {
  return templateFileSchema.parse(JSON.parse(json)).templates;
}

export function createPhrases({ settings, templates, newId }: PhrasesOptions): Phrases {
  const listeners = new Set<(state: PhrasesState) => void>();
  const list = (): readonly OwnPhrase[] => {
    const kept = settings.get(KEY);
    return kept === undefined ? [] : z.array(ownPhraseSchema).parse(JSON.parse(kept));
  };
  const keep = (phrases: readonly OwnPhrase[]) => {
    settings.set(KEY, JSON.stringify(phrases));
    for (const listener of listeners) listener({ phrases: [...phrases], templates: [...templates] });
  };
  return {
    handlers: {
      snapshot: () => ({ phrases: [...list()], templates: [...templates] }),
      save: ({ id, name, text }) => {
        const others = list().filter((phrase) => phrase.id !== id);
        if (others.length >= MOST_PHRASES)
          throw new CodedError('too-many-phrases', `At most ${MOST_PHRASES} phrases are kept.`);
        const phrase = { id: id ?? newId(), name, text, code: phraseCode(name) };
        keep([phrase, ...others]);
        return phrase;
      },
      remove: ({ id }) => {
        keep(list().filter((phrase) => phrase.id !== id));
        return null;
      },
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
