import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Frame,
  FramingError,
  LONGEST_BODY_BYTES,
  LONGEST_HEAD_BYTES,
  StreamFraming,
} from './stream-framing.ts';
import { requestText, responseText } from './testing/messages.test-support.ts';

function textsOf(frames: Iterable<Frame>): string[] {
  return [...frames].flatMap((frame) => (frame.kind === 'message' ? [frame.text] : []));
}

/** All that a stream brings before it ends or cannot be read on. */
function read(bytes: Buffer, pieceLengths: readonly number[] = []) {
  const framing = new StreamFraming();
  const frames: Frame[] = [];
  let from = 0;
  let failure: FramingError | undefined;
  try {
    for (const length of [...pieceLengths, bytes.length]) {
      for (const frame of framing.push(bytes.subarray(from, from + length))) frames.push(frame);
      from += length;
    }
  } catch (error) {
    if (!(error instanceof FramingError)) throw error;
    failure = error;
  }
  return { texts: textsOf(frames), kinds: frames.map(({ kind }) => kind), failure };
}

const withoutLength = (text: string, instead: string) =>
  Buffer.from(text.replace(/Content-Length: \d+\r\n/, instead));

describe('a stream (docs/spec/transport.md)', () => {
  it('TR-10 gives the same messages however it is split', () => {
    const message = fc
      .record({
        body: fc.string({ unit: 'binary', maxLength: 200 }),
        subject: fc.string({ unit: fc.constantFrom('急', '救', 'a', ' ', '€', '𝄞'), maxLength: 20 }),
        form: fc.constantFrom('Content-Length:', 'content-length :', 'l:', 'L : '),
      })
      .map(({ body, subject, form }) =>
        requestText('MESSAGE', { body, extra: [`Subject: ${subject}`] })
          // What UTF-8 cannot say has become U+FFFD before it is counted.
          .toWellFormed()
          .replace('Content-Length:', form),
      );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(message, fc.constantFrom('', '\r\n', '\r\n\r\n', '\r\n\r\n\r\n')), {
          maxLength: 6,
        }),
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60 }),
        (parts, pieceLengths) => {
          const bytes = Buffer.from(parts.map(([text, lineBreaks]) => lineBreaks + text).join(''));
          expect(read(bytes, pieceLengths).texts).toEqual(parts.map(([text]) => text));
        },
      ),
    );
  });

  it('TR-10 gives the same messages byte by byte', () => {
    const text = requestText('MESSAGE', { body: '12345 接线员 \r\n\r\n SIP/2.0' });
    const bytes = Buffer.from(`\r\n${text}\r\n\r\n${text}`);
    expect(read(bytes, new Array(bytes.length).fill(1)).texts).toEqual([text, text]);
  });

  it('TR-10 counts bytes, and takes a folded Content-Length', () => {
    const text = requestText('MESSAGE', { body: '急救' }).replace('Content-Length: ', 'Content-Length:\r\n ');
    expect(read(Buffer.from(`${text}${text}`)).texts).toEqual([text, text]);
  });

  it('TR-11 tells pings from pongs', () => {
    const { kinds } = read(Buffer.from(`\r\n${requestText('OPTIONS')}\r\n\r\n\r\n`), []);
    expect(kinds).toEqual(['pong', 'message', 'ping', 'pong']);
  });

  it.each([
    ['no Content-Length', '', '400 Missing Content-Length'],
    ['a negative one', 'Content-Length: -1\r\n', '400 Unreadable Content-Length'],
    ['one that is no number', 'Content-Length: 0x10\r\n', '400 Unreadable Content-Length'],
    ['an endless one', `Content-Length: ${'9'.repeat(400)}\r\n`, '400 Unreadable Content-Length'],
    ['two that differ', 'Content-Length: 0\r\nl: 5\r\n', '400 Unreadable Content-Length'],
    ['a hostile one', `Content-Length: ${LONGEST_BODY_BYTES + 1}\r\n`, '513 Message Too Large'],
  ])('TR-12 answers a request with %s, and reads no further', (_name, line, status) => {
    const good = requestText('OPTIONS');
    const bad = withoutLength(requestText('INVITE', { callId: 'bad' }), line);
    const { texts, failure } = read(Buffer.concat([Buffer.from(good), bad]));
    expect(texts).toEqual([good]);
    expect(failure?.code).toBe('stream-unreadable');
    expect(failure?.answer).toMatch(new RegExp(`^SIP/2\\.0 ${status}\r\n`));
    expect(failure?.answer).toContain('\r\nCall-ID: bad\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n');
  });

  it.each(['SIP/2.0 200 OK', 'ACK sip:seat1@exchange.invalid SIP/2.0'])('TR-12 never answers %s', (start) => {
    const text = responseText(200, 'INVITE').replace(/^[^\r]+/, start);
    const { failure } = read(withoutLength(text, ''));
    expect(failure).toBeDefined();
    expect(failure?.answer).toBeUndefined();
  });

  it('TR-13 refuses a head without end, whole or dripping', () => {
    const head = Buffer.alloc(LONGEST_HEAD_BYTES + 5, 'x');
    expect(read(head).failure).toBeDefined();
    expect(read(head, new Array(head.length).fill(1)).failure).toBeDefined();
    expect(read(Buffer.concat([head, Buffer.from('\r\n\r\n')])).failure).toBeDefined();
  });

  it('TR-13 brings the largest message that is allowed', () => {
    const text = requestText('MESSAGE', { body: 'x'.repeat(LONGEST_BODY_BYTES) });
    expect(read(Buffer.from(text), new Array(300).fill(1_000)).texts).toEqual([text]);
  });

  it('TR-13 never throws anything but its own error, whatever comes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom('\r\n', '\r\n\r\n', 'l: ', '5', 'Content-Length: 3\r\n', 'INVITE sip:x SIP/2.0', '\0')
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        read(
          Buffer.concat(pieces),
          pieces.map(({ length }) => length),
        );
      }),
    );
  });
});
