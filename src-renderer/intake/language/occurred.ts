import { clipped, codeOf, FIELD_LIMITS } from '#shared/domain/index.ts';
import { showError } from '../../ui/index.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';
import { readingClient } from './client.ts';

const onScreen = () => fieldsOnScreen(useIntake.getState());

/**
 * Asks what moment the words about the time mean, where none is known yet; what is not understood stays words. Settles
 * when it is written, or can't be; it never rejects, as the words stand in any case.
 */
export async function understandOccurred(): Promise<void> {
  const { occurredText: text, occurredAt } = onScreen();
  if (text === '' || occurredAt !== null) return;
  try {
    const findings = await readingClient().readParagraph({ text: clipped(text, FIELD_LIMITS.content) });
    const time = findings.find((finding) => finding.field === 'time');
    if (time?.field !== 'time' || onScreen().occurredText !== text) return;
    if (time.at !== null || time.ongoing)
      edit({ occurredAt: time.at, ...(time.ongoing ? { ongoing: true } : {}) });
  } catch (error) {
    if (codeOf(error) !== 'disconnected') showError(error);
  }
}
