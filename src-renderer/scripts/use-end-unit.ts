import { useEffect, useState } from 'react';
import type { Unit } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';
import { scriptsClient } from './store.ts';

/** The unit with an id, once main has told it; null while it has not, or where none is named. */
export function useEndUnit(id: string | null): Unit | null {
  const [unit, setUnit] = useState<Unit | null>(null);
  useEffect(() => {
    setUnit(null);
    if (id === null) return;
    let current = true;
    const load = async () => {
      try {
        const { entry } = await scriptsClient().open({ id });
        if (current && entry.kind === 'unit') setUnit(entry);
      } catch (error) {
        showError(error);
      }
    };
    void load();
    return () => {
      current = false;
    };
  }, [id]);
  return unit;
}
