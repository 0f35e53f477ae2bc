// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { summaryOf, type WorkOrderFields } from '#shared/domain/index.ts';
import { searchEntries } from '../commands/index.ts';
import { useIntake } from '../intake/index.ts';
import { type CommandName, texts, usePage } from '../ui/index.ts';
import { barEntries } from './commands.ts';
import { pages } from './pages.ts';
import { exampleFields, exampleTemplates } from './testing/examples.ts';
import { exampleCall, exampleDraft, type FakeMain } from './testing/fake-main.ts';
import { orderOnScreen } from './testing/order-on-screen.ts';
import { exampleOrders } from './testing/scenes/example-orders.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();
const { openWith, fields, field, typeInto, control, command } = orderOnScreen(seat);

/** What a word of the bar is for. */
interface Word {
  /** What the order says before it. */
  readonly given?: Partial<WorkOrderFields>;
  /** What main has before the screen opens. */
  readonly known?: () => void;
  /** What is done on screen before it. */
  readonly before?: () => Promise<unknown>;
  /** Whether it has done what it is for; not before it was said. */
  readonly isDone: () => boolean;
}

const isIn = (name: string) => () => document.activeElement?.id === `field-${name}`;
const isOpen = (words: string) => () =>
  document.querySelector('dialog[open]')?.textContent?.includes(words) === true;
const shows = (testId: string) => () => screen.queryByTestId(testId) !== null;
const chooses = (handling: WorkOrderFields['handling'], part: string): Word => ({
  isDone: () => fields().handling === handling && isIn(part)(),
});
const marks = (mark: 'confidential' | 'anonymous' | 'ongoing'): Word => ({ isDone: () => fields()[mark] });

/** Somebody rings who has an order already. */
function knownCaller(): void {
  const [detail] = exampleOrders();
  if (!detail) throw new Error('There is no order.');
  const order = { ...summaryOf(detail, detail), person: 0 };
  const call = exampleCall({});
  const person = {
    maskedName: '刘先生',
    genderTitle: 'sir',
    confidential: false,
    orders: 1,
    openOrders: 1,
  } as const;
  seat.main.phone = { ...seat.main.phone, calls: [call] };
  seat.main.records.known = {
    maskedNumber: '154****0011',
    marks: [],
    people: [{ ...person, lastAt: order.submittedAt, lastOrderId: order.id }],
    orders: [order],
    total: 1,
    open: 1,
    lastContactAt: order.submittedAt,
    places: [],
  };
  const draft = exampleDraft(call.id, { callerNumber: call.callerNumber ?? '' });
  seat.main.intake = { ...seat.main.intake, drafts: [draft] };
}
const drafts = () => seat.main.intake.drafts.map((draft) => draft.fields);

async function typeAim(): Promise<void> {
  act(() => field('aim').focus());
  typeInto('aim', '尽快修复');
  await waitFor(() => expect(fields().aim).toBe('尽快修复'));
}

const read: FakeMain['records']['findings'][number] = {
  field: 'name',
  value: '王女士',
  words: '我姓王',
  from: 0,
  to: 3,
  confidence: 0.9,
  rule: 'said',
  genderTitle: 'madam',
};

/** Every command, and what says that it was done. A command that is missing here does not compile. */
const WORDS: Readonly<Record<CommandName, Word>> = {
  dispatch: chooses('dispatched', 'leadUnit'),
  copies: chooses('dispatched', 'copyTo'),
  answerNow: chooses('answered', 'replyText'),
  handOver: chooses('transferred', 'transferTarget'),
  threeParty: chooses('three-party', 'transferTarget'),
  reject: chooses('not-accepted', 'rejectReason'),
  otherNumbers: { isDone: () => document.activeElement?.id === 'field-contactNumbers' },
  channel: { isDone: () => document.activeElement?.id === 'field-channel' },
  submit: { given: exampleFields, isDone: () => seat.main.intake.orders.length === 1 },
  followUp: {
    known: knownCaller,
    before: () => screen.findByTestId('caller-card'),
    isDone: () => drafts().some(({ followUpOf }) => followUpOf !== ''),
  },
  takeCaller: {
    known: knownCaller,
    before: () => screen.findByTestId('caller-card'),
    isDone: () => drafts().some(({ place }) => place !== ''),
  },
  join: {
    known: () => {
      const orderId = exampleOrders()[0]?.id ?? '';
      const reasons = [{ kind: 'same-place' as const }];
      const duplicate = {
        orderId,
        number: '261121-007-003',
        title: '电梯',
        submittedAt: 1,
        similarity: 0.8,
        reasons,
      };
      seat.main.records.suggestions = { categories: [], units: [], duplicates: [duplicate] };
    },
    before: () => screen.findByText('可能重复'),
    isDone: () => fields().mergedInto !== '',
  },
  takeRead: {
    given: { content: '我姓王，路灯不亮' },
    known: () => {
      seat.main.records.findings = [read];
    },
    before: () => screen.findByTestId('read-offers'),
    isDone: () => fields().callerName !== '',
  },
  newDraft: { isDone: () => useIntake.getState().activeId === null },
  nextDraft: {
    known: () => {
      seat.main.intake = { ...seat.main.intake, drafts: [exampleDraft(null, { title: '另一份' })] };
    },
    isDone: () => useIntake.getState().activeId === seat.main.intake.drafts[1]?.id,
  },
  discard: { isDone: shows('discard-confirm') },
  history: { isDone: isOpen('修改记录') },
  phrases: { isDone: isOpen('我的常用语') },
  undo: { before: typeAim, isDone: () => field('aim').value === '' },
  redo: {
    before: async () => {
      await typeAim();
      control('KeyZ');
      await waitFor(() => expect(field('aim').value).toBe(''));
    },
    isDone: () => field('aim').value === '尽快修复',
  },
  confidential: marks('confidential'),
  anonymous: marks('anonymous'),
  enterprise: { isDone: () => fields().requesterKind === 'enterprise' && isIn('organisationName')() },
  urgent: { isDone: () => fields().urgency === 'urgent' },
  critical: { isDone: () => fields().urgency === 'critical' },
  ordinary: { given: { urgency: 'critical' }, isDone: () => fields().urgency === 'normal' },
  ongoing: marks('ongoing'),
  callbackWish: { isDone: () => fields().callbackWish && isIn('callbackWishNote')() },
  name: { isDone: isIn('callerName') },
  place: { isDone: isIn('place') },
  respondentKind: { isDone: isIn('respondentKind') },
  category: { isDone: isIn('categoryCode') },
  desk: { isDone: shows('desk') },
  agentState: { isDone: shows('agent-choices') },
  askHelp: { isDone: () => seat.main.asked.includes('askForHelp') },
  lock: { isDone: () => seat.main.shift.locked },
};
const names = Object.keys(WORDS) as CommandName[];

describe('the words of the command bar', () => {
  it('FE-10 `?` lists every command, page and template, each with its word', async () => {
    await openWith({ content: '路灯' });
    act(() => field('content').blur());
    fireEvent.keyDown(document.body, { key: '?' });
    const lines = within(await screen.findByTestId('command-bar')).getAllByRole('option');
    const listed = lines.map((line) => [
      line.querySelector('.command-code')?.textContent,
      line.querySelector('.command-name')?.textContent,
    ]);
    expect(listed).toEqual(barEntries(pages).map(({ codes, name }) => [codes[0], name]));
    const known = listed.map(([, name]) => name);
    for (const name of names) expect(known).toContain(texts.t(`commands.name.${name}`));
    for (const { id } of pages) expect(known).toContain(texts.t(`pages.name.${id}`));
    for (const { zh } of exampleTemplates) expect(known).toContain(zh);
    for (const [code] of listed) expect(code).toMatch(/^[a-z0-9]{2,}$/);
  });

  it('FE-10 each word, other ones for the same thing too, finds what it is for before anything else', async () => {
    await openWith({ content: '路灯' });
    const all = barEntries(pages);
    for (const { codes, id } of all) {
      for (const code of codes) expect([code, searchEntries(all, code)[0]?.id]).toEqual([code, id]);
    }
  });

  it.each(names)('FE-10 «%s» does what it is for', async (name) => {
    const { given, known, before, isDone } = WORDS[name];
    known?.();
    if (seat.main.phone.calls.length > 0) await seat.open();
    else await openWith({ content: '路灯不亮', ...given });
    await before?.();
    expect(isDone()).toBe(false);
    const code = barEntries(pages).find(({ id }) => id === name)?.codes[0];
    await command(code ?? '');
    await waitFor(() => expect(isDone()).toBe(true));
  });

  it.each(pages.map(({ id }) => id))('FE-10 the word of the page «%s» opens it', async (id) => {
    await openWith({ content: '路灯' });
    const code = barEntries(pages).find((entry) => entry.id === `page ${id}`)?.codes[0];
    await command(code ?? '');
    await waitFor(() => expect(usePage.getState().open).toBe(id));
  });

  it('FE-12 the word of each template brings its text', async () => {
    await openWith({});
    const entries = barEntries(pages).filter(({ kind }) => kind === 'template');
    expect(entries).toHaveLength(exampleTemplates.length);
    for (const [place, entry] of entries.entries()) {
      const text = exampleTemplates[place]?.content ?? '';
      expect(fields().content).not.toContain(text);
      act(() => entry.run());
      await waitFor(() => expect(fields().content).toContain(text));
    }
  });
});
