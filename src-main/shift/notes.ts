import { z } from 'zod';
import { type HandOverNote, handOverNoteSchema } from '#shared/domain/index.ts';

const MOST_NOTES = 20;
const notesSchema = z.array(handOverNoteSchema).max(MOST_NOTES);

/** What one shift leaves for the next; the newest first, the oldest goes. */
export interface Notes {
  list(): HandOverNote[];
  add(note: HandOverNote): void;
  read(noteId: string, by: string, at: number): void;
}

export function createNotes(options: {
  readonly load: () => string | undefined;
  readonly save: (text: string) => void;
}): Notes {
  const list = (): HandOverNote[] => {
    const parsed = notesSchema.safeParse(JSON.parse(options.load() ?? '[]'));
    return parsed.success ? parsed.data : [];
  };
  const keep = (notes: readonly HandOverNote[]) => options.save(JSON.stringify(notes.slice(0, MOST_NOTES)));
  return {
    list,
    add: (note) => keep([note, ...list()]),
    read: (noteId, by, at) =>
      keep(list().map((note) => (note.id === noteId && !note.read ? { ...note, read: { by, at } } : note))),
  };
}
