import { useEffect, useRef } from 'react';
import { isOpen, type KnownCaller, type KnownPerson } from '#shared/domain/index.ts';
import { dayAndTime, Keycap, StateMark, useTranslation } from '../../ui/index.ts';
import { useCodes } from '../codes.ts';
import { chosenLine, isSame, linesOf, type PopLine, takeCaller, takeFollowUp, useCaller } from './store.ts';
import './caller.css';

/**
 * Who calls, as far as the seat knows: what stands out, the people apart, their orders, open ones first. Two keys act on
 * the chosen line; nothing is taken over by itself.
 */
export function CallerCard() {
  const { t } = useTranslation();
  const view = useCaller();
  const { call, known } = view;
  const shown = call !== null && known !== null && known.total > 0;
  const callId = call?.id;
  useEffect(() => {
    if (!shown) return;
    const frame = requestAnimationFrame(() => {
      performance.mark('caller-visible', { detail: { callId } });
    });
    return () => cancelAnimationFrame(frame);
  }, [callId, shown]);
  if (!call || !known || known.total === 0) return null;
  const all = linesOf(known);
  const chosen = chosenLine(view);
  // While somebody talks, the text has the room: what the keys act on stays, the others are an arrow away.
  const from = call.ringing || !chosen ? 0 : all.findIndex((line) => isSame(line, chosen));
  const lines = call.ringing ? all : all.slice(from, from + 1);
  return (
    <section className="pop-card" aria-label={t('caller.region')} data-testid="caller-card">
      <header className="pop-head">
        <h2>{t('caller.heading')}</h2>
        <p className="pop-count">
          {t('caller.count', { total: known.total, open: known.open })}
          {known.lastContactAt !== null &&
            ` · ${t('caller.last', { time: dayAndTime(known.lastContactAt) })}`}
        </p>
      </header>
      {known.marks.length > 0 && (
        <ul className="pop-marks">
          {known.marks.map((mark) => (
            <li key={mark} className={`pop-mark mark-${mark}`}>
              <StateMark kind={mark === 'nuisance' ? 'bad' : 'warn'} />
              {t(`caller.mark.${mark}`)}
            </li>
          ))}
        </ul>
      )}
      <ul className="pop-lines">
        {lines.map((line) => (
          <Line
            key={line.kind === 'order' ? line.order.id : `person ${line.person.lastOrderId}`}
            line={line}
            chosen={chosen !== undefined && isSame(line, chosen)}
            moved={view.chosen > 0}
            person={call.ringing ? undefined : personOf(line, known)}
          />
        ))}
      </ul>
      <p className="pop-keys">
        <button
          type="button"
          className="button button-quiet"
          aria-keyshortcuts="F12"
          data-testid="take-follow-up"
          disabled={chosen?.kind !== 'order'}
          onClick={() => takeFollowUp()}
        >
          {t('caller.followUp')}
          <Keycap>F12</Keycap>
        </button>
        <button
          type="button"
          className="button button-quiet"
          aria-keyshortcuts="F11"
          data-testid="take-caller"
          onClick={() => takeCaller()}
        >
          {t('caller.take')}
          <Keycap>F11</Keycap>
        </button>
        {all.length > 1 && <span className="pop-choose">{t('caller.choose')}</span>}
      </p>
    </section>
  );
}

const personOf = (line: PopLine, known: KnownCaller): KnownPerson | undefined =>
  line.kind === 'order' ? known.people[line.order.person] : undefined;

function Line(properties: {
  readonly line: PopLine;
  readonly chosen: boolean;
  /** Whether the choice was made by a key. */
  readonly moved: boolean;
  /** Whose order it is, where no line above says so. */
  readonly person?: KnownPerson | undefined;
}) {
  const { line, chosen, moved, person: whose } = properties;
  const { t } = useTranslation();
  const codes = useCodes();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // What is chosen at first stands at the top: looking for it there would lay the ringing screen out once more.
    if (chosen && moved) item.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen, moved]);
  const className = `pop-line ${chosen ? 'is-chosen' : ''}`;
  if (line.kind === 'person') {
    const { person } = line;
    return (
      <li ref={item} className={`${className} pop-person`} aria-current={chosen}>
        <span className="pop-name">{person.maskedName || t('caller.noName')}</span>
        {person.confidential && <span className="pop-secret">{t('form.confidential')}</span>}
        <span className="pop-figures">
          {t('caller.count', { total: person.orders, open: person.openOrders })}
        </span>
      </li>
    );
  }
  const { order } = line;
  return (
    <li ref={item} className={className} aria-current={chosen}>
      <span className="pop-title">{order.title}</span>
      <span className={`pop-state ${isOpen(order.state) ? 'state-open' : ''}`}>
        {codes.text('order-states', order.state)}
      </span>
      <span className="pop-figures">
        {whose && (
          <>
            <strong className="pop-whose">{whose.maskedName || t('caller.noName')}</strong>
            {whose.confidential && <span className="pop-secret">{t('form.confidential')}</span>}
          </>
        )}
        {order.number} · {dayAndTime(order.submittedAt)}
      </span>
    </li>
  );
}
