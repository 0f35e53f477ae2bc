import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findModules } from '../../build/lib/peers.mjs';
import { freePort, type Peer, startPeer, until } from './children.ts';
import { DOMAIN, passwordOf } from './kamailio.ts';
import { type Heard, heardOf } from './rtp-endpoint.ts';

/** A person's telephone: baresip, registered at the exchange, speaking in a tone of its own. */
export interface Baresip extends Peer {
  readonly user: string;
  /** What it said happened, oldest first: `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED` … */
  readonly events: readonly BaresipEvent[];
  event(type: string, skip?: number, limitMilliseconds?: number): Promise<BaresipEvent>;
  /** Gives it a command of its menu, such as `dial` with a number. */
  command(name: string, parameters?: string): void;
  /** Digits that it was sent as telephone-event. */
  digits(): string;
  /** What it heard in the whole of its calls up to now; complete once they have ended. */
  heard(): Heard;
}

export interface BaresipEvent {
  readonly type: string;
  readonly parameter: string;
  /** `performance.now()` of its arrival. */
  readonly at: number;
}

export interface BaresipOptions {
  /** One of the exchange's own numbers. */
  readonly user: string;
  readonly exchangePort: number;
  /** Hz that it speaks in. */
  readonly frequency: number;
  /** Its voice is encrypted, with the keys in its description (SDES, RFC 4568), and it takes no other. */
  readonly encrypted?: boolean;
  /** Answers by itself; it does. */
  readonly answers?: boolean;
}

/** Starts a telephone; settles when it is registered. */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const { user, exchangePort } = options;
  const folder = mkdtempSync(join(tmpdir(), 'baresip-'));
  const [sipPort, controlPort] = [await freePort(), await freePort()];
  const config = [
    `sip_listen 127.0.0.1:${sipPort}`,
    'net_interface 127.0.0.1',
    'rtp_ports 21000-21999',
    `audio_source ausine,${options.frequency}`,
    // Its sine comes at 48 kHz in stereo only; it is resampled to the codec's rate.
    'ausrc_srate 48000',
    'ausrc_channels 2',
    'audio_player aubridge,none',
    'call_local_timeout 120',
    'call_max_calls 4',
    `module_path ${findModules('baresip/modules') ?? ''}`,
    ...['account', 'menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`),
    ...['g711', 'ausine', 'aubridge', 'sndfile', 'srtp'].map((name) => `module ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    `snd_path ${folder}`,
  ];
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
  const account = [
    `<sip:${user}@${DOMAIN};transport=udp>`,
    `auth_user=${user}`,
    `auth_pass=${passwordOf(user)}`,
    `outbound="sip:127.0.0.1:${exchangePort};transport=udp"`,
    'regint=300',
    `answermode=${(options.answers ?? true) ? 'auto' : 'manual'}`,
    'audio_codecs=PCMA/8000/1,PCMU/8000/1',
    ...(options.encrypted ? ['mediaenc=srtp-mand'] : []),
  ];
  writeFileSync(join(folder, 'accounts'), `${account.join(';')}\n`);
  writeFileSync(join(folder, 'contacts'), '');
  const peer = startPeer('baresip', ['-4', '-f', folder, '-n', '127.0.0.1'], { cwd: folder });
  const events: BaresipEvent[] = [];
  let socket: Socket;
  try {
    socket = await connectControl(controlPort, peer);
  } catch (error) {
    await peer.end('SIGKILL');
    throw error;
  }
  readNetstrings(socket, (text) => {
    const event: unknown = JSON.parse(text);
    if (typeof event !== 'object' || event === null || !('type' in event)) return;
    const parameter = 'param' in event ? String(event.param) : '';
    events.push({ type: String(event.type), parameter, at: performance.now() });
  });
  const event: Baresip['event'] = async (type, skip = 0, limit) => {
    const find = () => events.filter((one) => one.type === type)[skip];
    await until(`baresip ${user}: ${type}`, () => find() !== undefined, limit);
    const found = find();
    if (!found) throw new Error(`baresip ${user}: ${type} is gone again.`);
    return found;
  };
  const command: Baresip['command'] = (name, parameters = '') => {
    const text = JSON.stringify({ command: name, params: parameters });
    socket.write(`${Buffer.byteLength(text)}:${text},`);
  };
  await peer.line(/200 .*\[\d+ binding/i).catch(async (error: unknown) => {
    await peer.end('SIGKILL');
    throw error;
  });
  return {
    ...peer,
    user,
    events,
    event,
    command,
    digits: () =>
      events
        .filter(({ type }) => type === 'CALL_DTMF_START')
        .map(({ parameter }) => parameter)
        .join(''),
    heard: () =>
      heardOf(
        readdirSync(folder)
          .filter((name) => /^dump-.*-dec\.wav$/.test(name))
          .map((name) => samplesOf(readFileSync(join(folder, name)))),
      ),
    end: async (signal) => {
      socket.destroy();
      await peer.end(signal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connectControl(port: number, peer: Peer): Promise<Socket> {
  let socket: Socket | undefined;
  await until('baresip takes commands', async () => {
    if (peer.process.exitCode !== null) throw new Error(`baresip ended:\n${peer.lines.join('\n')}`);
    socket = await new Promise((resolve) => {
      const attempt = connect(port, '127.0.0.1', () => resolve(attempt));
      attempt.once('error', () => resolve(undefined));
    });
    return socket !== undefined;
  });
  if (!socket) throw new Error('baresip takes no commands.');
  socket.on('error', () => undefined); // it ends when baresip does
  return socket;
}

/** `length:text,` one after another. */
function readNetstrings(socket: Socket, take: (text: string) => void): void {
  let buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const colon = buffer.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(buffer.subarray(0, colon).toString());
      if (buffer.length <= end) return;
      take(buffer.subarray(colon + 1, end).toString());
      buffer = buffer.subarray(end + 1);
    }
  });
}

/** Mono 16-bit samples of a WAV file at 8 kHz; one that is still being written is read as far as it goes. */
function samplesOf(wav: Buffer): Int16Array {
  const data = wav.indexOf('data');
  const bytes = data < 0 ? Buffer.alloc(0) : wav.subarray(data + 8);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(index * 2));
}
