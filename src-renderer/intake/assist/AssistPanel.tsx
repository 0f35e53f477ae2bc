import { CallerCard } from '../caller/CallerCard.tsx';
import { fieldsOnScreen, useIntake } from '../store.ts';
import { ReadOffers } from './ReadOffers.tsx';
import { Duplicates, Suggestions } from './Suggestions.tsx';
import './assist.css';

/** Beside the form: who calls, what the text offers, and what may be the same matter. Empty while there is nothing. */
export function AssistPanel() {
  const view = useIntake();
  const fields = fieldsOnScreen(view);
  const refers = fields.followUpOf !== '' || fields.mergedInto !== '';
  return (
    <div className="assist">
      {!refers && (
        <>
          <ReadOffers fields={fields} />
          <Duplicates />
          <Suggestions
            categoryCode={fields.categoryCode}
            leadUnit={fields.leadUnit}
            wantsUnit={fields.handling === '' || fields.handling === 'dispatched'}
          />
        </>
      )}
      <CallerCard />
    </div>
  );
}
