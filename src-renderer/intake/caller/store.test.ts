// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { contract, createChannelPair, createEndpoint } from '#shared/contract/index.ts';
import type { KnownCaller } from '#shared/domain/index.ts';
import { attachCallers, popFor, useCaller } from './store.ts';

const nobody: KnownCaller = {
  maskedNumber: '154****0011',
  marks: [],
  people: [],
  orders: [],
  total: 0,
  open: 0,
  lastContactAt: null,
  places: [],
};
const idOf = (n: number) => `01a1aaaa-0000-7000-8000-00000000000${n}`;
const call = { id: idOf(1), number: '15406320011', ringing: true };
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Main and the page over one channel; `asked` grows with each question of the page. */
function connect() {
  const asked: string[] = [];
  const [left, right] = createChannelPair();
  const onFault = () => expect.unreachable('no fault is expected');
  const main = createEndpoint({
    contract,
    channel: left,
    self: 'main',
    peer: 'ui',
    handlers: {
      callers: {
        lookUp: ({ number }) => {
          asked.push(number);
          return { ...nobody, total: asked.length };
        },
        markNuisance: () => null,
      },
    },
    onFault,
  });
  attachCallers(
    createEndpoint({ contract, channel: right, self: 'ui', peer: 'main', handlers: {}, onFault }),
  );
  const ring = async (known: KnownCaller | null, callId = call.id) => {
    main.emit('callers', 'rings', { callId, askedAt: 0, known });
    await settled();
  };
  return { asked, ring };
}

describe('who calls, as the page hears of it', () => {
  beforeEach(() => popFor(null));

  it('CP-7 is there with the call, and nothing is asked', async () => {
    const { asked, ring } = connect();
    await ring({ ...nobody, marks: ['repeat'] });
    popFor(call);
    expect(useCaller.getState()).toMatchObject({ call, known: { marks: ['repeat'] }, chosen: 0 });
    popFor({ ...call, ringing: false });
    await settled();
    expect([asked, useCaller.getState().known?.marks]).toEqual([[], ['repeat']]);
  });

  it('CP-7 is asked for where nobody told it, another call was told, or the lookup failed', async () => {
    const { asked, ring } = connect();
    for (const tell of [undefined, () => ring(nobody, idOf(2)), () => ring(null)]) {
      popFor(null);
      await tell?.();
      popFor(call);
      expect(useCaller.getState().known).toBeNull();
      await settled();
      expect(useCaller.getState().known?.total).toBe(asked.length);
    }
    expect(asked).toEqual([call.number, call.number, call.number]);
  });

  it('CP-7 is asked for anew when the call comes back on screen', async () => {
    const { asked, ring } = connect();
    await ring(nobody);
    popFor(call);
    popFor({ ...call, id: idOf(3), number: '15406320022' });
    popFor({ ...call, ringing: false });
    await settled();
    expect(asked).toEqual(['15406320022', call.number]);
  });
});
