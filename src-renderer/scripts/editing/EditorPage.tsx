import { useEffect, useState } from 'react';
import { useTranslation } from '../../ui/index.ts';
import { useScripts } from '../store.ts';
import { loadList, useEditing } from './editing-store.ts';
import { NotesList } from './NotesList.tsx';
import { ScriptEditor } from './ScriptEditor.tsx';
import { ScriptList } from './ScriptList.tsx';
import { Transfer } from './Transfer.tsx';
import './editing.css';

/** The library as its editors change it: the list, one entry's text, and what seats will see. */
export function EditorPage() {
  const { t } = useTranslation();
  const mayEdit = useScripts(({ state }) => state?.mayEdit ?? false);
  const revision = useScripts(({ state }) => state?.revision);
  const edited = useEditing((view) => view.edited);
  const [notes, setNotes] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each publication, here or elsewhere, changes the list
  useEffect(() => {
    if (mayEdit) void loadList();
  }, [mayEdit, revision]);
  if (!mayEdit) return <p className="editing-empty">{t('scripts.edit.notAllowed')}</p>;
  return (
    <div className="editing" data-testid="editing">
      <p className="editing-intro">{t('scripts.edit.intro')}</p>
      <Transfer notes={notes} onNotes={() => setNotes((open) => !open)} />
      <ScriptList onChosen={() => setNotes(false)} />
      {notes ? (
        <NotesList />
      ) : edited ? (
        <ScriptEditor key={edited.id} edited={edited} />
      ) : (
        <p className="editing-empty">{t('scripts.edit.choose')}</p>
      )}
    </div>
  );
}
