import type { ReactNode } from 'react';
import { DEFAULT_MARKS_MILLISECONDS } from '#shared/domain/index.ts';
import { BridgeMark, useTranslation } from '../ui/index.ts';
import { Active } from './Active.tsx';
import { mainCall, otherCalls } from './calls.ts';
import { Dialling } from './Dialling.tsx';
import { Idle } from './Idle.tsx';
import { OtherCalls } from './OtherCalls.tsx';
import { Announcement, Ringing } from './Ringing.tsx';
import { usePhone } from './store.ts';
import './call.css';
import './acts.css';

/**
 * The left of the screen: the call and its clock.
 *
 * @param properties.agent what the seat does, in every state of the call
 * @param properties.idle what stands under the quiet arch when nobody calls (practice puts its buttons here)
 * @param properties.onSound opens the sound settings
 */
export function CallPanel(properties: {
  readonly practice: boolean;
  readonly agent?: ReactNode;
  /** Why the seat takes no calls although the phone could; undefined while it takes them. */
  readonly away?: { readonly word: string; readonly hint: string } | undefined;
  readonly idle?: ReactNode;
  readonly onSound: () => void;
}) {
  const { t } = useTranslation();
  const { state, receivedAt } = usePhone();
  const calls = state?.calls ?? [];
  const call = mainCall(calls);
  const others = otherCalls(calls, call);
  const shown = call && { call, receivedAt, marks: state?.marks ?? DEFAULT_MARKS_MILLISECONDS };
  const rings = call?.state === 'ringing' || call?.state === 'answering';
  return (
    <section className="call-panel" aria-label={t('call.region')}>
      <header className="brand">
        <BridgeMark size={34} />
        <div>
          <h1>{t('app.name')}</h1>
          <p>{t('app.subtitle')}</p>
        </div>
        {properties.practice && <span className="practice-tag">{t('app.practice')}</span>}
      </header>
      {properties.agent}
      {others.length > 0 && <OtherCalls calls={others} main={call} receivedAt={receivedAt} />}
      {shown && rings && <Ringing key={call.id} {...shown} />}
      {shown && call.state === 'dialling' && <Dialling key={call.id} call={call} />}
      {shown && call.state === 'active' && <Active key={call.id} {...shown} calls={calls} />}
      {(!call || call.state === 'ended') && (
        <Idle ended={shown} away={properties.away} onSound={properties.onSound}>
          {properties.idle}
        </Idle>
      )}
      <Announcement calls={calls} />
    </section>
  );
}
