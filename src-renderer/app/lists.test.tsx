// @vitest-environment happy-dom
import { act, cleanup, render, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useCaller, useIntake } from '../intake/index.ts';
import { startTexts } from '../ui/index.ts';
import { App } from './App.tsx';
import { startSession, useSession } from './session.ts';
import { exampleFields } from './testing/examples.ts';
import { createFakeMain, exampleDraft, type FakeMain } from './testing/fake-main.ts';

let main: FakeMain;

beforeAll(() => startTexts('zh-CN'));
beforeEach(() => {
  useIntake.setState(useIntake.getInitialState(), true);
  useSession.setState(useSession.getInitialState(), true);
  useCaller.setState(useCaller.getInitialState(), true);
  main = createFakeMain();
});
afterEach(() => {
  main.cut();
  cleanup();
});

describe('lists of the centre under an open draft', () => {
  it('LI-5 what vanished from its list stays in the order, with its name, and is marked; back in the list it is not', async () => {
    const draft = exampleDraft(null, {
      ...exampleFields,
      handling: 'dispatched',
      leadUnit: '市体育局',
      assistUnits: ['市教育局'],
    });
    main.intake = { ...main.intake, drafts: [draft] };
    startSession(main.keep);
    render(<App />);
    await waitFor(() => expect(useIntake.getState().activeId).toBe(draft.id));
    const noteOf = (name: string) => document.getElementById(`note-${name}`)?.textContent ?? '';
    const names = ['place', 'categoryCode', 'leadUnit', 'assistUnits'];
    expect(names.map(noteOf).join('')).not.toContain('已停用');

    main.records.retired = { category: true, place: '市中区老街道', units: ['市体育局', '市教育局'] };
    main.records.lists = { revision: 1, given: ['units', 'divisions', 'categories'] };
    act(() => main.emitLists());
    await waitFor(() => {
      for (const name of names)
        expect([name, noteOf(name)]).toEqual([name, expect.stringContaining('已停用')]);
    });
    const place = document.getElementById('field-place') as HTMLInputElement;
    expect(place.value).toBe(`市中区老街道${exampleFields.place}`);
    expect(main.intake.drafts[0]?.fields).toEqual(draft.fields);

    main.records.retired = { category: false, place: null, units: [] };
    main.records.lists = { ...main.records.lists, revision: 2 };
    act(() => main.emitLists());
    await waitFor(() => expect(names.map(noteOf).join('')).not.toContain('已停用'));
  });
});
