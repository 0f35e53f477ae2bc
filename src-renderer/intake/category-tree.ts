import { useEffect } from 'react';
import type { Category } from '#shared/domain/index.ts';
import { loadCategories, useIntake } from './store.ts';

/** The category tree, fetched when something first wants it. */
export function useCategories(): readonly Category[] {
  const categories = useIntake((view) => view.categories);
  useEffect(() => void loadCategories(), []);
  return categories;
}
