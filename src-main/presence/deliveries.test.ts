import { describe, expect, it } from 'vitest';
import type { AgentState, AgentStateName } from '#shared/domain/index.ts';
import { agentStateReportSchema } from '#shared/settings/index.ts';
import { createFeatureCodeDelivery } from './feature-code.ts';
import { createHttpHookDelivery } from './http-hook.ts';
import { presenceDocument } from './presence-document.ts';
import { createPublishDelivery, type Publication } from './publish.ts';

const state = (name: AgentStateName, reason: string | null = null): AgentState => ({ state: name, reason });
const refusal = (statusCode: number, more = {}) => Object.assign(new Error('No.'), { statusCode, ...more });

describe('by feature code', () => {
  const settings = {
    by: 'feature-code',
    codes: { ready: '*45', 'not-ready': '*46', 'not-ready:meal': '*461' },
  } as const;

  it('PS-10 calls the code of the reason, of the state, or none', async () => {
    const called: string[] = [];
    const delivery = createFeatureCodeDelivery(settings, async (code) => void called.push(code));
    expect(delivery.wordFor(state('not-ready', 'meal'))).toBe('*461');
    expect(delivery.wordFor(state('not-ready', 'rest'))).toBe('*46');
    expect(delivery.wordFor(state('official-shift'))).toBe('*45');
    expect(delivery.wordFor(state('talking'))).toBeNull();
    expect(await delivery.say('*45', state('ready'))).toBeNull();
    expect(called).toEqual(['*45']);
    expect(delivery.isRepeatable).toBe(false);
  });

  it.each([
    [404, 'refused'],
    [403, 'refused'],
    [503, undefined],
    [408, undefined],
  ])('PS-4 a code that is answered by %i is given up: %s', async (statusCode, code) => {
    const delivery = createFeatureCodeDelivery(settings, () => Promise.reject(refusal(statusCode)));
    const error: unknown = await delivery.say('*45', state('ready')).catch((caught: unknown) => caught);
    expect((error as { code?: string }).code).toBe(code);
  });
});

describe('by PUBLISH', () => {
  const settings = { by: 'publish', expiresSeconds: 600 } as const;
  const setUp = (
    answer: (publication: Publication, count: number) => { entityTag: string; expiresSeconds: number },
  ) => {
    const sent: Publication[] = [];
    const delivery = createPublishDelivery({
      settings,
      entity: 'sip:8001@pbx.test',
      publish: async (publication) => {
        sent.push(publication);
        return answer(publication, sent.length);
      },
    });
    return { sent, delivery };
  };

  it('PS-11 publishes a presence document, modifies it by its tag, and renews it at four fifths of its lifetime', async () => {
    const { sent, delivery } = setUp((_publication, count) => ({
      entityTag: `tag${count}`,
      expiresSeconds: 300,
    }));
    expect(await delivery.say('ready', state('ready'))).toBe(240_000);
    await delivery.say('talking', state('talking'));
    expect(sent.map(({ ifMatch }) => ifMatch)).toEqual([undefined, 'tag1']);
    expect(sent[0]).toMatchObject({
      event: 'presence',
      contentType: 'application/pidf+xml',
      expiresSeconds: 600,
    });
    expect(sent[0]?.body).toContain('<basic>open</basic>');
    expect(sent[1]?.body).toContain('<basic>closed</basic>');
  });

  it('PS-11 begins anew at 412, and takes the lifetime of 423', async () => {
    const { sent, delivery } = setUp((publication, count) => {
      if (publication.ifMatch === 'tag1') throw refusal(412);
      if (publication.expiresSeconds < 900) throw refusal(423, { minimumExpiresSeconds: 900 });
      return { entityTag: `tag${count === 2 ? 1 : count}`, expiresSeconds: 900 };
    });
    await delivery.say('ready', state('ready'));
    await delivery.say('talking', state('talking'));
    expect(sent.map(({ ifMatch, expiresSeconds }) => [ifMatch, expiresSeconds])).toEqual([
      [undefined, 600],
      [undefined, 900],
      ['tag1', 900],
      [undefined, 900],
    ]);
  });

  it('PS-4 gives up an exchange that knows no PUBLISH', async () => {
    const { delivery } = setUp(() => {
      throw refusal(405);
    });
    await expect(delivery.say('ready', state('ready'))).rejects.toMatchObject({ code: 'refused' });
  });

  it('PS-12 the document names the account, whether it takes calls, the state, and the activity where there is one', () => {
    const document = presenceDocument('sip:a&b@pbx.test', state('not-ready', 'meal'));
    expect(document).toContain('entity="sip:a&#38;b@pbx.test"');
    expect(document).toContain('<basic>closed</basic>');
    expect(document).toContain('<note xml:lang="en">not-ready:meal</note>');
    expect(document).toContain('<rpid:meal/>');
    expect(presenceDocument('sip:a@b', state('ready'))).not.toContain('activities');
    expect(presenceDocument('sip:a@b', state('talking'))).toContain('<rpid:on-the-phone/>');
  });
});

describe('by HTTP', () => {
  const setUp = (settings: Record<string, unknown>, respond: () => Response | Promise<Response>) => {
    const asked: Array<{ url: string; init: RequestInit }> = [];
    const parsed = agentStateReportSchema.parse({ by: 'http', ...settings });
    if (parsed.by !== 'http') throw new Error('Another way was parsed.');
    let limit: () => void = () => undefined;
    const delivery = createHttpHookDelivery({
      settings: parsed,
      seat: 7,
      user: '8001',
      fetch: async (url, init = {}) => {
        asked.push({ url: String(url), init });
        return new Promise<Response>((resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
          Promise.resolve(respond()).then(resolve, reject);
        });
      },
      schedule: (_milliseconds, run) => {
        limit = run;
        return () => undefined;
      },
    });
    return { asked, delivery, timeOut: () => limit() };
  };
  const ok = () => new Response('', { status: 200 });

  it('PS-13 posts the state, the seat and the number, with the authorization', async () => {
    const { asked, delivery } = setUp(
      {
        url: 'http://pbx.test/agents/{user}',
        authorization: 'Bearer x',
        words: { 'not-ready:meal': 'LUNCH' },
      },
      ok,
    );
    const meal = state('not-ready', 'meal');
    expect(delivery.wordFor(meal)).toBe('LUNCH');
    expect(await delivery.say('LUNCH', meal)).toBeNull();
    expect(asked[0]?.url).toBe('http://pbx.test/agents/8001');
    expect(asked[0]?.init).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer x' } });
    expect(JSON.parse(String(asked[0]?.init.body))).toEqual({
      seat: 7,
      user: '8001',
      state: 'LUNCH',
      agentState: 'not-ready',
      reason: 'meal',
    });
  });

  it('PS-13 asks by GET with what is said in the address, escaped', async () => {
    const { asked, delivery } = setUp(
      {
        url: 'http://pbx.test/?s={state}&r={reason}&n={seat}',
        method: 'GET',
        words: { 'not-ready': 'a b&c' },
      },
      ok,
    );
    await delivery.say('a b&c', state('not-ready', 'meal'));
    expect(asked[0]?.url).toBe('http://pbx.test/?s=a%20b%26c&r=meal&n=7');
    expect(asked[0]?.init.body).toBeUndefined();
  });

  it.each([
    [404, 'refused'],
    [401, 'refused'],
    [503, 'unreachable'],
    [429, 'unreachable'],
  ])('PS-4 an answer of %i is %s', async (status, code) => {
    const { delivery } = setUp({ url: 'http://pbx.test/' }, () => new Response('', { status }));
    await expect(delivery.say('ready', state('ready'))).rejects.toMatchObject({ code });
  });

  it('PS-3 a service that does not answer in time is tried again', async () => {
    const { delivery, timeOut } = setUp(
      { url: 'http://pbx.test/' },
      () => new Promise<Response>(() => undefined),
    );
    const said = delivery.say('ready', state('ready'));
    timeOut();
    await expect(said).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('refuses settings that name no state, or another', () => {
    expect(agentStateReportSchema.safeParse({ by: 'feature-code', codes: {} }).success).toBe(false);
    expect(agentStateReportSchema.safeParse({ by: 'feature-code', codes: { asleep: '1' } }).success).toBe(
      false,
    );
    expect(agentStateReportSchema.safeParse({ by: 'http', url: 'ftp://pbx.test/' }).success).toBe(false);
  });
});
