import { summaryOf } from '#shared/domain/index.ts';
import { openPage } from '../../../ui/index.ts';
import type { FakeMain } from '../fake-main.ts';
import { press, pressOn, someOrders } from './acts.ts';
import { exampleOrders, HOUR } from './example-orders.ts';
import { later, whenThere } from './pace.ts';

function pressRow(place: number): void {
  document.querySelectorAll<HTMLButtonElement>('.row-press')[place]?.click();
}

function choose(name: string, value: string): void {
  pressOn(`[name=${name}][value=${value}]`);
}

/** Scenes of the lists: orders, amending, identity, callbacks. */
export const callbackScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  orders: (main) => {
    someOrders(main, 3);
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    whenThere('.row-press', () => pressRow(1));
  },
  amend: (main) => {
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    whenThere('.row-press', () => pressRow(0));
    whenThere('[data-testid=amend]', () => press('amend'));
  },
  reason: (main) => {
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    whenThere('.row-press', () => pressRow(1));
    whenThere('[data-testid=show-identity]', () => press('show-identity'));
  },
  callbacks: (main) => {
    const details = exampleOrders();
    main.records.details = details;
    main.records.callbacks = details.slice(0, 3).map((detail, index) => ({
      order: summaryOf(detail, { ...detail, state: 'to-call-back' }),
      cause: index === 2 ? ('wish' as const) : ('feedback' as const),
      text: '电梯配件已到货并更换，11月24日恢复运行。',
      standing: index === 1 ? ('waiting' as const) : ('due' as const),
      wish: index === 0 ? '下午三点以后打另一个号码' : null,
      numbers: index === 0 ? ['154****0011', '139****5678'] : ['154****0011'],
      counted: index === 1 ? 1 : 0,
      entry: null,
      attempts: index === 1 ? [{ at: Date.now() - HOUR, outcome: 'no-answer' as const }] : [],
      nextAt: index === 1 ? Date.now() + HOUR : null,
    }));
    later(() => openPage('callbacks'));
    whenThere('[name=outcome][value=reached]', () => choose('outcome', 'reached'));
    whenThere('[name=resultSatisfaction]', () => choose('resultSatisfaction', 'unsatisfied'));
  },
};
