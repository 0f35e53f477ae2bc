import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Peer, startPeer, until } from './children.ts';
import { DOMAIN, passwordOf } from './kamailio.ts';
import { openRtpEndpoint, type RtpEndpoint } from './rtp-endpoint.ts';

/** A party played by sipp, which speaks SIP, and by an RTP endpoint of ours, which speaks and listens. */
export interface SippParty extends Peer {
  readonly voice: RtpEndpoint;
  /** What the scenario logged, each as its first word and its `name=value` pairs. */
  events(): SippEvent[];
  /** Waits for an event with this word, and these past ones skipped. */
  event(word: string, skip?: number, limitMilliseconds?: number): Promise<SippEvent>;
}

export interface SippEvent {
  readonly word: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What both kinds of party may do in a call. */
interface TalkOptions {
  /** Hz that the party speaks in; 0 is silence in packets. */
  readonly frequency?: number;
  /** Whether it agrees on telephone-event; it does. */
  readonly telephoneEvent?: boolean;
  /** Hangs up by itself when nothing was asked of it for so long. */
  readonly leavesAfterMilliseconds?: number;
  /** What it reports of a transfer: the status of the new call. */
  readonly transferStatus?: string;
  /** How long the new call of a transfer takes until its status is known. */
  readonly transferMilliseconds?: number;
  /** sipp itself sends back what it hears, in place of the endpoint. */
  readonly echoes?: boolean;
}

export interface CitizenOptions extends TalkOptions {
  /** Where the exchange listens by UDP. */
  readonly exchangePort: number;
  /** Whom the call goes to. */
  readonly seat: string;
  /** The caller's number; one of the exchange's own is asked for its password. */
  readonly caller?: string;
  /** The number that was dialled, in To. */
  readonly dialled?: string;
  /** Further header lines. */
  readonly headers?: readonly string[];
}

export interface TelephoneOptions extends TalkOptions {
  readonly exchangePort: number;
  /** Time from ringing to answer. */
  readonly ringsMilliseconds?: number;
  /** Refuses with this status line instead of answering, such as `486 Busy Here`. */
  readonly refusesWith?: string;
  /** Is heard before it answers (183 with a description). */
  readonly earlyMedia?: boolean;
  /** Calls it takes, one after another or at once; 1. */
  readonly calls?: number;
}

/** A citizen calls a seat. */
export function callAsCitizen(options: CitizenOptions): Promise<SippParty> {
  const caller = options.caller ?? '13800000001';
  const dialled = options.dialled ?? '12345';
  const lines = (options.headers ?? []).map((line) => `${line}\n`).join('');
  return startSipp('citizen', options, {
    arguments: ['-m', '1', '-s', options.seat],
    words: {
      SEAT: options.seat,
      CALLER: caller,
      DIALLED: dialled,
      HEADERS: lines,
      PASSWORD: passwordOf(caller),
      SELF: `<sip:${caller}@${DOMAIN}>;tag=[pid]c[call_number]`,
      PEER: `<sip:${dialled}@${DOMAIN}>;tag=[$peerTag]`,
      TALK: scenario('talk.xml'),
    },
  });
}

/** Somebody waits to be called by a number of his own, which no one had before him. */
export async function waitAsTelephone(
  options: TelephoneOptions,
): Promise<SippParty & { readonly number: string }> {
  const port = await freePort();
  const description = sdpOf('sendrecv');
  const answer =
    options.refusesWith === undefined
      ? `${response('200 OK', description)}\n  <recv request="ACK" />\n@TALK@`
      : `${response(options.refusesWith)}\n  <recv request="ACK" />`;
  const party = await startSipp('telephone', options, {
    port,
    arguments: ['-m', String(options.calls ?? 1)],
    words: {
      RING: options.earlyMedia ? response('183 Session Progress', description) : response('180 Ringing'),
      RINGS_MILLISECONDS: options.ringsMilliseconds ?? 300,
      ANSWER: answer,
      SELF: `<sip:telephone@${DOMAIN}>;tag=[pid]t[call_number]`,
      PEER: `<sip:seat@${DOMAIN}>;tag=[$peerTag]`,
      TALK: scenario('talk.xml'),
    },
  });
  return { ...party, number: `77${port}` };
}

interface SippStart {
  readonly port?: number;
  readonly arguments: readonly string[];
  readonly words: Readonly<Record<string, string | number>>;
}

const CODECS = ['a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000'];
const TELEPHONE_EVENT = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15'];

async function startSipp(
  name: string,
  options: TalkOptions & { exchangePort: number },
  start: SippStart,
): Promise<SippParty> {
  const voice = await openRtpEndpoint({ frequency: options.frequency ?? 0 });
  const folder = mkdtempSync(join(tmpdir(), 'sipp-'));
  const log = join(folder, 'log');
  const audioPort = options.echoes ? await freePort() : voice.port;
  const withEvents = options.telephoneEvent ?? true;
  const leaves = options.leavesAfterMilliseconds;
  const words: Readonly<Record<string, string | number>> = {
    DOMAIN,
    AUDIO_PORT: audioPort,
    FORMATS: withEvents ? '8 0 101' : '8 0',
    CODECS: [...CODECS, ...(withEvents ? TELEPHONE_EVENT : [])].join('\n'),
    BYE_TIMEOUT: leaves === undefined ? '' : `timeout="${leaves}" ontimeout="leave"`,
    REFER_MILLISECONDS: options.transferMilliseconds ?? 300,
    ANSWER_sendrecv: renegotiated('sendrecv'),
    ANSWER_recvonly: renegotiated('recvonly'),
    ANSWER_inactive: renegotiated('inactive'),
    NOTIFY_trying: notify('SIP/2.0 100 Trying', 'active;expires=60'),
    NOTIFY_final: notify(`SIP/2.0 ${options.transferStatus ?? '200 OK'}`, 'terminated;reason=noresource'),
    BYE: request('BYE', ''),
    ...start.words,
  };
  const file = join(folder, `${name}.xml`);
  writeFileSync(file, fill(scenario(`${name}.xml`), words));
  const [own, control] = [start.port ?? (await freePort()), await freePort()];
  const peer = startPeer(
    'sipp',
    [
      `127.0.0.1:${options.exchangePort}`,
      ...['-sf', file, '-i', '127.0.0.1', '-p', String(own), '-mi', '127.0.0.1', '-cp', String(control)],
      ...['-nostdin', '-trace_logs', '-log_file', log, '-trace_err', '-error_file', join(folder, 'errors')],
      ...(options.echoes ? ['-rtp_echo', '-mp', String(audioPort)] : []),
      ...start.arguments,
    ],
    { cwd: folder, environment: { TERM: 'dumb' } },
  );

  const events = () =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map(eventOf)
      : [];
  const event: SippParty['event'] = async (word, skip = 0, limit) => {
    const find = () => events().filter((one) => one.word === word)[skip];
    await until(`sipp ${name}: ${word}`, () => find() !== undefined, limit).catch((error: unknown) => {
      const errors = join(folder, 'errors');
      throw new Error(`${String(error)}\n${existsSync(errors) ? readFileSync(errors, 'utf8') : ''}`);
    });
    const found = find();
    if (!found) throw new Error(`sipp ${name}: ${word} is gone again.`);
    return found;
  };
  // The endpoint speaks to whatever port the other side has named last.
  let seen = 0;
  const follow = setInterval(() => {
    const all = events();
    for (const { values } of all.slice(seen)) {
      const port = Number(values['port'] ?? 0);
      if (port > 0 && !options.echoes) voice.sendTo(port);
    }
    seen = all.length;
  }, 10);
  return {
    ...peer,
    voice,
    events,
    event,
    end: async (signal = 'SIGKILL') => {
      clearInterval(follow);
      voice.close();
      await peer.end(signal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function scenario(name: string): string {
  return readFileSync(join(import.meta.dirname, 'sipp', name), 'utf8');
}

/** Fills in words, those within filled-in ones too. */
function fill(text: string, words: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/@([A-Za-z_]+)@/g, (whole, name: string) =>
    name in words ? fill(String(words[name]), words) : whole,
  );
}

function eventOf(line: string): SippEvent {
  const [word = '', ...rest] = line.trim().split(' ');
  const values: Record<string, string> = {};
  for (const [, name = '', value = ''] of rest.join(' ').matchAll(/(\w+)=(.*?)(?=\s\w+=|$)/g)) {
    values[name] = value.trim();
  }
  return { word, values };
}

type Direction = 'sendrecv' | 'recvonly' | 'inactive';

function sdpOf(direction: Direction): string {
  return [
    'Content-Type: application/sdp',
    'Content-Length: [len]',
    '',
    'v=0',
    `o=peer 1 ${direction.length} IN IP4 127.0.0.1`,
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    'm=audio @AUDIO_PORT@ RTP/AVP @FORMATS@',
    '@CODECS@',
    'a=ptime:20',
    `a=${direction}`,
  ].join('\n');
}

/** A response to what came last. */
function response(status: string, description = 'Content-Length: 0\n'): string {
  return `  <send>
    <![CDATA[
SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Record-Route:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:telephone@[local_ip]:[local_port]>
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, NOTIFY
${description}
]]>
  </send>`;
}

/** The 200 OK to an INVITE within the call, and its ACK. */
function renegotiated(direction: Direction): string {
  return `  <send retrans="500">
    <![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:peer@[local_ip]:[local_port]>
${sdpOf(direction)}
]]>
  </send>
  <recv request="ACK" next="talk" />`;
}

/** A request of the party's own within the call. */
function request(method: string, rest: string): string {
  return `  <send retrans="500">
    <![CDATA[
${method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: @SELF@
To: @PEER@
Call-ID: [call_id]
CSeq: [cseq+100] ${method}
Contact: <sip:peer@[local_ip]:[local_port]>
Max-Forwards: 70
${rest}Content-Length: [len]

]]>
  </send>`;
}

/** NOTIFY of a transfer (RFC 3515 section 2.4.5), and its answer. */
function notify(fragment: string, state: string): string {
  const head = `Event: refer\nSubscription-State: ${state}\nContent-Type: message/sipfrag;version=2.0\n`;
  return request('NOTIFY', head)
    .replace('Content-Length: [len]\n\n', `Content-Length: [len]\n\n${fragment}\n`)
    .concat('\n  <recv response="200" />');
}
