import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { RemoteSessionDescriptionHandler } from './media-session.ts';
import { createPageArrival, PAGE_ARRIVAL_LIMIT_MILLISECONDS } from './page-arrival.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';
import { cannedSdp, createFakePage } from './testing/media-page.test-support.ts';

function createBench() {
  const page = createFakePage();
  const time = createFakeTime();
  let lost = 0;
  const handler = new RemoteSessionDescriptionHandler({
    port: page.port,
    pageArrival: createPageArrival(page.port, time.schedule),
    newId: () => v7(),
    schedule: time.schedule,
    onLost: () => void lost++,
  });
  const asked = () => page.calls.map((call) => call.call);
  return { page, time, handler, asked, lost: () => lost };
}

const offer = cannedSdp('caller');

describe('the session description handler', () => {
  it('gives sip.js the answer that was prepared, without asking the page again', async () => {
    const { handler, asked } = createBench();
    await handler.prepare(offer);
    await handler.setDescription(offer);
    expect(await handler.getDescription()).toEqual({
      body: cannedSdp('answer-of-page-1'),
      contentType: 'application/sdp',
    });
    expect(asked()).toEqual(['answerOffer']);
  });

  it('asks in the same session for the answer to another offer', async () => {
    const { handler, page, asked } = createBench();
    await handler.prepare(offer);
    await handler.getDescription();
    const sessionId = handler.sessionId;
    await handler.setDescription(cannedSdp('caller', 2));
    await handler.getDescription();
    expect(asked()).toEqual(['answerOffer', 'answerOffer']);
    expect(page.lastSession()).toBe(sessionId);
  });

  it('begins a new session when an answer is prepared again after a failure', async () => {
    const { handler, page, asked } = createBench();
    page.failNext('internal');
    await expect(handler.prepare(offer)).rejects.toMatchObject({ code: 'media-failed' });
    const first = page.lastSession();
    await handler.prepare(offer);
    expect(page.lastSession()).not.toBe(first);
    expect(asked()).toEqual(['answerOffer', 'close', 'answerOffer']);
  });

  it('fails in time when the page is silent', async () => {
    const { handler, page, time } = createBench();
    page.failNext('never');
    const prepared = handler.prepare(offer);
    const refused = expect(prepared).rejects.toMatchObject({ code: 'media-failed' });
    await time.pass(5_000);
    await refused;
  });

  it('passes a refused description on as such', async () => {
    const { handler, page } = createBench();
    page.failNext('sdp-refused');
    await expect(handler.prepare(offer)).rejects.toMatchObject({ code: 'sdp-refused' });
  });

  it('does not end the call because the page is gone when the answer comes', async () => {
    const { handler, page, time, lost } = createBench();
    await handler.prepare(undefined);
    await handler.getDescription();
    page.disconnect();
    const set = handler.setDescription(cannedSdp('caller'));
    await time.pass(PAGE_ARRIVAL_LIMIT_MILLISECONDS);
    await set;
    expect(lost()).toBe(1);
  });

  it('CA-3 waits for a page that is on its way: a seat that just started can be answered at once', async () => {
    const { handler, page, time, asked } = createBench();
    page.disconnect();
    const prepared = handler.prepare(offer);
    await time.pass(PAGE_ARRIVAL_LIMIT_MILLISECONDS - 1);
    expect(asked()).toEqual([]);
    page.connect();
    await prepared;
    expect(asked()).toEqual(['answerOffer']);
    expect(time.next()).toBeUndefined();
  });

  it('CA-3 says so when no page comes', async () => {
    const { handler, page, time } = createBench();
    page.disconnect();
    const refused = expect(handler.prepare(offer)).rejects.toMatchObject({ code: 'media-failed' });
    await time.pass(PAGE_ARRIVAL_LIMIT_MILLISECONDS);
    await refused;
  });

  it('ends a call whose first answer the page refuses, but not one that was renewed', async () => {
    const first = createBench();
    await first.handler.prepare(undefined);
    await first.handler.getDescription();
    first.page.failNext('sdp-refused');
    await expect(first.handler.setDescription(cannedSdp('caller'))).rejects.toMatchObject({
      code: 'sdp-refused',
    });

    const renewed = createBench();
    await renewed.handler.prepare(offer);
    await renewed.handler.getDescription();
    renewed.handler.renew();
    await renewed.handler.getDescription();
    renewed.page.failNext('sdp-refused');
    await renewed.handler.setDescription(cannedSdp('caller'));
    expect(renewed.lost()).toBe(1);
  });

  it('takes the next description for an offer after a rollback', async () => {
    const { handler, asked } = createBench();
    await handler.getDescription();
    await handler.rollbackDescription();
    await handler.setDescription(offer);
    expect(asked()).toEqual(['createOffer', 'answerOffer']);
  });

  it('closes the page’s session once', async () => {
    const { handler, asked } = createBench();
    handler.close();
    await handler.prepare(offer);
    handler.close();
    handler.close();
    expect(asked()).toEqual(['answerOffer', 'close']);
  });

  it('takes SDP only', () => {
    const { handler } = createBench();
    expect(handler.hasDescription('application/sdp')).toBe(true);
    expect(handler.hasDescription('Application/SDP;x=1')).toBe(true);
    expect(handler.hasDescription('application/isup')).toBe(false);
  });
});
