import { cleanup, render, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { useDesk, useLevels, useMicrophoneLevel, usePhone, usePressed } from '../../call/index.ts';
import { closeCommandBar } from '../../commands/index.ts';
import { useDevices } from '../../devices/index.ts';
import { useCaller, useIntake } from '../../intake/index.ts';
import { useLibrary, useScripts } from '../../scripts/index.ts';
import { useShift, useShiftView } from '../../shift/index.ts';
import { useStation } from '../../station/index.ts';
import { useSync } from '../../sync/index.ts';
import { usePractice } from '../../training/index.ts';
import { closePage, startTexts, useNotice } from '../../ui/index.ts';
import { App } from '../App.tsx';
import type { Page } from '../pages.ts';
import { startSession, useSession } from '../session.ts';
import { createFakeMain, type FakeMain } from './fake-main.ts';

/** Every store of the screen: what one test leaves in them is no business of the next. */
const STORES: readonly Resettable[] = [
  usePhone,
  usePressed,
  useLevels,
  useMicrophoneLevel,
  useDesk,
  useDevices,
  useIntake,
  useCaller,
  useLibrary,
  useScripts,
  useShift,
  useShiftView,
  useStation,
  useSync,
  usePractice,
  useNotice,
  useSession,
];

/** As far as a store of any shape can be put back. */
interface Resettable {
  getInitialState(): unknown;
  setState(state: unknown, replace: true): void;
}

/** The whole screen against a main in memory. */
export interface ScreenFixture {
  /** A new one for each test. */
  readonly main: FakeMain;
  /** Draws the screen; settles when it is connected. */
  open(pages?: readonly Page[]): Promise<void>;
}

/** For the tests of a file, in Chinese: a fresh main and empty stores before each, nothing left after it. */
export function screenFixture(): ScreenFixture {
  let main = createFakeMain();
  beforeAll(() => startTexts('zh-CN'));
  beforeEach(() => {
    for (const store of STORES) store.setState(store.getInitialState(), true);
    closeCommandBar();
    closePage();
    main = createFakeMain();
  });
  afterEach(() => {
    closePage();
    main.cut();
    cleanup();
  });
  return {
    get main() {
      return main;
    },
    open: async (pages) => {
      startSession(main.keep);
      render(<App {...(pages && { pages })} />);
      await waitFor(() => expect(useSession.getState().connection).toBe('connected'));
    },
  };
}
