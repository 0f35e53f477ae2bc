import { describe, expect, it } from 'vitest';
import { CodedError, type KnownCaller } from '#shared/domain/index.ts';
import { sampleCall } from '#test/support/calls.ts';
import { createMemoryLog } from '../log/index.ts';
import { createRingLookup } from './ring-lookup.ts';

const KNOWN: KnownCaller = {
  maskedNumber: '138****1234',
  marks: [],
  people: [],
  orders: [],
  total: 0,
  open: 0,
  lastContactAt: null,
  places: [],
};
const ringing = sampleCall({ id: 'a', state: 'ringing', direction: 'inbound', callerNumber: '13812341234' });

function lookup(options: { readonly open?: boolean; readonly fails?: boolean } = {}) {
  const asked: string[] = [];
  const log = createMemoryLog();
  const look = createRingLookup({
    callers: {
      lookUp: (number) => {
        asked.push(number);
        if (options.fails) throw new CodedError('cache-unavailable', 'The cache file failed.');
        return KNOWN;
      },
    },
    clock: { wall: () => 1_000 },
    isOpen: () => options.open ?? true,
    log,
  });
  return { asked, log, look };
}

describe('a caller as the call rings', () => {
  it('CP-7 is looked up once a call, when it begins to ring', () => {
    const { asked, look } = lookup();
    expect(look([ringing])).toEqual([{ callId: 'a', askedAt: 1_000, known: KNOWN }]);
    expect(look([ringing])).toEqual([]);
    const second = { ...ringing, id: 'b', callerNumber: '13900000000' };
    expect(look([{ ...ringing, state: 'active' }, second])).toMatchObject([{ callId: 'b' }]);
    expect(asked).toEqual(['13812341234', '13900000000']);
  });

  it('CP-7 is not looked up without a number, when we dial, or while the seat is locked', () => {
    const { asked, look } = lookup();
    expect(look([{ ...ringing, callerNumber: null }])).toEqual([]);
    expect(look([{ ...ringing, id: 'b', direction: 'outbound' }])).toEqual([]);
    expect(lookup({ open: false }).look([ringing])).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('CP-7 says that it could not be looked up, and nothing of the number in the log', () => {
    const { log, look } = lookup({ fails: true });
    expect(look([ringing])).toEqual([{ callId: 'a', askedAt: 1_000, known: null }]);
    expect(JSON.stringify(log)).not.toContain('13812341234');
  });
});
