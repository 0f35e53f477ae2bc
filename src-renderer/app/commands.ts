import { requestTypeSchema } from '#shared/domain/index.ts';
import { answerCall, hangUpCall, toggleDesk, toggleHold, toggleMute } from '../call/index.ts';
import { type BarEntry, openCommandBar } from '../commands/index.ts';
import {
  askCopies,
  askNumbers,
  chooseHandling,
  edit,
  fieldsOnScreen,
  focusOn,
  moveChoice,
  newDraft,
  nextDraft,
  openDialog,
  redo,
  submit,
  takeCaller,
  takeDuplicate,
  takeFollowUp,
  takeOffer,
  templateEntries,
  undo,
  useIntake,
} from '../intake/index.ts';
import { lockSeat, stateKey } from '../shift/index.ts';
import { helpKey } from '../supervisor/index.ts';
import {
  type CommandName,
  closePage,
  openPage,
  type PageId,
  showError,
  texts,
  usePage,
} from '../ui/index.ts';
import type { Command, PlainName } from './keys.ts';
import type { Page } from './pages.ts';

/** What a key does besides what the areas do: the shell's own windows. */
export interface ShellActs {
  readonly toggleHelp: () => void;
  readonly toggleMenu: () => void;
}

/** The library is a part of its own, loaded when its panel is first drawn or its key first pressed. */
let openLibrary: (() => void) | undefined;
async function loadLibrary(): Promise<void> {
  const library = await import('../scripts/index.ts');
  openLibrary = library.openLibrary;
  openLibrary();
}

/** What the keys do that hold everywhere. */
const EVERYWHERE: Partial<Record<PlainName, () => void>> = {
  answer: () => void answerCall(),
  'hang-up': () => void hangUpCall(),
  hold: () => void toggleHold(),
  mute: () => void toggleMute(),
  desk: toggleDesk,
  'agent-state': stateKey,
  lock: lockSeat,
  'ask-help': helpKey,
  commands: () => openCommandBar(),
  // At once where it is loaded: letters that follow the key must not be overtaken by it.
  library: () => (openLibrary ? openLibrary() : void loadLibrary().catch(showError)),
  'new-draft': () => {
    closePage();
    newDraft();
  },
  'next-draft': () => {
    closePage();
    nextDraft();
  },
};

/** What the keys do to the order on screen; behind a page it is left alone. */
const ON_ORDER: Partial<Record<PlainName, () => void>> = {
  submit: () => void submit(),
  undo: () => void undo(),
  redo: () => void redo(),
  join: () => takeDuplicate(0),
  'take-caller': () => takeCaller(),
  'follow-up': () => takeFollowUp(),
};

/** Does what a key asked for. */
export function runCommand(command: Command, shell: ShellActs): void {
  const onOrder = usePage.getState().open === null;
  switch (command.name) {
    case 'help':
      shell.toggleHelp();
      break;
    case 'menu':
      shell.toggleMenu();
      break;
    case 'choose-caller':
      if (onOrder) moveChoice(command.step);
      break;
    case 'offer':
      if (onOrder) takeOffer(command.digit);
      break;
    case 'request-type': {
      const requestType = requestTypeSchema.options[command.index];
      if (onOrder && requestType) edit({ requestType });
      break;
    }
    default:
      EVERYWHERE[command.name]?.();
      if (onOrder) ON_ORDER[command.name]?.();
  }
}

/** One command of the bar: how it is reached, and what it does. Names are `commands.name.<id>`. */
interface BarCommand {
  readonly id: CommandName;
  readonly codes: readonly string[];
  readonly key?: string;
  readonly run: () => void;
}

const fields = () => fieldsOnScreen(useIntake.getState());

/** Every command, in the order in which `?` lists them: what ends an order first. */
const COMMANDS: readonly BarCommand[] = [
  { id: 'dispatch', codes: ['dd', 'pd'], run: () => chooseHandling('dispatched') },
  { id: 'copies', codes: ['cs'], run: askCopies },
  { id: 'answerNow', codes: ['zj', 'df'], run: () => chooseHandling('answered') },
  { id: 'handOver', codes: ['zz'], run: () => chooseHandling('transferred') },
  { id: 'threeParty', codes: ['sf'], run: () => chooseHandling('three-party') },
  { id: 'reject', codes: ['zr', 'by', 'bsl'], run: () => chooseHandling('not-accepted') },
  { id: 'submit', codes: ['tj'], key: 'Ctrl+Enter', run: () => void submit() },
  { id: 'followUp', codes: ['cb'], key: 'F12', run: () => takeFollowUp() },
  { id: 'takeCaller', codes: ['dr'], key: 'F11', run: () => takeCaller() },
  { id: 'join', codes: ['bd'], key: 'Ctrl+M', run: () => takeDuplicate(0) },
  { id: 'takeRead', codes: ['qb'], key: 'Ctrl+0', run: () => takeOffer(0) },
  { id: 'newDraft', codes: ['xj'], key: 'F4', run: newDraft },
  { id: 'nextDraft', codes: ['xy'], key: 'F6', run: nextDraft },
  { id: 'discard', codes: ['zf'], run: () => openDialog('discard') },
  { id: 'history', codes: ['ls', 'xg'], run: () => openDialog('history') },
  { id: 'phrases', codes: ['cyy'], run: () => openDialog('phrases') },
  { id: 'undo', codes: ['cx'], key: 'Ctrl+Z', run: () => void undo() },
  { id: 'redo', codes: ['cz'], key: 'Ctrl+Y', run: () => void redo() },
  {
    id: 'confidential',
    codes: ['bm'],
    run: () => edit({ confidential: !fields().confidential }),
  },
  { id: 'anonymous', codes: ['nm'], run: () => edit({ anonymous: !fields().anonymous }) },
  {
    id: 'enterprise',
    codes: ['qy'],
    run: () => {
      const enterprise = fields().requesterKind === 'enterprise';
      edit({ requesterKind: enterprise ? 'person' : 'enterprise' });
      if (!enterprise) focusOn('organisationName');
    },
  },
  { id: 'urgent', codes: ['jj'], run: () => edit({ urgency: 'urgent' }) },
  { id: 'critical', codes: ['tji'], run: () => edit({ urgency: 'critical' }) },
  { id: 'ordinary', codes: ['yb'], run: () => edit({ urgency: 'normal' }) },
  { id: 'ongoing', codes: ['cxz'], run: () => edit({ ongoing: !fields().ongoing }) },
  {
    id: 'callbackWish',
    codes: ['hd'],
    run: () => {
      edit({ callbackWish: true });
      focusOn('callbackWishNote');
    },
  },
  { id: 'name', codes: ['xm'], run: () => focusOn('callerName') },
  { id: 'otherNumbers', codes: ['dh', 'qtdh'], run: askNumbers },
  { id: 'channel', codes: ['ly', 'qd'], run: () => focusOn('channel') },
  { id: 'place', codes: ['dz', 'dd2'], run: () => focusOn('place') },
  {
    id: 'respondentKind',
    codes: ['dxlb', 'bfy'],
    run: () => {
      // The row is there for 投诉 and 举报, or once something is said of a respondent.
      const shown = ['TS', 'JB'].includes(fields().requestType) || fields().respondentName !== '';
      if (!shown && fields().respondentKind === '') edit({ respondentKind: 'unknown' });
      focusOn('respondentKind');
    },
  },
  { id: 'category', codes: ['fl'], run: () => focusOn('categoryCode') },
  { id: 'desk', codes: ['bh'], key: 'F9', run: toggleDesk },
  { id: 'agentState', codes: ['sm', 'zt', 'mdr'], key: 'F5', run: stateKey },
  { id: 'askHelp', codes: ['qz'], key: 'Ctrl+H', run: helpKey },
  { id: 'lock', codes: ['sp'], key: 'Ctrl+L', run: lockSeat },
];

/** What the bar offers now: commands, pages, templates and phrases of one's own. */
export function barEntries(pages: readonly Page[]): readonly BarEntry[] {
  const { t } = texts;
  const commands = COMMANDS.map(
    ({ id, codes, key, run }): BarEntry => ({
      id,
      codes,
      name: t(`commands.name.${id}`),
      kind: 'command',
      ...(key ? { key } : {}),
      run: () => {
        closePage();
        run();
      },
    }),
  );
  const listed = pages.map(
    ({ id }): BarEntry => ({
      id: `page ${id}`,
      codes: PAGE_CODES[id] ?? [],
      name: t(`pages.name.${id}`),
      kind: 'page',
      run: () => openPage(id),
    }),
  );
  return [...commands, ...listed, ...templateEntries()];
}

const PAGE_CODES: Readonly<Partial<Record<PageId, readonly string[]>>> = {
  orders: ['wd', 'gd'],
  callbacks: ['hf'],
  shift: ['bc'],
  scripts: ['hs'],
  supervision: ['xc', 'jk'],
  outbox: ['dsd'],
  calendar: ['rl', 'jjr'],
};
