import { isIP, isIPv6 } from 'node:net';
import type { MediaDirection } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { CodecName } from './area.ts';
import type { Endpoint } from './source-latch.ts';
import { MASTER_BYTES, SRTP_SUITES, type SrtpSuite } from './srtp.ts';

/** One `a=crypto` line that we can use (RFC 4568 section 4). */
export interface CryptoLine {
  readonly tag: number;
  readonly suite: SrtpSuite;
  /** Master key and salt in base64. */
  readonly inline: string;
}

export interface OfferedCodec {
  readonly name: CodecName;
  readonly payloadType: number;
}

const PROFILES = ['RTP/AVP', 'RTP/AVPF', 'RTP/SAVP', 'RTP/SAVPF'] as const;
export type Profile = (typeof PROFILES)[number];

/** A description of plain RTP audio, as far as it concerns us. */
export interface PlainDescription {
  readonly profile: Profile;
  /** Undefined where no audio is to be sent: 0.0.0.0, the hold of RFC 2543. */
  readonly audio: Endpoint | undefined;
  readonly control: Endpoint | undefined;
  /** RTCP may share the audio's port (RFC 5761). */
  readonly multiplexed: boolean;
  /** In the order of preference. */
  readonly codecs: readonly OfferedCodec[];
  readonly telephoneEvent: number | undefined;
  readonly packetMilliseconds: number;
  readonly direction: MediaDirection;
  readonly crypto: readonly CryptoLine[];
  /** The media lines that are refused, as they stood, and our place among them. */
  readonly refused: readonly string[];
  readonly position: number;
}

const STATIC_CODECS: Readonly<Record<string, CodecName>> = { '0': 'PCMU', '8': 'PCMA' };
const CLOCK = '8000';
const DEFAULT_PACKET_MILLISECONDS = 20;
const MEDIA_LIMIT = 16;

/**
 * Whether a description is plain RTP: audio by RTP/AVP or its kin, and no DTLS fingerprint. RTP/SAVP with
 * SDES keys counts as plain.
 */
export function isPlainRtp(sdp: string): boolean {
  return /^m=audio \S+ RTP\/S?AVPF? /m.test(sdp) && !/^a=fingerprint:/m.test(sdp);
}

/**
 * Reads a description of the exchange.
 * @throws CodedError `sdp-refused` where there is no audio in it that we can carry
 */
export function readPlain(sdp: string): PlainDescription {
  const [session = [], ...media] = sectionsOf(sdp);
  const position = media.findIndex((lines) => /^m=audio [1-9]\d* RTP\/S?AVPF? /.test(lines[0] ?? ''));
  const audio = media[position];
  if (!audio || media.length > MEDIA_LIMIT) throw refused('There is no plain RTP audio in it.');
  const [, port = '', protocol = '', formats = ''] =
    /^m=audio (\d+)(?:\/\d+)? (\S+) (.+)$/.exec(audio[0] ?? '') ?? [];
  const profile = PROFILES.find((one) => one === protocol);
  if (!profile) throw refused('Its profile is unknown.');
  const value = (name: string) => attributeOf(audio, name) ?? attributeOf(session, name);
  const address = addressOf(audio, session);
  const codecs = codecsOf(audio, formats.split(' '));
  if (codecs.length === 0) throw refused('It has neither PCMA nor PCMU.');
  const crypto = audio.map(cryptoOf).filter((line) => line !== undefined);
  if (profile.startsWith('RTP/S') && crypto.length === 0) throw refused('It has no key that we can use.');
  const held = address === undefined;
  return {
    profile,
    audio: held ? undefined : { address, port: portOf(port) },
    control: held ? undefined : controlOf(value('rtcp'), address, portOf(port)),
    multiplexed: audio.includes('a=rtcp-mux'),
    codecs,
    telephoneEvent: telephoneEventOf(audio, formats.split(' ')),
    packetMilliseconds: packetMillisecondsOf(value('ptime'), value('maxptime')),
    direction: directionOf(audio) ?? directionOf(session) ?? 'sendrecv',
    crypto,
    refused: media.filter((lines) => lines !== audio).map(refusedLine),
    position,
  };
}

/** The lines before the first media line, and those of each. */
function sectionsOf(sdp: string): string[][] {
  const sections: string[][] = [[]];
  for (const line of sdp.split(/\r\n|\n|\r/)) {
    if (line.startsWith('m=')) sections.push([]);
    if (line !== '') sections.at(-1)?.push(line.trimEnd());
  }
  return sections;
}

function attributeOf(lines: readonly string[], name: string): string | undefined {
  const prefix = `a=${name}:`;
  return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
}

/** @returns undefined for the address that means nobody (RFC 3264 section 8.4) */
function addressOf(audio: readonly string[], session: readonly string[]): string | undefined {
  const line = audio.find((one) => one.startsWith('c=')) ?? session.find((one) => one.startsWith('c='));
  const address = /^c=IN IP[46] (\S+)$/.exec(line ?? '')?.[1] ?? '';
  if (isIP(address) === 0 || isToMany(address)) throw refused('Its address is none that audio is sent to.');
  return address === '0.0.0.0' || address === '::' ? undefined : address;
}

/** Multicast and broadcast: a citizen's voice is for one. */
function isToMany(address: string): boolean {
  if (isIPv6(address)) return /^ff/i.test(address);
  return Number(address.split('.')[0]) >= 224;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refused('Its port is none.');
  return port;
}

/** RFC 3605; without it RTCP has the next port (RFC 3550 section 11). */
function controlOf(value: string | undefined, address: string, port: number): Endpoint | undefined {
  const [, named = '', other = address] = /^(\d{1,5})(?: IN IP[46] (\S+))?$/.exec(value ?? '') ?? [];
  const control = named === '' ? port + 1 : Number(named);
  const isUsable = control > 0 && control <= 65_535 && isIP(other) !== 0 && !isToMany(other);
  return isUsable ? { address: other, port: control } : undefined;
}

/** Name, clock and channels of a format in capitals; empty where it is left to the static numbers. */
function encodingOf(audio: readonly string[], format: string): string {
  const prefix = `a=rtpmap:${format} `;
  return (audio.find((line) => line.startsWith(prefix)) ?? '').slice(prefix.length).toUpperCase();
}

function codecsOf(audio: readonly string[], formats: readonly string[]): OfferedCodec[] {
  return formats.flatMap((format) => {
    const encoding = encodingOf(audio, format);
    const named = /^(PCMA|PCMU)\/8000(?:\/1)?$/.exec(encoding)?.[1];
    const name = encoding === '' ? STATIC_CODECS[format] : (named as CodecName | undefined);
    return name !== undefined && isPayloadType(format) ? [{ name, payloadType: Number(format) }] : [];
  });
}

function telephoneEventOf(audio: readonly string[], formats: readonly string[]): number | undefined {
  const format = formats.find(
    (one) => isPayloadType(one) && encodingOf(audio, one) === `TELEPHONE-EVENT/${CLOCK}`,
  );
  return format === undefined ? undefined : Number(format);
}

function isPayloadType(format: string): boolean {
  return /^\d{1,3}$/.test(format) && Number(format) <= 127;
}

/** What Chromium can make: whole tens from 10 to 60. */
function packetMillisecondsOf(wanted: string | undefined, most: string | undefined): number {
  const asked = Number(wanted) || DEFAULT_PACKET_MILLISECONDS;
  const limit = Number(most) || 60;
  return Math.max(10, Math.min(60, Math.floor(Math.min(asked, limit) / 10) * 10));
}

function directionOf(lines: readonly string[]): MediaDirection | undefined {
  const found = lines
    .map((line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.exec(line)?.[1])
    .find(Boolean);
  return found as MediaDirection | undefined;
}

/** A line with a key identifier or session parameters asks for what we do not do: it is passed over. */
function cryptoOf(line: string): CryptoLine | undefined {
  const [, tag = '', name = '', inline = ''] =
    /^a=crypto:(\d{1,9}) (\S+) inline:([A-Za-z0-9+/]{40})(?:\|(?:2\^)?\d+)?$/.exec(line) ?? [];
  const suite = SRTP_SUITES.find((one) => one === name);
  const isKey = Buffer.from(inline, 'base64').length === MASTER_BYTES;
  return suite && isKey ? { tag: Number(tag), suite, inline } : undefined;
}

/** A media line of the offer with its port set to zero (RFC 3264 section 6). */
function refusedLine(lines: readonly string[]): string {
  const [, media = '', rest = ''] =
    /^m=([\w-]{1,32}) \d{1,5}(?:\/\d+)? ([\x21-\x7e]{1,64}(?: [\x21-\x7e]{1,32}){1,64})$/.exec(
      lines[0] ?? '',
    ) ?? [];
  if (media === '') throw refused('A media line of it is malformed.');
  return `m=${media} 0 ${rest}`;
}

function refused(why: string): CodedError {
  return new CodedError('sdp-refused', `The exchange's description can't be used. ${why}`);
}

/** What goes into a description of ours. */
export interface OwnDescription extends Omit<PlainDescription, 'control' | 'audio' | 'crypto'> {
  readonly audio: Endpoint;
  readonly crypto: readonly CryptoLine[];
  /** Of the `o=` line. */
  readonly sessionId: string;
  readonly version: number;
}

/** Writes a description of ours (RFC 8866). */
export function writePlain(own: OwnDescription): string {
  const { address, port } = own.audio;
  const family = isIPv6(address) ? 'IP6' : 'IP4';
  const formats = [...own.codecs.map(({ payloadType }) => payloadType)];
  if (own.telephoneEvent !== undefined) formats.push(own.telephoneEvent);
  const audio = [
    `m=audio ${port} ${own.profile} ${formats.join(' ')}`,
    ...own.codecs.map(({ name, payloadType }) => `a=rtpmap:${payloadType} ${name}/${CLOCK}`),
    ...(own.telephoneEvent === undefined
      ? []
      : [`a=rtpmap:${own.telephoneEvent} telephone-event/${CLOCK}`, `a=fmtp:${own.telephoneEvent} 0-15`]),
    `a=ptime:${own.packetMilliseconds}`,
    ...own.crypto.map(({ tag, suite, inline }) => `a=crypto:${tag} ${suite} inline:${inline}`),
    ...(own.multiplexed ? ['a=rtcp-mux'] : []),
    `a=${own.direction}`,
  ];
  const media = own.refused.map((line) => [line]);
  media.splice(own.position, 0, audio);
  return [
    'v=0',
    `o=- ${own.sessionId} ${own.version} IN ${family} ${address}`,
    's=-',
    `c=IN ${family} ${address}`,
    't=0 0',
    ...media.flat(),
    '',
  ].join('\r\n');
}
