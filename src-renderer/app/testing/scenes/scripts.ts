import { openPage } from '../../../ui/index.ts';
import { exampleDraft, type FakeMain } from '../fake-main.ts';
import { whenThere } from './acts.ts';

/** Runs once the library's panel, which loads after the first picture, is there. */
function later(run: () => void): void {
  whenThere('[data-testid=library-field]', run);
}

/** Opens the editors' page with one entry. */
function edit(then: () => void): void {
  later(() => {
    openPage('scripts');
    whenThere('[data-testid=editing-line][data-id=GR01]', () => {
      press('[data-testid=editing-line][data-id=GR01]');
      whenThere('[data-testid=script-text]', then);
    });
  });
}

function field(): HTMLInputElement | null {
  return document.querySelector('[data-testid=library-field]');
}

/** Types as a person would, through the field's own events. */
function typeQuery(text: string): void {
  const input = field();
  input?.focus();
  document.execCommand('insertText', false, text);
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

const find = (text: string, then?: () => void) =>
  later(() => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', code: 'KeyF', ctrlKey: true }));
    setTimeout(() => {
      typeQuery(text);
      if (then) setTimeout(then, 150);
    }, 50);
  });

const openFirst = (id: string) => () => press(`[data-testid=hit][data-id="${id}"]`);

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
    libraryKnowledge: inCall(() => find('供暖', openFirst('K-heating-temp'))),
    libraryExpired: inCall(() => find('医保', openFirst('K-medical-resident-2025'))),
    libraryNewer: inCall((main) =>
      find('供暖', () => {
        openFirst('K-heating-temp')();
        setTimeout(() => {
          const known = main.scripts.entries.get('K-heating-temp');
          if (known) main.scripts.publish(known.entry);
        }, 100);
      }),
    ),
    libraryUnit: inCall(() => find('税郭', openFirst('U-shuiguo'))),
    libraryPhrase: inCall(() => find('保密', openFirst('CF01'))),
    libraryNote: inCall(() => find('社保转移', () => press('[data-testid=note-missing]'))),
    guideChoice: inCall(() => find('停水', openFirst('G-utility'))),
    guideText: (main) => {
      talk(main);
      const callId = main.phone.calls[0]?.id ?? null;
      main.intake = { ...main.intake, drafts: [exampleDraft(callId, { callerName: '刘先生' })] };
      main.practice = { ...main.practice, captions: [] };
      find('停水', () => {
        openFirst('G-utility')();
        setTimeout(() => press('.walk-answers li:nth-child(4) button'), 60);
        setTimeout(() => press('.walk-answers li:nth-child(1) button'), 120);
      });
    },
    guideConflict: inCall(() =>
      find('停水', () => {
        openFirst('G-utility')();
        setTimeout(() => press('.walk-answers li:nth-child(4) button'), 60);
      }),
    ),
    editing: () => edit(() => undefined),
    editingCompare: () =>
      edit(() => {
        press('[data-testid=tab-versions]');
        whenThere('[data-testid=compare-1]', () => press('[data-testid=compare-1]'));
      }),
    editingWrong: () =>
      edit(() => {
        const area = document.querySelector<HTMLTextAreaElement>('[data-testid=script-text]');
        area?.focus();
        area?.select();
        document.execCommand(
          'insertText',
          false,
          '---\nkind: phrase\nid: GR01\ntitle: 首问问候\n---\n\n您好\n',
        );
      }),
  };
}
