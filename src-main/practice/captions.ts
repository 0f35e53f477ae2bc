import type { Caption } from '#shared/contract/index.ts';
import type { LocalizedText, Utterance } from './callers.ts';

/** What happens on a line that the trainee should know of. */
export type LineEvent =
  | { readonly kind: 'held' | 'resumed' | 'recording-paused' | 'recording-resumed' | 'ring-back' }
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'transferring' | 'transferred'; readonly to: LocalizedText }
  | { readonly kind: 'transfer-failed'; readonly to: LocalizedText; readonly statusCode: number };

/** Who a caption belongs to. */
export interface Party {
  /** Caller's id or department's number. */
  readonly id: string;
  readonly speaker: LocalizedText;
  /** How the party is named in a sentence. */
  readonly name: LocalizedText;
}

export interface Captions {
  list(): Caption[];
  clear(): void;
  said(party: Party, line: Utterance): void;
  happened(party: Party, event: LineEvent): void;
}

const MOST_CAPTIONS = 50;

/** The last lines of the practice exchange, oldest first. Keys that follow each other are one line. */
export function createCaptions(wall: () => number, onChanged: () => void): Captions {
  let captions: Caption[] = [];
  let keys: { readonly party: string; readonly digits: string } | undefined;
  const add = (party: Party, kind: Caption['kind'], text: string, english: string) => {
    const caption = { caller: party.id, speaker: party.speaker, kind, text, english, at: wall() };
    captions = [...captions, caption].slice(-MOST_CAPTIONS);
    onChanged();
  };
  return {
    list: () => captions,
    clear: () => {
      captions = [];
      keys = undefined;
      onChanged();
    },
    said: (party, { text, english }) => {
      keys = undefined;
      add(party, 'speech', text, english);
    },
    happened: (party, event) => {
      if (event.kind !== 'digit') {
        keys = undefined;
        const [text, english] = describe(party.name, event);
        return add(party, 'event', text, english);
      }
      const before = keys?.party === party.id ? keys.digits : undefined;
      if (before !== undefined) captions = captions.slice(0, -1);
      const digits = (before ?? '') + event.digit;
      keys = { party: party.id, digits };
      add(party, 'event', `（按键 ${digits}）`, `(keys ${digits})`);
    },
  };
}

/** An event in Chinese and in English. */
function describe(name: LocalizedText, event: Exclude<LineEvent, { kind: 'digit' }>): [string, string] {
  const who = name['zh-CN'];
  switch (event.kind) {
    case 'held':
      return [`（已保持，${who}在等）`, `(on hold, ${name.en} waits)`];
    case 'resumed':
      return ['（已恢复通话）', '(talking again)'];
    case 'recording-paused':
      return ['（录音已暂停）', '(recording paused)'];
    case 'recording-resumed':
      return ['（录音已恢复）', '(recording goes on)'];
    case 'ring-back':
      return ['（听到回铃音）', '(ring-back tone)'];
    case 'transferring':
      return [
        `（正在把${who}转给${event.to['zh-CN']}）`,
        `(${name.en} is being transferred to ${event.to.en})`,
      ];
    case 'transferred':
      return [`（${who}已转到${event.to['zh-CN']}）`, `(${name.en} is with ${event.to.en} now)`];
    case 'transfer-failed':
      return [
        `（没有转成：${event.to['zh-CN']}，${event.statusCode}。${who}还在线上）`,
        `(transfer to ${event.to.en} failed, ${event.statusCode}; ${name.en} is still here)`,
      ];
  }
}
