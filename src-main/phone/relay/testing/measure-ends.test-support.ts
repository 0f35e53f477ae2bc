import { createSocket } from 'node:dgram';
import type { MediaPage } from '../../media-port.ts';
import { openRtpPeer, type RtpPeer } from './rtp-peer.test-support.ts';
import { createWeriftPage } from './werift-page.test-support.ts';

/**
 * Both ends of the calls that `measure-seat.test-support.ts` carries, in a process of their own, so that one
 * clock tells how long a packet was on its way and the seat's processor time is the relay's alone.
 *
 * Takes {@link EndsCommand}s by IPC and answers each by its number.
 */
export type EndsCommand =
  /** A call of the media page. */
  | { readonly number: number; readonly page: keyof MediaPage; readonly input: unknown }
  /** Opens the exchange's end of another call; answers its offer. */
  | { readonly number: number; readonly open: true }
  /** The relay's port of the call that was opened last, and the page's session of it. */
  | { readonly number: number; readonly port: number; readonly sessionId: string }
  /** Sends both ways on every call for so long; answers what each packet took, in milliseconds. */
  | { readonly number: number; readonly talkMilliseconds: number };

export interface Delays {
  readonly sent: number;
  readonly delays: number[];
  /** The same packets from one socket to another. */
  readonly direct: number[];
}

interface Call {
  readonly exchange: RtpPeer;
  readonly port: number;
  readonly sessionId: string;
}

const LOOPBACK = '127.0.0.1';
const FRAME_MILLISECONDS = 20;
const FRAME_BYTES = 160;

const web = createWeriftPage();
const calls: Call[] = [];
let opened: RtpPeer | undefined;

/** A frame that carries when it was sent. */
function frame(): Buffer {
  const payload = Buffer.alloc(FRAME_BYTES);
  payload.writeDoubleBE(performance.now());
  return payload;
}

async function talk(milliseconds: number): Promise<Delays> {
  const delays: number[] = [];
  const direct: number[] = [];
  let sent = 0;
  const note = (into: number[]) => (payload: Buffer) =>
    void into.push(performance.now() - payload.readDoubleBE());
  const here = createSocket('udp4');
  const there = createSocket('udp4');
  await new Promise<void>((resolve) => there.bind(0, LOOPBACK, resolve));
  there.on('message', note(direct));
  for (const { exchange, sessionId } of calls) {
    exchange.audio.on('message', (data) => {
      if (data.length === FRAME_BYTES + 12) note(delays)(data.subarray(12));
    });
    const session = web.sessions.get(sessionId);
    if (session) session.onHeard = note(delays);
  }
  const timers = calls.map(({ exchange, port, sessionId }, at) => {
    let timer: NodeJS.Timeout | undefined;
    const begin = setTimeout(
      () => {
        timer = setInterval(() => {
          sent += 2;
          exchange.send({ address: LOOPBACK, port }, { payload: frame() });
          web.sessions.get(sessionId)?.send({ payload: frame() });
          if (at === 0) here.send(frame(), there.address().port, LOOPBACK);
        }, FRAME_MILLISECONDS);
      },
      (at * FRAME_MILLISECONDS) / calls.length,
    );
    return () => {
      clearTimeout(begin);
      clearInterval(timer);
    };
  });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (const stop of timers) stop();
  await new Promise((resolve) => setTimeout(resolve, 500));
  here.close();
  there.close();
  return { sent, delays, direct };
}

async function perform(command: EndsCommand): Promise<unknown> {
  if ('page' in command) {
    const page = web.port.page();
    return page && Reflect.apply(page[command.page], page, [command.input]);
  }
  if ('open' in command) {
    opened = await openRtpPeer();
    return opened.sdp();
  }
  if ('talkMilliseconds' in command) return talk(command.talkMilliseconds);
  if (opened) calls.push({ exchange: opened, port: command.port, sessionId: command.sessionId });
  return null;
}

web.port.onSession((change) => void process.send?.({ change }));
process.on('message', (command: EndsCommand) => {
  perform(command).then(
    (result) => void process.send?.({ number: command.number, result }),
    (error: unknown) => void process.send?.({ number: command.number, failure: String(error) }),
  );
});
