import { freePort, type Peer, startPeer } from './children.ts';

export interface RtpEngine extends Peer {
  /** Of its control protocol. */
  readonly port: number;
}

/** UDP ports of the audio: below those that systems give to sockets without a wish. */
const FIRST_AUDIO_PORT = 20_000;
const LAST_AUDIO_PORT = 20_999;

/** Starts rtpengine in user space on 127.0.0.1, without its kernel module and without a configuration file. */
export async function startRtpEngine(): Promise<RtpEngine> {
  const port = await freePort();
  const peer = startPeer('rtpengine', [
    '--config-file=none',
    '--table=-1',
    '--interface=127.0.0.1',
    `--listen-ng=127.0.0.1:${port}`,
    `--port-min=${FIRST_AUDIO_PORT}`,
    `--port-max=${LAST_AUDIO_PORT}`,
    '--num-threads=2',
    '--foreground',
    '--log-stderr',
    '--log-level=6',
    '--delete-delay=0',
  ]);
  await peer.line(/Startup complete/);
  return { ...peer, port };
}
