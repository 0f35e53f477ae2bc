import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { MediaSession } from './media-session.ts';
import { createPageArrival, PAGE_ARRIVAL_LIMIT_MILLISECONDS } from './page-arrival.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';
import { cannedSdp, createFakePage } from './testing/media-page.test-support.ts';

function createBench() {
  const page = createFakePage();
  const time = createFakeTime();
  const renewed: string[] = [];
  const media: MediaSession = new MediaSession({
    port: page.port,
    pageArrival: createPageArrival(page.port, time.schedule),
    newId: () => v7(),
    schedule: time.schedule,
    onRenewed: () => void renewed.push(media.sessionId),
  });
  const asked = () => page.calls.map((call) => call.call);
  return { page, time, media, asked, renewed };
}

const offer = cannedSdp('caller');

describe('the media of one dialog', () => {
  it('CA-11 answers an offer that comes again word for word without asking the page', async () => {
    const { media, asked } = createBench();
    const answer = await media.prepare(offer);
    expect(answer).toBe(cannedSdp('answer-of-page-1'));
    expect(await media.answer(offer)).toBe(answer);
    expect(asked()).toEqual(['answerOffer']);
  });

  it('MD-12 answers in the session that was made ready, and anew where that page is gone', async () => {
    const { media, page, asked, renewed } = createBench();
    media.expect(offer);
    media.expect(offer);
    await media.prepare(offer);
    expect([page.expected, asked(), renewed]).toEqual([[offer], ['answerOffer'], []]);

    const other = createBench();
    other.page.disconnect();
    other.media.expect(offer);
    other.page.connect();
    expect(await other.media.prepare(offer)).toBe(cannedSdp('answer-of-page-2'));
    expect(other.page.expected).toEqual([]);
  });

  it('MD-12 a call that was never answered closes what was made ready for it', () => {
    const { media, asked } = createBench();
    media.expect(offer);
    media.close();
    expect(asked()).toEqual(['close']);
  });

  it('CA-14 forgets the answer to an old offer once we have offered ourselves', async () => {
    const { media, asked } = createBench();
    await media.prepare(offer);
    await media.offer(true);
    await media.answer(offer);
    expect(asked()).toEqual(['answerOffer', 'createOffer', 'answerOffer']);
  });

  it('asks in the same session for the answer to another offer', async () => {
    const { media, page, asked } = createBench();
    await media.prepare(offer);
    const { sessionId } = media;
    await media.answer(cannedSdp('caller', 2));
    expect(asked()).toEqual(['answerOffer', 'answerOffer']);
    expect(page.lastSession()).toBe(sessionId);
  });

  it('CA-14 offers a hold as sendonly, in the same session, and answers without asking to hear', async () => {
    const { media, page } = createBench();
    await media.prepare(offer);
    expect(await media.offer(true)).toMatch(/^a=sendonly$/m);
    expect(page.calls.at(-1)).toMatchObject({ sessionId: media.sessionId, value: 'sendonly' });
    expect(await media.answer(cannedSdp('caller', 3), true)).toMatch(/^a=sendonly$/m);
  });

  it('begins a new session when an answer is prepared again after a failure', async () => {
    const { media, page, asked, renewed } = createBench();
    page.failNext('internal');
    await expect(media.prepare(offer)).rejects.toMatchObject({ code: 'media-failed' });
    const first = page.lastSession();
    await media.prepare(offer);
    expect(page.lastSession()).not.toBe(first);
    expect(renewed).toEqual([page.lastSession()]);
    expect(asked()).toEqual(['answerOffer', 'close', 'answerOffer']);
  });

  it('fails in time when the page is silent', async () => {
    const { media, page, time } = createBench();
    page.failNext('never');
    const refused = expect(media.prepare(offer)).rejects.toMatchObject({ code: 'media-failed' });
    await time.pass(5_000);
    await refused;
  });

  it('passes a refused description on as such', async () => {
    const { media, page } = createBench();
    page.failNext('sdp-refused');
    await expect(media.prepare(offer)).rejects.toMatchObject({ code: 'sdp-refused' });
  });

  it('CA-3 waits for a page that is on its way: a seat that just started can be answered at once', async () => {
    const { media, page, time, asked } = createBench();
    page.disconnect();
    const prepared = media.prepare(offer);
    await time.pass(PAGE_ARRIVAL_LIMIT_MILLISECONDS - 1);
    expect(asked()).toEqual([]);
    page.connect();
    await prepared;
    expect(asked()).toEqual(['answerOffer']);
    expect(time.next()).toBeUndefined();
  });

  it('CA-3 says so when no page comes', async () => {
    const { media, page, time } = createBench();
    page.disconnect();
    const refused = expect(media.prepare(offer)).rejects.toMatchObject({ code: 'media-failed' });
    await time.pass(PAGE_ARRIVAL_LIMIT_MILLISECONDS);
    await refused;
  });

  it('CA-20 gives the page an answer once, however often it comes', async () => {
    const { media, asked } = createBench();
    await media.prepare(undefined);
    await media.acceptAnswer(cannedSdp('callee'));
    await media.acceptAnswer(cannedSdp('callee'));
    await media.acceptAnswer(cannedSdp('callee', 2));
    expect(asked()).toEqual(['createOffer', 'acceptAnswer', 'acceptAnswer']);
  });

  it('closes the page’s session once', async () => {
    const { media, asked } = createBench();
    media.close();
    await media.prepare(offer);
    media.close();
    media.close();
    expect(asked()).toEqual(['answerOffer', 'close']);
  });
});
