import { openPage } from '../../../ui/index.ts';
import { exampleDraft, type FakeMain } from '../fake-main.ts';
import { insert, press, pressOn } from './acts.ts';
import { whenThere } from './pace.ts';

/** Runs once the library's panel, which loads after the first picture, is there. */
function later(run: () => void): void {
  whenThere('[data-testid=library-field]', run);
}

/** Opens the editors' page with one entry. */
function edit(then: () => void): void {
  later(() => {
    openPage('scripts');
    whenThere('[data-testid=editing-line][data-id=GR01]', () => {
      pressOn('[data-testid=editing-line][data-id=GR01]');
      whenThere('[data-testid=script-text]', then);
    });
  });
}

/** Searches as a person would, by the key. */
const find = (text: string) =>
  later(() => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', code: 'KeyF', ctrlKey: true }));
    whenThere('[data-testid=library-field]:focus', () => insert(text));
  });

/** The same, and opens what was found. */
function open(text: string, id: string): void {
  const hit = `[data-testid=hit][data-id="${id}"]`;
  find(text);
  whenThere(hit, () => pressOn(hit));
}

/** Answers a guide's question by the place of the answer. */
function answer(place: number, then?: () => void): void {
  const choice = `.walk-answers li:nth-child(${place}) button`;
  whenThere(choice, () => {
    pressOn(choice);
    then?.();
  });
}

/** Scenes of the script library; `talk` puts a call and its order on screen. */
export function scriptScenes(
  talk: (main: FakeMain) => void,
): Readonly<Record<string, (main: FakeMain) => void>> {
  const inCall = (then: (main: FakeMain) => void) => (main: FakeMain) => {
    talk(main);
    main.practice = { ...main.practice, captions: [] };
    then(main);
  };
  return {
    librarySearch: inCall(() => find('暖')),
    libraryUsual: inCall(() => find('')),
    libraryNothing: inCall(() => find('没有这种东西')),
    libraryKnowledge: inCall(() => open('供暖', 'K-heating-temp')),
    libraryExpired: inCall(() => open('医保', 'K-medical-resident-2025')),
    libraryNewer: inCall((main) => {
      open('供暖', 'K-heating-temp');
      whenThere('[data-testid=entry]', () => {
        const known = main.scripts.entries.get('K-heating-temp');
        if (known) main.scripts.publish(known.entry);
      });
    }),
    libraryUnit: inCall(() => open('税郭', 'U-shuiguo')),
    libraryPhrase: inCall(() => open('保密', 'CF01')),
    libraryNote: inCall(() => {
      find('社保转移');
      whenThere('[data-testid=note-missing]', () => press('note-missing'));
    }),
    guideChoice: inCall(() => open('停水', 'G-utility')),
    guideText: (main) => {
      talk(main);
      const callId = main.phone.calls[0]?.id ?? null;
      main.intake = { ...main.intake, drafts: [exampleDraft(callId, { callerName: '刘先生' })] };
      main.practice = { ...main.practice, captions: [] };
      open('停水', 'G-utility');
      answer(4, () => answer(1));
    },
    guideConflict: inCall(() => {
      open('停水', 'G-utility');
      answer(4);
    }),
    editing: () => edit(() => undefined),
    editingCompare: () =>
      edit(() => {
        press('tab-versions');
        whenThere('[data-testid=compare-1]', () => press('compare-1'));
      }),
    editingWrong: () =>
      edit(() => {
        const area = document.querySelector<HTMLTextAreaElement>('[data-testid=script-text]');
        area?.focus();
        area?.select();
        insert('---\nkind: phrase\nid: GR01\ntitle: 首问问候\n---\n\n您好\n');
      }),
  };
}
