import { summaryOf } from '#shared/domain/index.ts';
import { openPage } from '../../../ui/index.ts';
import type { FakeMain } from '../fake-main.ts';
import { later, press, someOrders } from './acts.ts';
import { exampleOrders, HOUR } from './example-orders.ts';

/** Scenes of the lists: orders, amending, identity, callbacks. */
export const callbackScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  orders: (main) => {
    someOrders(main, 3);
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    setTimeout(() => document.querySelectorAll<HTMLButtonElement>('.row-press')[1]?.click(), 700);
  },
  amend: (main) => {
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    setTimeout(() => document.querySelectorAll<HTMLButtonElement>('.row-press')[0]?.click(), 600);
    setTimeout(() => press('amend'), 900);
  },
  reason: (main) => {
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    setTimeout(() => document.querySelectorAll<HTMLButtonElement>('.row-press')[1]?.click(), 600);
    setTimeout(() => press('show-identity'), 900);
  },
  callbacks: (main) => {
    const details = exampleOrders();
    main.records.details = details;
    main.records.callbacks = details.slice(0, 3).map((detail, index) => ({
      order: summaryOf(detail, { ...detail, state: 'to-call-back' }),
      cause: index === 2 ? ('wish' as const) : ('feedback' as const),
      text: '电梯配件已到货并更换,11月24日恢复运行。',
      standing: index === 1 ? ('waiting' as const) : ('due' as const),
      attempts: index === 1 ? [{ at: Date.now() - HOUR, outcome: 'no-answer' as const }] : [],
      nextAt: index === 1 ? Date.now() + HOUR : null,
    }));
    later(() => openPage('callbacks'));
    setTimeout(() => document.getElementById('outcome-reached')?.click(), 800);
    setTimeout(() => document.getElementById('resultSatisfaction-unsatisfied')?.click(), 950);
  },
};
