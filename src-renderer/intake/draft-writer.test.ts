import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftAcknowledgement, DraftPatch } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { createDraftWriter, type FieldEdits } from './draft-writer.ts';

const WRITER = '01939d2e-0000-7000-8000-000000000001';
const DRAFT = '01939d2e-0000-7000-8000-0000000000aa';

/** A writer with turns, pauses and answers in the test's hand. */
function setUp() {
  const turns: Array<() => void> = [];
  const pauses: Array<() => void> = [];
  const sent: Array<{
    patch: DraftPatch;
    acknowledge: () => Promise<void>;
    refuse: (code: string) => Promise<void>;
  }> = [];
  const acknowledged: FieldEdits[] = [];
  const orphaned: FieldEdits[] = [];
  const writer = createDraftWriter({
    writer: WRITER,
    onNextTurn: (run) => turns.push(run),
    afterPause: (run) => pauses.push(run),
    onAcknowledged: (_draftId, fields) => acknowledged.push(fields),
    onChange: () => undefined,
    onOrphaned: (_draftId, fields) => orphaned.push(fields),
  });
  const send = (patch: DraftPatch) =>
    new Promise<DraftAcknowledgement>((resolve, reject) => {
      const settle = async (run: () => void) => {
        run();
        await Promise.resolve();
        await Promise.resolve();
      };
      sent.push({
        patch,
        acknowledge: () =>
          settle(() =>
            resolve({
              draftId: patch.draftId,
              sequence: patch.sequence,
              savedAt: 7,
              undoable: 1,
              redoable: 0,
            }),
          ),
        refuse: (code) => settle(() => reject(new CodedError(code, code))),
      });
    });
  return {
    writer,
    send,
    sent,
    acknowledged,
    orphaned,
    turn: () => turns.splice(0).forEach((run) => void run()),
    pause: () => pauses.splice(0).forEach((run) => void run()),
    last: () => {
      const one = sent.at(-1);
      if (!one) throw new Error('nothing was sent');
      return one;
    },
  };
}

describe('draft writer', () => {
  it('sends one patch for everything typed in a turn', async () => {
    const one = setUp();
    one.writer.connect(one.send);
    one.writer.edit(DRAFT, { title: '电' });
    one.writer.edit(DRAFT, { title: '电梯' });
    one.writer.edit(DRAFT, { place: '六号楼' });
    expect(one.sent).toHaveLength(0);
    one.turn();
    expect(one.sent.map(({ patch }) => patch)).toEqual([
      { draftId: DRAFT, writer: WRITER, sequence: 1, fields: { title: '电梯', place: '六号楼' } },
    ]);
    expect(one.writer.status(DRAFT)).toEqual({ state: 'saving' });
    await one.last().acknowledge();
    expect(one.writer.status(DRAFT)).toEqual({ state: 'saved', at: 7 });
    expect(one.acknowledged).toEqual([{ title: '电梯', place: '六号楼' }]);
  });

  it('is not saved while anything typed is unacknowledged', async () => {
    const one = setUp();
    one.writer.connect(one.send);
    one.writer.edit(DRAFT, { title: 'a' });
    one.turn();
    one.writer.edit(DRAFT, { title: 'ab' });
    one.turn();
    expect(one.sent).toHaveLength(1);
    await one.last().acknowledge();
    expect(one.writer.status(DRAFT)).toEqual({ state: 'saving' });
    expect(one.writer.overlay(DRAFT)).toEqual({ title: 'ab' });
    one.turn();
    await one.last().acknowledge();
    expect(one.last().patch).toMatchObject({ sequence: 2, fields: { title: 'ab' } });
    expect(one.writer.status(DRAFT)).toMatchObject({ state: 'saved' });
  });

  it('keeps what was cut off and sends it again, under what was typed since', async () => {
    const one = setUp();
    one.writer.connect(one.send);
    one.writer.edit(DRAFT, { title: 'a', place: 'x' });
    one.turn();
    one.writer.disconnect();
    one.writer.edit(DRAFT, { title: 'ab' });
    expect(one.writer.status(DRAFT)).toMatchObject({ state: 'failed', code: 'disconnected' });
    await one.last().refuse('disconnected');
    one.writer.connect(one.send);
    one.turn();
    expect(one.sent).toHaveLength(2);
    expect(one.last().patch).toMatchObject({ sequence: 2, fields: { title: 'ab', place: 'x' } });
  });

  it('says why a patch was refused and tries again after a pause', async () => {
    const one = setUp();
    one.writer.connect(one.send);
    one.writer.edit(DRAFT, { title: 'a' });
    one.turn();
    await one.last().refuse('disk-full');
    expect(one.writer.status(DRAFT)).toMatchObject({ state: 'failed', code: 'disk-full' });
    one.pause();
    one.turn();
    await one.last().acknowledge();
    expect(one.last().patch.fields).toEqual({ title: 'a' });
    expect(one.writer.status(DRAFT)).toMatchObject({ state: 'saved' });
  });

  it('hands text of a vanished draft on instead of dropping it', async () => {
    const one = setUp();
    one.writer.connect(one.send);
    one.writer.edit(DRAFT, { title: 'a' });
    one.turn();
    one.writer.edit(DRAFT, { place: 'x' });
    await one.last().refuse('no-such-draft');
    expect(one.orphaned).toEqual([{ title: 'a', place: 'x' }]);
    expect(one.writer.overlay(DRAFT)).toEqual({});
  });

  it('settles when all is on disk and rejects at a refusal', async () => {
    const one = setUp();
    one.writer.connect(one.send);
    await expect(one.writer.settled(DRAFT)).resolves.toBeUndefined();
    one.writer.edit(DRAFT, { title: 'a' });
    const saved = one.writer.settled(DRAFT);
    one.turn();
    await one.last().acknowledge();
    await expect(saved).resolves.toBeUndefined();
    one.writer.edit(DRAFT, { title: 'b' });
    const refused = one.writer.settled(DRAFT);
    one.turn();
    await one.last().refuse('disk-full');
    await expect(refused).rejects.toMatchObject({ code: 'disk-full' });
  });

  type Step = 'edit' | 'turn' | 'arrive' | 'lose' | 'refuse' | 'cut' | 'join' | 'pause';
  it('loses nothing over any sequence of edits, cuts, refusals and late arrivals', async () => {
    const step = fc.tuple(
      fc.constantFrom<Step>(
        'edit',
        'edit',
        'edit',
        'turn',
        'turn',
        'arrive',
        'arrive',
        'lose',
        'refuse',
        'cut',
        'join',
        'pause',
      ),
      fc.constantFrom('title', 'place', 'content' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const one = setUp();
        const disk: FieldEdits = {};
        let lastApplied = 0;
        const typed: FieldEdits = {};
        let connected = false;
        let count = 0;
        /** Main's side: a number that is not newer changes nothing. */
        const apply = (patch: DraftPatch) => {
          if (patch.sequence <= lastApplied) return;
          lastApplied = patch.sequence;
          Object.assign(disk, patch.fields);
        };
        let answered = 0;
        const unanswered = () => one.sent.slice(answered);
        const check = () => {
          // What is on screen is always what was typed last.
          expect({ ...disk, ...one.writer.overlay(DRAFT) }).toEqual({ ...disk, ...typed });
          if (one.writer.status(DRAFT).state === 'saved') expect(disk).toEqual({ ...disk, ...typed });
        };
        const act = async (name: Step, field: 'title' | 'place' | 'content') => {
          if (name === 'edit') {
            count += 1;
            typed[field] = `${count}`;
            one.writer.edit(DRAFT, { [field]: `${count}` });
          } else if (name === 'turn') one.turn();
          else if (name === 'pause') one.pause();
          else if (name === 'join' && !connected) {
            connected = true;
            one.writer.connect(one.send);
          } else if (name === 'cut' && connected) {
            connected = false;
            one.writer.disconnect();
            for (const pending of unanswered()) await pending.refuse('disconnected');
            answered = one.sent.length;
          } else if (name === 'lose' && connected) {
            // The patch reached the disk, but its answer did not come back.
            for (const pending of unanswered()) apply(pending.patch);
            await act('cut', field);
          } else if (connected && (name === 'arrive' || name === 'refuse')) {
            const next = unanswered()[0];
            if (!next) return;
            answered += 1;
            if (name === 'refuse') return next.refuse('disk-full');
            apply(next.patch);
            await next.acknowledge();
          }
        };
        for (const [name, field] of steps) {
          await act(name, field);
          check();
        }
        await act('join', 'title');
        for (let round = 0; round < 4; round += 1) {
          one.pause();
          one.turn();
          await act('arrive', 'title');
        }
        expect(one.writer.status(DRAFT).state).toBe('saved');
        expect(disk).toEqual({ ...disk, ...typed });
        const sequences = one.sent.map(({ patch }) => patch.sequence);
        expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
      }),
      { numRuns: 400 },
    );
  });
});
