import { describe, expect, it } from 'vitest';
import { createLevelMeter, type Frame } from './level-meter.ts';

function setup() {
  let now = 0;
  const levels: number[] = [];
  const feeds: Array<ReadableStreamDefaultController<Frame>> = [];
  let closed = 0;
  const meter = createLevelMeter({
    framesOf: () => {
      const stream = new ReadableStream<Frame>({ start: (controller) => void feeds.push(controller) });
      return stream.getReader();
    },
    now: () => now,
    onLevel: (level) => levels.push(level),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** A hundredth of a second of one value. */
  const feed = async (value: number, times: number, to = feeds.length - 1) => {
    for (let index = 0; index < times; index++) {
      now += 10;
      feeds[to]?.enqueue({
        numberOfFrames: 480,
        copyTo: (destination) => void destination.fill(value, 0, 480),
        close: () => void closed++,
      });
      await settle();
    }
  };
  return { meter, levels, feed, feeds, closed: () => closed };
}
const track = {} as MediaStreamTrack;

describe('the level meter', () => {
  it('MD-10 tells the root mean square five times a second, and keeps no frame', async () => {
    const { meter, levels, feed, closed } = setup();
    meter.follow(track);
    await feed(-0.5, 40);
    await feed(0, 20);
    expect(levels).toEqual([0.5, 0.5, 0]);
    expect(closed()).toBe(60);
  });

  it('MD-10 follows another track and hears no more of the first', async () => {
    const { meter, levels, feed } = setup();
    meter.follow(track);
    await feed(0.5, 10);
    meter.follow(track);
    await feed(0.25, 20);
    expect(levels).toEqual([0.25]);
  });

  it('MD-10 a track that ends is not an error', async () => {
    const { meter, feeds, levels, feed } = setup();
    meter.follow(track);
    feeds[0]?.error(new Error('ended'));
    await new Promise((resolve) => setImmediate(resolve));
    meter.follow(track);
    await feed(1, 20);
    expect(levels).toEqual([1]);
  });
});
