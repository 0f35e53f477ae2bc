import { fireEvent, screen as page, waitFor } from '@testing-library/react';
import { expect } from 'vitest';
import { emptyFields, type WorkOrderFields } from '#shared/domain/index.ts';
import { useIntake } from '../../intake/index.ts';
import { exampleDraft } from './fake-main.ts';
import type { ScreenFixture } from './screen.tsx';

/** One order on the screen, written by keys as an operator does. */
export function orderOnScreen(seat: ScreenFixture) {
  const field = (name: string): HTMLInputElement | HTMLTextAreaElement => {
    const found = document.getElementById(`field-${name}`);
    if (!(found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement)) throw new Error(name);
    return found;
  };
  const key = (pressed: string, more: object = {}) =>
    fireEvent.keyDown(document.activeElement ?? window, { key: pressed, code: pressed, ...more });
  const control = (code: string) => key(code.replace(/^Key|^Digit/, ''), { code, ctrlKey: true });
  return {
    /** Opens with one draft on screen. */
    openWith: async (given: Partial<WorkOrderFields>): Promise<void> => {
      const draft = exampleDraft(null, given);
      seat.main.intake = { ...seat.main.intake, drafts: [draft, ...seat.main.intake.drafts] };
      await seat.open();
      await waitFor(() => expect(useIntake.getState().activeId).toBe(draft.id));
    },
    /** What main has of the first draft. */
    fields: (): WorkOrderFields => seat.main.intake.drafts[0]?.fields ?? emptyFields,
    field,
    typeInto: (name: string, value: string) => fireEvent.change(field(name), { target: { value } }),
    key,
    /** With Ctrl; by the key's place: `KeyK`, `Digit1`, `Enter`. */
    control,
    /** Writes a word into the command bar, and Enter. */
    command: async (typed: string): Promise<void> => {
      control('KeyK');
      const bar = await page.findByTestId('command-bar');
      const input = bar.querySelector('input');
      if (!input) throw new Error('The bar has no field.');
      fireEvent.change(input, { target: { value: typed } });
      fireEvent.keyDown(input, { key: 'Enter' });
    },
  };
}
