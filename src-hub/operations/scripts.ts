import { isDeepStrictEqual } from 'node:util';
import { scriptVersionSchema } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import type { Effects } from './effect.ts';

const MAY_PUBLISH: readonly string[] = ['editor', 'administrator'];

/** The script library: what is published goes to every seat; what operators say of it goes to the editors. */
export const scriptEffects: Pick<Effects, Extract<Operation['kind'], `script.${string}`>> = {
  'script.publish': async (unit, { payload }, { now }) => {
    // A hub whose people are not its accounts (the practice one) takes the seat's word for who it was.
    const account = await unit.accounts.find(payload.author);
    if (account !== undefined && !MAY_PUBLISH.includes(account.role)) {
      return { reason: 'not-allowed', message: 'The author is not an editor.' };
    }
    const stored = await unit.feeds.get('scripts', 'all', payload.id);
    const current = scriptVersionSchema.safeParse(stored?.body).data;
    if (current !== undefined && current.version >= payload.version) {
      if (isDeepStrictEqual(current, payload)) return { receivedAt: now };
      return {
        reason: 'conflict',
        message: `Version ${current.version} of this entry was published before. Look at it, then publish anew.`,
      };
    }
    await unit.feeds.put('scripts', 'all', [{ key: payload.id, body: payload }]);
    return { receivedAt: now };
  },

  'script.note': async (unit, { id, kind, createdAt, payload }, { now }) => {
    await unit.calls.saveScriptReport({ id, kind, seat: payload.seat, at: createdAt, body: payload });
    return { receivedAt: now };
  },

  'script.usage': async (unit, { id, kind, createdAt, payload }, { now }) => {
    await unit.calls.saveScriptReport({ id, kind, seat: payload.seat, at: createdAt, body: payload });
    return { receivedAt: now };
  },
};
