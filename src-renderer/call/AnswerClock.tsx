import { secondsLeft, urgencyAt } from '#shared/domain/index.ts';
import { useTranslation } from '../ui/index.ts';
import { notches, stones } from './arch.ts';
import { UrgencyMark } from './UrgencyMark.tsx';

/**
 * The answer clock: a bridge's arch whose stones go out, large numerals under it, and the word for the
 * urgency. Readable from two metres; nothing in it blinks.
 *
 * @param properties.waitedMilliseconds since *arrived* (docs/spec/answer-clock.md)
 */
export function AnswerClock(properties: {
  readonly waitedMilliseconds: number;
  readonly marks: readonly [number, number, number];
}) {
  const { waitedMilliseconds, marks } = properties;
  const { t } = useTranslation();
  const limit = marks[2];
  const urgency = urgencyAt(waitedMilliseconds, marks);
  const seconds = secondsLeft(waitedMilliseconds, limit);
  const over = urgency === 'overdue';
  const figure = over ? `+${Math.abs(seconds)}` : String(seconds);
  return (
    <div className={`answer-clock urgency-${urgency}`}>
      <p className="clock-word">
        <UrgencyMark urgency={urgency} />
        {t(`call.ring.${urgency}`)}
      </p>
      <svg
        viewBox="0 -12 272 180"
        role="timer"
        aria-label={
          over ? t('call.secondsOver', { seconds: Math.abs(seconds) }) : t('call.secondsLeft', { seconds })
        }
      >
        <title>{t('call.clock')}</title>
        <Arch waitedMilliseconds={waitedMilliseconds} limit={limit} />
        {notches(marks, limit).map(({ seconds: mark, tick, x, y }) => (
          <g key={mark} className="clock-notch">
            <path d={tick} />
            <text x={x} y={y} dy="4">
              {mark}
            </text>
          </g>
        ))}
        <text className={`clock-figure ${figure.length > 2 ? 'clock-figure-long' : ''}`} x="136" y="160">
          {figure}
        </text>
      </svg>
    </div>
  );
}

/** The stones alone; all of them lit and quiet when nobody waits. */
export function Arch(properties: { readonly waitedMilliseconds: number; readonly limit: number }) {
  return (
    <g className="clock-arch">
      {stones(properties.waitedMilliseconds, properties.limit).map(({ whole, lit }) => (
        <g key={whole}>
          <path className="stone-spent" d={whole} />
          {lit !== '' && <path className="stone-lit" d={lit} />}
        </g>
      ))}
    </g>
  );
}
