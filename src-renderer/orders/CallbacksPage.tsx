import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { DueCallback } from '#shared/contract/index.ts';
import { dial } from '../call/index.ts';
import { dayAndTime, isForInputMethod, useTranslation } from '../ui/index.ts';
import { CallbackResult } from './CallbackResult.tsx';
import { chooseCallback, loadCallbacks, numberOf, useOrders } from './store.ts';
import './orders.css';

/** «回访»: who is to be called back, dialled by Enter, the result entered beside while the citizen talks. */
export function CallbacksPage() {
  const { t } = useTranslation();
  const { callbacks, rules, chosenCallback, dialled } = useOrders();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    void loadCallbacks().then(() => list.current?.querySelector('button')?.focus());
  }, []);
  useNextTime(callbacks);
  const chosen = callbacks.find(({ order }) => order.id === chosenCallback) ?? callbacks[0];
  const call = async (due: DueCallback, which = 0) => {
    chooseCallback(due.order.id);
    const number = await numberOf(due.order.id, which);
    if (number !== undefined) await dial(number);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isForInputMethod(event.nativeEvent)) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const at = chosen ? callbacks.indexOf(chosen) : -1;
    const next = Math.max(0, Math.min(callbacks.length - 1, at + move));
    const target = callbacks[next];
    if (target) chooseCallback(target.order.id);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div className="orders-page" data-testid="callbacks-page">
      <div className="orders-left">
        <p className="orders-total" role="status">
          {t('orders.total', { count: callbacks.length })}
          {rules && (
            <span>
              {t('callbacks.rule', {
                from: rules.hours[0],
                to: rules.hours[1],
                limit: rules.attempts,
                days: rules.days,
              })}
            </span>
          )}
        </p>
        {callbacks.length === 0 ? (
          <p className="empty-note">{t('callbacks.none')}</p>
        ) : (
          <ul ref={list} className="orders-rows" aria-label={t('callbacks.list')} onKeyDown={onKeyDown}>
            {callbacks.map((due) => (
              <li key={due.order.id} className={`row ${due === chosen ? 'is-chosen' : ''}`}>
                <button
                  type="button"
                  className="row-press"
                  aria-current={due === chosen}
                  data-testid="callback-row"
                  onClick={() => chooseCallback(due.order.id)}
                  onDoubleClick={() => void call(due)}
                  onKeyDown={(event) => {
                    if (event.key !== 'Enter' || isForInputMethod(event.nativeEvent)) return;
                    event.preventDefault();
                    void call(due);
                  }}
                >
                  <span className="row-title">{due.order.title}</span>
                  <span className={`row-due ${due.standing === 'due' ? 'is-due' : ''}`}>
                    {due.standing === 'due' || due.nextAt === null
                      ? t('callbacks.due')
                      : t('callbacks.waiting', { time: dayAndTime(due.nextAt) })}
                  </span>
                  <span className="row-figures">
                    <span>{due.order.number}</span>
                    <span>{due.order.maskedName}</span>
                    <span>{due.order.maskedNumber}</span>
                    <span>{t(`callbacks.cause.${due.cause}`)}</span>
                  </span>
                  <span className="row-state">
                    {due.attempts.length > 0 &&
                      t('callbacks.attempts', { count: due.counted, limit: rules?.attempts ?? 3 })}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <p className="orders-total">{t('callbacks.choose')}</p>
      </div>
      {chosen ? (
        <CallbackResult
          key={chosen.order.id}
          due={chosen}
          dialled={dialled === chosen.order.id}
          onDial={(which) => void call(chosen, which)}
        />
      ) : (
        <section className="details details-none" aria-label={t('callbacks.result')} />
      )}
    </div>
  );
}

/** A time that is reached makes another callback due, and the evening none; nobody tells of it. */
const LONGEST_WAIT = 60_000;

function useNextTime(callbacks: readonly DueCallback[]): void {
  const times = callbacks.flatMap(({ standing, nextAt }) =>
    standing === 'waiting' && nextAt !== null ? [nextAt] : [],
  );
  const next = Math.min(...times);
  useEffect(() => {
    const wait = Math.max(1_000, Math.min(next - Date.now() + 500, LONGEST_WAIT));
    const timer = setInterval(() => void loadCallbacks(), wait);
    return () => clearInterval(timer);
  }, [next]);
}
