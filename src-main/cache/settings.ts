import type { Database } from 'better-sqlite3-multiple-ciphers';
import { guarded } from './errors.ts';

/** Small values by key; secrets among them, as the file is encrypted. */
export interface SettingStore {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

export function createSettingStore(database: Database): SettingStore {
  const get = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
  const set = database.prepare<[string, string]>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = database.prepare<[string]>('DELETE FROM settings WHERE key = ?');
  return guarded<SettingStore>({
    get: (key) => get.get(key)?.value,
    set: (key, value) => void set.run(key, value),
    remove: (key) => void remove.run(key),
  });
}
