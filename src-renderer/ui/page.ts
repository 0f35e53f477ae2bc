import { create } from 'zustand';
import type { zhCN } from './i18n/zh-CN.ts';

/** A page beside the order; each has a name in the texts. */
export type PageId = keyof (typeof zhCN)['pages']['name'];

/**
 * Which page stands where the order and the guidance do, by its id in the shell's registry (`app/pages.ts`); `null` is
 * the order itself. The call panel always stays. Any area may open a page without knowing what is on it. Nothing else
 * about a page is kept here: it closes at any ring, and keeps in its area's store what must outlive that.
 */
export const usePage = create<{ readonly open: PageId | null }>(() => ({ open: null }));

export function openPage(id: PageId): void {
  usePage.setState({ open: id });
}

/** Back to the order. */
export function closePage(): void {
  usePage.setState({ open: null });
}
