import { create } from 'zustand';
import type { NoticeReading } from '#shared/contract/index.ts';
import { codeOf } from '#shared/domain/index.ts';
import { deadlinesClient, useDeadlines } from '../intake/index.ts';
import { showError } from '../ui/index.ts';

interface CalendarView {
  /** The notice as it was pasted: a ring closes the page, and the text is there again after the call. */
  readonly text: string;
  /** The year for a text that does not say it, as typed. */
  readonly year: string;
  /** How the text was understood, and what it would change; of this text and year only. */
  readonly reading: NoticeReading | null;
  /** The year that was taken over last. */
  readonly imported: number | null;
}

export const useCalendar = create<CalendarView>(() => ({
  text: '',
  year: '',
  reading: null,
  imported: null,
}));

const { getState: get, setState: set } = useCalendar;

export function write(change: Partial<Pick<CalendarView, 'text' | 'year'>>): void {
  set({ ...change, reading: null, imported: null });
}

/** The rules may have changed since the page was loaded: who is signed in decides who may import. */
export async function refreshYears(): Promise<void> {
  await told(async () => useDeadlines.setState(await deadlinesClient().snapshot(null)));
}

function asked() {
  const { text, year } = get();
  return { text, year: /^20\d\d$/.test(year) ? Number(year) : null };
}

/** Asks what the notice says and what it would change. */
export async function readNotice(): Promise<void> {
  const { text, year } = get();
  await told(async () => {
    const reading = await deadlinesClient().readNotice(asked());
    if (get().text === text && get().year === year) set({ reading });
  });
}

/** Takes the notice over, as it was just read. */
export async function importNotice(): Promise<void> {
  await told(async () => {
    const { year } = await deadlinesClient().importNotice(asked());
    if (year !== null) set({ text: '', year: '', reading: null, imported: year });
  });
}

async function told(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (codeOf(error) !== 'disconnected') showError(error);
  }
}
