import { useEffect } from 'react';
import { useTranslation } from '../ui/index.ts';
import { EntryView } from './EntryView.tsx';
import { GuideView } from './GuideView.tsx';
import { followDraft } from './guide-store.ts';
import { MomentView } from './MomentView.tsx';
import { Results } from './Results.tsx';
import { SearchField } from './SearchField.tsx';
import { useLibrary } from './store.ts';
import './scripts.css';
import './library.css';

/**
 * The right of the screen: what can be said now, and the whole library behind one field. While something of it is
 * searched, read or walked, it takes the whole column.
 */
export function GuidancePanel() {
  const { t } = useTranslation();
  const view = useLibrary((library) => library.view);
  const answered = useLibrary((library) => library.answered);
  useEffect(followDraft, []);
  return (
    <section
      className={`guide ${view === 'now' ? '' : 'is-library'}`}
      aria-label={t('guide.region')}
      data-testid="phrases"
      data-view={view}
      data-answered={answered}
    >
      <SearchField />
      {view === 'now' && <MomentView />}
      {view === 'search' && <Results />}
      {view === 'entry' && <EntryView />}
      {view === 'guide' && <GuideView />}
    </section>
  );
}
