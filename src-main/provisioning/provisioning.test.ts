import { describe, expect, it } from 'vitest';
import type { FeedItem } from '#shared/hub-protocol/index.ts';
import { keptProvision, type SecretStore } from '../settings/index.ts';
import { createProvisioning } from './index.ts';

const PASSWORD = 'the-seat-must-not-say-this';
const account = {
  servers: ['wss://pbx.example:7443'],
  domain: 'pbx.example',
  username: '8017',
  password: PASSWORD,
};

/** A seat with a hub that answers what the test says. */
function start() {
  const values = new Map<string, string>();
  const secrets: SecretStore = {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
  };
  const items: FeedItem[] = [];
  const answers: Array<() => Response> = [];
  const asked: Array<{ url: string; authorization: string | null }> = [];
  const waits: Array<{ milliseconds: number; run: () => void }> = [];
  const lines: unknown[] = [];
  const faults: unknown[] = [];
  let given = 0;
  const write = (...line: unknown[]) => void lines.push(line);
  const provisioning = createProvisioning({
    hub: () => ({ url: 'https://hub.example/', token: 'seat-token' }),
    seat: 17,
    secrets,
    items: () => items,
    fetch: async (url, init) => {
      asked.push({ url: String(url), authorization: new Headers(init?.headers).get('authorization') });
      const answer = answers.shift();
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
    schedule: (milliseconds, run) => {
      const wait = { milliseconds, run };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait) >>> 0, 1);
    },
    log: { info: write, warn: write, error: write },
    onGiven: () => {
      given += 1;
    },
    onFault: (fault) => faults.push(fault),
  });
  const gives = (settings: unknown, changedAt: number | null = 5, seat = 17) =>
    answers.push(() => Response.json({ seat, name: '17号', settings, changedAt }));
  const says = (status: number, code: string) =>
    answers.push(() => Response.json({ code, message: 'no' }, { status }));
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    provisioning,
    secrets,
    items,
    asked,
    waits,
    lines,
    faults,
    gives,
    says,
    settled,
    given: () => given,
  };
}

describe('what the hub gives to a seat', () => {
  it('PV-2 is asked for after a sign-in, with the seat’s own token, and kept', async () => {
    const seat = start();
    seat.gives({ exchange: { kind: 'sip', ...account }, answerMarks: [5, 10, 15] });
    seat.provisioning.signedIn();
    await seat.settled();
    expect(seat.asked).toEqual([
      { url: 'https://hub.example/v1/provisioning', authorization: 'Bearer seat-token' },
    ]);
    expect(keptProvision(seat.secrets)).toMatchObject({
      changedAt: 5,
      provision: { exchange: { username: '8017', password: PASSWORD }, answerMarks: [5, 10, 15] },
    });
    expect(seat.given()).toBe(1);
  });

  it('PV-2 is asked for when the feed names a later time, and not for one that is kept', async () => {
    const seat = start();
    seat.provisioning.feedChanged();
    expect(seat.asked).toEqual([]);
    seat.items.push({ key: 'provisioning', body: { changedAt: 5 } });
    seat.gives({ exchange: account }, 5);
    seat.provisioning.feedChanged();
    await seat.settled();
    seat.provisioning.feedChanged();
    await seat.settled();
    expect(seat.asked).toHaveLength(1);
    seat.items.splice(0, 1, { key: 'provisioning', body: { changedAt: 6 } });
    seat.gives({ exchange: account }, 6);
    seat.provisioning.feedChanged();
    await seat.settled();
    expect(seat.asked).toHaveLength(2);
  });

  it('PV-2 a hub that does not answer is asked again in a minute; one word while asking asks once more', async () => {
    const seat = start();
    seat.provisioning.signedIn();
    await seat.settled();
    expect(seat.waits.map(({ milliseconds }) => milliseconds)).toEqual([60_000]);
    seat.gives(null, null);
    seat.gives({ exchange: account });
    seat.waits[0]?.run();
    seat.provisioning.signedIn();
    await seat.settled();
    expect(seat.asked).toHaveLength(3);
    expect(seat.given()).toBe(1);
  });

  it('PV-5 is never in the log, whatever is wrong with it', async () => {
    const seat = start();
    for (const wrong of [
      { exchange: { ...account, servers: [] } },
      { exchange: { ...account, password: PASSWORD.repeat(20) } },
      { exchange: { ...account, [PASSWORD]: 1 } },
      { [PASSWORD]: account },
    ]) {
      seat.gives(wrong);
      seat.provisioning.signedIn();
      await seat.settled();
    }
    expect(JSON.stringify([seat.lines, seat.faults])).not.toContain(PASSWORD);
    expect(seat.faults).toHaveLength(4);
  });

  it('PV-6 what does not fit, or is another seat’s, changes nothing and is said until something right comes', async () => {
    const seat = start();
    seat.gives({ exchange: account });
    seat.gives({ exchange: { ...account, servers: ['ftp://nowhere'] } }, 6);
    seat.gives({ exchange: account }, 7, 18);
    for (let time = 0; time < 3; time += 1) {
      seat.provisioning.signedIn();
      await seat.settled();
    }
    expect(keptProvision(seat.secrets)?.changedAt).toBe(5);
    expect(seat.given()).toBe(1);
    expect(seat.faults).toEqual([
      null,
      { code: 'provision-invalid', what: 'exchange.servers.0' },
      { code: 'provision-invalid', what: 'seat' },
    ]);
    seat.gives({ exchange: account }, 8);
    seat.provisioning.signedIn();
    await seat.settled();
    expect(seat.faults.at(-1)).toBeNull();
  });

  it('PV-7 nothing given, a shared token and a revoked seat take nothing away and are not asked again', async () => {
    const seat = start();
    seat.gives({ exchange: account });
    seat.gives(null, 9);
    seat.says(404, 'not-found');
    seat.says(403, 'revoked');
    for (let time = 0; time < 4; time += 1) {
      seat.provisioning.signedIn();
      await seat.settled();
    }
    expect(keptProvision(seat.secrets)?.provision.exchange?.username).toBe('8017');
    expect([seat.given(), seat.waits.length]).toEqual([1, 0]);
    await seat.provisioning.stop();
  });
});
