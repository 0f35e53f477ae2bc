import { takeAllRead, takeRead } from './reading-store.ts';
import { takeCategory, takeUnit } from './suggest-store.ts';

/** First digit of each group beside the form; they stand still while the text grows. */
export const FIRST_DIGIT = { category: 1, unit: 4, read: 7 } as const;

/** Takes what stands beside the form under a digit; 0 takes all that was read from the text. */
export function takeOffer(digit: number): void {
  if (digit === 0) takeAllRead();
  else if (digit < FIRST_DIGIT.unit) takeCategory(digit - FIRST_DIGIT.category);
  else if (digit < FIRST_DIGIT.read) takeUnit(digit - FIRST_DIGIT.unit);
  else takeRead(digit - FIRST_DIGIT.read);
}
