import { useRef } from 'react';
import { currentLanguage, useTranslation } from '../../ui/index.ts';
import { CallerCard } from '../caller/CallerCard.tsx';
import { useOnScreen } from '../form-fields.ts';
import { useFit } from './fit.ts';
import { ReadOffers } from './ReadOffers.tsx';
import { Duplicates, Suggestions } from './Suggestions.tsx';
import './assist.css';

/**
 * Beside the form: who calls, what the text offers, and what may be the same matter. Empty while there is nothing. What has
 * no room is set more closely, then named; no line of it is ever cut.
 */
export function AssistPanel() {
  const { t } = useTranslation();
  const refers = useOnScreen(({ followUpOf, mergedInto }) => followUpOf !== '' || mergedInto !== '');
  const column = useRef<HTMLDivElement>(null);
  const left = useFit(column);
  return (
    <>
      <div ref={column} className="assist" data-testid="assist">
        {!refers && (
          <>
            <ReadOffers />
            <Duplicates />
            <Suggestions />
          </>
        )}
        <CallerCard />
      </div>
      {left.length > 0 && (
        <p className="assist-left" role="status" data-testid="assist-left">
          {t('suggest.left', { what: new Intl.ListFormat(currentLanguage()).format(left) })}
        </p>
      )}
    </>
  );
}
