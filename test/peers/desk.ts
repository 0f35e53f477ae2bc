import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import {
  type AreaClient,
  type Channel,
  contract,
  createEndpoint,
  type PhoneState,
  type phoneArea,
} from '../../src-shared/contract/index.ts';
import { type Call, codeOf } from '../../src-shared/domain/index.ts';
import { CHROMIUM_FLAGS, makeDataFolder, openChromium, startSeat } from '../support/programs.ts';
import { until } from './children.ts';
import { CERTIFICATES, DOMAIN, passwordOf } from './kamailio.ts';
import { spokenTone, wavOf } from './tones.ts';

/** A seat as it runs, with its contract in the test's hands, and Chromium as its screen and its voice. */
export interface Desk {
  readonly user: string;
  readonly phone: AreaClient<typeof phoneArea>;
  /** The phone as the screen would see it now. */
  state(): PhoneState;
  /** Waits until the phone's state is as wanted. */
  when(what: string, fits: (state: PhoneState) => boolean, limitMilliseconds?: number): Promise<PhoneState>;
  /** Waits for the first call that fits. */
  call(what: string, fits: (call: Call) => boolean, limitMilliseconds?: number): Promise<Call>;
  /** Waits until a call is over; only the last one stays on screen, but each is told once. */
  ended(callId: string): Promise<Call>;
  /** Waits for a call to ring and answers it. */
  picksUp(): Promise<string>;
  /** The same, and waits until packets flow. */
  answers(): Promise<Call>;
  /** The screen; there is none at a desk without a browser. */
  readonly page: Page | undefined;
  /** How loud these tones are for the operator, listened to for so long: amplitudes, 0 to 1. */
  hears(frequencies: readonly number[], milliseconds?: number): Promise<number[]>;
  /** The seat's own log. */
  logged(): string;
  /** Waits until a call that rings is on disk with all that belongs to it: its draft is made last. */
  isKept(callId: string): Promise<void>;
  /** Kills the program without a word, and starts it anew with the same data at the same port. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly user: string;
  /** In the order in which they are to serve. */
  readonly servers: readonly string[];
  /** Hz that the operator speaks in; without it there is no browser and no voice. */
  readonly frequency?: number;
  /** Further entries of the exchange's settings. */
  readonly exchange?: Readonly<Record<string, unknown>>;
}

const MICROPHONE_RATE = 48_000;

/** Starts a built seat at the exchange; does not wait for its registration. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { user } = options;
  const data = makeDataFolder({
    seat: 7,
    // The next call may come as soon as one has ended.
    shift: { afterCallWork: { seconds: 0 } },
    exchange: {
      kind: 'sip',
      servers: options.servers,
      domain: DOMAIN,
      username: user,
      password: passwordOf(user),
      // A call waits for a busy machine as long as it has to.
      unanswered: { afterSeconds: null },
      tls: { authorityFile: join(CERTIFICATES, 'authority.pem') },
      ...options.exchange,
    },
  });
  let seat = await startSeat(data.path);
  const { origin, port } = new URL(seat.address);
  const ended = new Map<string, Call>();
  let state: PhoneState;
  const connect = async () => {
    const entered = await fetch(seat.address, { redirect: 'manual' });
    const [name = '', value = ''] = entered.headers.get('set-cookie')?.split(/[=;]/) ?? [];
    const endpoint = createEndpoint({
      contract,
      channel: await channelTo(origin, `${name}=${value}`),
      self: 'ui',
      peer: 'main',
      handlers: {},
      onFault: (fault) => {
        throw fault;
      },
    });
    const phone = endpoint.client('phone');
    endpoint.on('phone', 'changed', (changed) => {
      state = changed;
      for (const call of changed.calls) if (call.state === 'ended') ended.set(call.id, call);
    });
    state = await phone.snapshot(null);
    return { endpoint, phone, cookie: { name, value } };
  };
  let connection = await connect();

  const folder = mkdtempSync(join(tmpdir(), 'microphone-'));
  let browser: Browser | undefined;
  let page: Page | undefined;
  if (options.frequency !== undefined) {
    const file = join(folder, 'microphone.wav');
    writeFileSync(file, wavOf(spokenTone(options.frequency, MICROPHONE_RATE, 10), MICROPHONE_RATE));
    const opened = await openChromium({
      flags: [...CHROMIUM_FLAGS, `--use-file-for-fake-audio-capture=${file}`],
    });
    ({ browser, page } = opened);
    await opened.context.addCookies([{ ...connection.cookie, url: origin }]);
    await page.addInitScript(rememberPlayers);
    await page.goto(origin);
  }

  const when: Desk['when'] = async (what, fits, limit) => {
    await until(what, () => fits(state), limit).catch((error: unknown) => {
      throw new Error(
        `${String(error)}\n${JSON.stringify([state.registration, state.microphone, state.readiness, state.calls])}`,
      );
    });
    return state;
  };
  const call: Desk['call'] = async (what, fits, limit) => {
    const found = (await when(what, ({ calls }) => calls.some(fits), limit)).calls.find(fits);
    if (!found) throw new Error(`${what}: gone again`);
    return found;
  };
  const desk: Desk = {
    user,
    get phone() {
      return connection.phone;
    },
    page,
    state: () => state,
    when,
    call,
    ended: async (callId) => {
      await when(`${callId} is over`, () => ended.has(callId));
      const found = ended.get(callId);
      if (!found) throw new Error('A call that was over is not any more.');
      return found;
    },
    picksUp: async () => {
      const { id } = await call('rings', (one) => one.state === 'ringing');
      // A page that is kept waiting by a busy machine leaves the call ringing; it is answered again (rule CA-3).
      await until('answered', () =>
        connection.phone.answer({ callId: id }).then(
          () => true,
          (error: unknown) => {
            if (codeOf(error) === 'media-failed') return false;
            throw error;
          },
        ),
      );
      return id;
    },
    answers: async () => {
      const id = await desk.picksUp();
      return call('audio flows', (one) => one.id === id && one.media === 'flowing');
    },
    hears: async (frequencies, milliseconds = 1_000) => {
      const frame = page?.frames().find((one) => one.url().includes('media.html'));
      if (!frame) throw new Error('There is no media page.');
      return frame.evaluate(listen, { frequencies, milliseconds });
    },
    isKept: (callId) =>
      until('the draft is there', async () => {
        const { drafts } = await connection.endpoint.client('intake').snapshot(null);
        return drafts.some((draft) => draft.callId === callId);
      }),
    crash: async () => {
      await seat.end('SIGKILL');
      connection.endpoint.close();
      seat = await startSeat(data.path, ['--port', port]);
      connection = await connect();
    },
    logged: () => readFileSync(join(data.path, 'logs', 'seat.log'), 'utf8'),
    close: async () => {
      await browser?.close();
      connection.endpoint.close();
      await seat.end('SIGTERM');
      data.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return desk;
}

/** Registered, and proved ready where the seat asks for proof (docs/spec/readiness.md). */
export async function takeSeat(desk: Desk): Promise<void> {
  await desk.when('registered', ({ registration }) => registration.state === 'registered');
  if (desk.page !== undefined) {
    await desk.when('the microphone is there', ({ microphone }) => microphone === 'ready');
  }
  if (!desk.state().readiness.required || desk.state().readiness.ready) return;
  if (desk.page === undefined) await desk.phone.overrideMicrophone(null);
  else await desk.when('the microphone is heard', ({ readiness }) => readiness.microphone !== 'waiting');
  // What is heard is a device; it is not known which one until the media page has reported.
  await until('the ring is heard', async () => {
    if (desk.state().readiness.ring !== 'waiting') return true;
    await desk.phone.testRing(null);
    await desk.phone.confirmRing(null);
    return false;
  });
  await desk.phone.setReady({ ready: true });
}

async function channelTo(origin: string, cookie: string): Promise<Channel> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/contract?role=ui`, {
    // One message a turn, as in a browser: what answers a call is settled before the event after it is told.
    allowSynchronousEvents: false,
    headers: { cookie, origin },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => socket.on('message', (data) => listener(JSON.parse(String(data)))),
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.close(),
  };
}

declare global {
  interface Window {
    /** Elements that were ever told to play; the test looks which of them are heard. */
    players?: Set<HTMLMediaElement>;
  }
}

/** Runs in each page before its own scripts. */
function rememberPlayers(): void {
  const players = new Set<HTMLMediaElement>();
  window.players = players;
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    players.add(this);
    return play.call(this);
  };
}

/** Runs in the media page: what of these tones comes out of its elements, the loudest in the time. */
async function listen({
  frequencies,
  milliseconds,
}: {
  frequencies: readonly number[];
  milliseconds: number;
}): Promise<number[]> {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8_192, smoothingTimeConstant: 0 });
  const sources: MediaStreamAudioSourceNode[] = [];
  for (const player of window.players ?? []) {
    const stream = player.srcObject;
    if (!(stream instanceof MediaStream) || player.paused || player.muted || player.volume === 0) continue;
    if (stream.getAudioTracks().length === 0) continue;
    const source = context.createMediaStreamSource(stream);
    source.connect(analyser);
    sources.push(source);
  }
  const loudest = frequencies.map(() => 0);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    analyser.getFloatFrequencyData(bins);
    frequencies.forEach((frequency, index) => {
      const bin = Math.round((frequency * analyser.fftSize) / context.sampleRate);
      const decibels = Math.max(...bins.slice(bin - 1, bin + 2));
      // A full-scale sine stands at about -7.6 dB in the Blackman window that the analyser uses.
      loudest[index] = Math.max(loudest[index] ?? 0, 10 ** ((decibels + 7.6) / 20));
    });
  }
  for (const source of sources) source.disconnect();
  await context.close();
  return loudest;
}
