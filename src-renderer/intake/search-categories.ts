import type { Category } from '#shared/domain/index.ts';

export function searchCategories(categories: readonly Category[], query: string, limit: number): Category[] {
  const typed = query.trim().toLowerCase();
  return categories
    .filter(
      ({ code, initials, pinyin }) =>
        typed === '' || code.includes(typed) || initials.includes(typed) || pinyin.includes(typed),
    )
    .slice(0, limit);
}
