import type { ComponentType } from 'react';
import { loadCalendarPage } from '../calendar/index.ts';
import { loadFiguresPage } from '../figures/index.ts';
import { loadSupervisionPage } from '../supervisor/index.ts';
import { loadOutboxPage } from '../sync/index.ts';
import type { PageId } from '../ui/index.ts';

/** A page that stands where the order and the guidance do, loaded when it is first opened. */
export interface Page {
  readonly id: PageId;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

/** Every page, in the order of the menu; the first nine are opened by their digit. */
export const pages: readonly Page[] = [
  { id: 'orders', load: () => import('../orders/index.ts').then(({ OrdersPage: it }) => ({ default: it })) },
  {
    id: 'callbacks',
    load: () => import('../orders/index.ts').then(({ CallbacksPage: it }) => ({ default: it })),
  },
  { id: 'shift', load: loadFiguresPage },
  { id: 'outbox', load: loadOutboxPage },
  { id: 'calendar', load: loadCalendarPage },
  {
    id: 'scripts',
    load: async () => {
      const { loadEditorPage } = await import('../scripts/index.ts');
      return { default: (await loadEditorPage()).EditorPage };
    },
  },
  { id: 'supervision', load: loadSupervisionPage },
];
