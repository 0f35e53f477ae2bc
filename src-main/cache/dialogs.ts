import type { Database } from 'better-sqlite3-multiple-ciphers';
import { guarded } from './errors.ts';

/** What is needed to take a SIP dialog up again, by call. The text is JSON whose form is the phone's. */
export interface DialogStore {
  /** Inserts or replaces. */
  save(callId: string, body: string): void;
  /** Nothing happens when there is none. */
  remove(callId: string): void;
  /** Those that were not removed: of calls that live, or that a crash cut off. */
  list(): Array<{ readonly callId: string; readonly body: string }>;
}

export function createDialogStore(database: Database): DialogStore {
  const save = database.prepare<[string, string]>(
    'INSERT INTO dialogs (call_id, body) VALUES (?, ?) ON CONFLICT (call_id) DO UPDATE SET body = excluded.body',
  );
  const remove = database.prepare<[string]>('DELETE FROM dialogs WHERE call_id = ?');
  const list = database.prepare<[], { callId: string; body: string }>(
    'SELECT call_id AS callId, body FROM dialogs ORDER BY call_id',
  );
  return guarded<DialogStore>({
    save: (callId, body) => void save.run(callId, body),
    remove: (callId) => void remove.run(callId),
    list: () => list.all(),
  });
}
