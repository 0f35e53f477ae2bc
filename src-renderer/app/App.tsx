import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { PhoneState } from '#shared/contract/index.ts';
import { answerCall, CallPanel, hangUpCall, RingingClock, useDeskMode, usePhone } from '../call/index.ts';
import { CommandBar, closeCommandBar, openCommandBar } from '../commands/index.ts';
import { DeviceStrip } from '../devices/index.ts';
import { AssistPanel, IntakePanel, OrdersList, restoreFocus, useIntake } from '../intake/index.ts';
import {
  AgentBar,
  closeStateMenu,
  HandOverNotes,
  isOpen,
  Locked,
  SignIn,
  SignOutDialog,
  useShift,
  useShiftView,
} from '../shift/index.ts';
import { FaultBanners, useStation } from '../station/index.ts';
import { AskHelp, HelpStrip } from '../supervisor/index.ts';
import { Captions, PracticeControls } from '../training/index.ts';
import {
  closePage,
  dismissNotice,
  errorText,
  isForInputMethod,
  StateMark,
  useNotice,
  usePage,
  useTranslation,
  whenIdle,
} from '../ui/index.ts';
import { barEntries, runCommand } from './commands.ts';
import { type Command, commandOf, opensCommandBar } from './keys.ts';
import { PageFrame } from './PageFrame.tsx';
import { PageMenu } from './PageMenu.tsx';
import { pages as everyPage, type Page } from './pages.ts';
import { StatusBar } from './StatusBar.tsx';
import { useSession } from './session.ts';

const GuidancePanel = lazy(() =>
  whenIdle()
    .then(() => import('../scripts/index.ts'))
    .then(({ GuidancePanel: it }) => ({ default: it })),
);
const Desk = lazy(() => import('../desk/index.ts').then(({ Desk: it }) => ({ default: it })));
const SoundDialog = lazy(() =>
  import('../settings/index.ts').then(({ SoundDialog: it }) => ({ default: it })),
);
const loadHelp = () => import('./HelpDialog.tsx').then(({ HelpDialog: it }) => ({ default: it }));
const HelpDialog = lazy(loadHelp);

/** A connection that takes longer than this is spoken of, ms; a quick start stays quiet. */
const CONNECTING_IS_SLOW = 1_500;

export function App({ pages = everyPage }: { readonly pages?: readonly Page[] }) {
  const { t } = useTranslation();
  const practice = useStation(({ state }) => state?.practice ?? false);
  const [help, setHelp] = useState(false);
  const [sound, setSound] = useState(false);
  const [menu, setMenu] = useState(false);
  const opened = usePage(({ open }) => open);
  const page = pages.find(({ id }) => id === opened);
  // Parts of the shift, each by value: it changes with every call, and a ring must not draw the whole screen anew.
  const open = useShift(({ state }) => isOpen(state));
  const signedIn = useShift(({ state }) => Boolean(state?.session));
  const resting = useShift(({ state }) => state?.agent.state);
  const away = resting === 'not-ready' || resting === 'after-call-work' ? resting : undefined;
  const heldCalls = useHeldCalls();
  useCommands(setHelp, setMenu);
  useAtRing(
    useCallback(() => {
      setHelp(false);
      setSound(false);
      setMenu(false);
      closeStateMenu();
      closeCommandBar();
      closePage();
    }, []),
  );
  useCursorAfterCover(open);
  // Help is asked for in a hurry: it is here before its key.
  useEffect(() => void whenIdle().then(loadHelp), []);
  return (
    <>
      <a className="skip-link" href="#work-order">
        {t('app.skip')}
      </a>
      <div className="shell" inert={!open}>
        <div className="strips">
          <ConnectionStrip />
          <HelpStrip />
          <FaultBanners />
          <DeviceStrip />
          <NoticeStrip />
          <HandOverNotes />
        </div>
        <CallPanel
          practice={practice}
          agent={<AgentBar />}
          away={away && { word: t(`shift.idle.${away}`), hint: t(`shift.idleHint.${away}`) }}
          idle={practice ? <PracticeControls /> : undefined}
          onSound={() => setSound(true)}
        />
        {/* The order stays behind a page as it is: cursor, scroll and all. */}
        <main className="middle" hidden={page !== undefined}>
          <IntakePanel heldCalls={heldCalls} />
        </main>
        {page && <PageFrame page={page} />}
        <HelpSide hidden={page !== undefined} practice={practice} />
        <StatusBar
          askHelp={signedIn && <AskHelp />}
          onHelp={() => setHelp(true)}
          onSound={() => setSound(true)}
          onMenu={pages.length > 0 ? () => setMenu(true) : undefined}
        />
      </div>
      {open && <CommandBar entries={() => barEntries(pages)} />}
      {menu && pages.length > 0 && <PageMenu pages={pages} onClose={() => setMenu(false)} />}
      {!open && <Cover />}
      <SignOut />
      {sound && (
        <Suspense fallback={<NotYet onClose={() => setSound(false)} />}>
          <SoundDialog onClose={() => setSound(false)} />
        </Suspense>
      )}
      {help && (
        <Suspense fallback={<NotYet onClose={() => setHelp(false)} />}>
          <HelpDialog onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </>
  );
}

const inCall = (phone: PhoneState | undefined) =>
  phone?.calls.some(({ state }) => state !== 'ended') ?? false;
const isRinging = (phone: PhoneState | undefined) =>
  phone?.calls.some(({ state }) => state === 'ringing') ?? false;

/** The right of the screen: what helps with this order and this call. */
function HelpSide({ hidden, practice }: { readonly hidden: boolean; readonly practice: boolean }) {
  const { t } = useTranslation();
  const desk = useDeskMode();
  const busy = usePhone(({ state }) => inCall(state));
  return (
    <aside className="right" aria-label={t('guide.region')} hidden={hidden}>
      {desk === 'closed' && <AssistPanel />}
      {desk === 'closed' ? (
        <Suspense fallback={<div className="guide" />}>
          <GuidancePanel />
        </Suspense>
      ) : (
        <Suspense fallback={<div className="desk" />}>
          <Desk />
        </Suspense>
      )}
      {practice && busy && <Captions />}
      {desk === 'closed' && !busy && <OrdersList shown={4} />}
    </aside>
  );
}

/** A dialog that is still being fetched: the key that would close it closes it, so that keys keep their order. */
function NotYet({ onClose }: { readonly onClose: () => void }) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isForInputMethod(event)) return;
      event.preventDefault();
      onClose();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [onClose]);
  return null;
}

/** What lies over the work while nobody is signed in, or the seat is locked. */
function Cover() {
  const shift = useShift(({ state }) => state);
  const ringing = usePhone(({ state }) => isRinging(state));
  const busy = usePhone(({ state }) => inCall(state));
  if (!shift) return null;
  return (
    <>
      {shift.session === null && <SignIn state={shift} />}
      {shift.locked && (
        <Locked
          state={shift}
          ringing={ringing ? <RingingClock /> : undefined}
          talking={busy && !ringing ? <LockedCall /> : undefined}
          onUnlocked={() => void answerCall()}
        />
      )}
    </>
  );
}

function SignOut() {
  const asked = useShiftView((view) => view.signOut);
  const drafts = useIntake((view) => view.drafts.length);
  return asked ? <SignOutDialog drafts={drafts} /> : null;
}

/** A call that goes on behind the lock, and the one act on it that needs nobody to be known. */
function LockedCall() {
  const { t } = useTranslation();
  return (
    <p className="cover-talking">
      {t('shift.locked.talking')}
      <button type="button" className="button button-danger" onClick={() => void hangUpCall()}>
        {t('shift.locked.hangUp')}
      </button>
    </p>
  );
}

/** Calls that wait on hold, by id; a string compares by value, so that the screen is drawn only when they change. */
function useHeldCalls(): readonly string[] {
  const held = usePhone(({ state }) =>
    (state?.calls ?? [])
      .filter((call) => call.state === 'active' && call.hold === 'local')
      .map(({ id }) => id)
      .join(' '),
  );
  return useMemo(() => held.split(' ').filter(Boolean), [held]);
}

/**
 * Gives the cursor back to the order once the seat is opened: after a restart it is locked, and what is covered can't
 * take the focus when the draft comes on screen. What the cover itself gave back stays.
 */
function useCursorAfterCover(open: boolean): void {
  useEffect(() => {
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    if (open && isLost && usePage.getState().open === null) restoreFocus();
  }, [open]);
}

/** Runs whenever a call begins to ring beside none that rings: what lies over the work makes room for it. */
function useAtRing(makeRoom: () => void): void {
  useEffect(() => {
    if (isRinging(usePhone.getState().state)) makeRoom();
    return usePhone.subscribe(({ state }, { state: before }) => {
      if (isRinging(state) && !isRinging(before)) makeRoom();
    });
  }, [makeRoom]);
}

type Toggle = (update: (open: boolean) => boolean) => void;

/** Listens for the keys on the whole window, so that they work whatever has the focus. */
function useCommands(setHelp: Toggle, setMenu: Toggle): void {
  useEffect(() => {
    const shell = {
      toggleHelp: () => setHelp((open) => !open),
      toggleMenu: () => setMenu((open) => !open),
    };
    const listen = (event: KeyboardEvent) => {
      // A locked seat has one thing to do; main refuses everything else as well.
      if (!isOpen(useShift.getState().state)) return;
      const command = commandOf(event);
      const typed = opensCommandBar(event, event.target);
      if (!command && typed === undefined) return;
      if (command && isOwnUndo(command, event.target)) return;
      event.preventDefault();
      if (command) runCommand(command, shell);
      else openCommandBar(typed);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [setHelp, setMenu]);
}

/** Fields outside the order have the browser's own undo. */
function isOwnUndo({ name }: Command, target: EventTarget | null): boolean {
  if (name !== 'undo' && name !== 'redo') return false;
  return (
    target instanceof HTMLElement &&
    target.matches('input, textarea') &&
    target.closest('.order-form') === null
  );
}

function ConnectionStrip() {
  const { t } = useTranslation();
  const connection = useSession((state) => state.connection);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), CONNECTING_IS_SLOW);
    return () => clearTimeout(timer);
  }, []);
  if (connection === 'connected' || (connection === 'connecting' && !slow)) return null;
  return (
    <p className="strip strip-lost" role="status" data-testid="connection-lost">
      <StateMark kind="busy" />
      {t(connection === 'lost' ? 'app.lost' : 'app.connecting')}
    </p>
  );
}

function NoticeStrip() {
  const { t } = useTranslation();
  const notice = useNotice((state) => state.notice);
  if (!notice) return null;
  const text = errorText(notice.code, notice.message);
  return (
    <div className="strip strip-notice" role="alert" data-testid="notice" data-code={notice.code}>
      <StateMark kind="bad" />
      <span>{text}</span>
      <button type="button" className="button button-quiet" onClick={dismissNotice}>
        {t('app.dismiss')}
      </button>
    </div>
  );
}
