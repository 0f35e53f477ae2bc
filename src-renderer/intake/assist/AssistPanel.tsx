import { CallerCard } from '../caller/CallerCard.tsx';
import { useOnScreen } from '../form-fields.ts';
import { ReadOffers } from './ReadOffers.tsx';
import { Duplicates, Suggestions } from './Suggestions.tsx';
import './assist.css';

/** Beside the form: who calls, what the text offers, and what may be the same matter. Empty while there is nothing. */
export function AssistPanel() {
  const refers = useOnScreen(({ followUpOf, mergedInto }) => followUpOf !== '' || mergedInto !== '');
  return (
    <div className="assist">
      {!refers && (
        <>
          <ReadOffers />
          <Duplicates />
          <Suggestions />
        </>
      )}
      <CallerCard />
    </div>
  );
}
