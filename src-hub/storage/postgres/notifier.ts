import type pg from 'pg';
import { messageOf } from '#shared/domain/index.ts';

export interface NotifierOptions {
  readonly connect: () => pg.Client;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly onMessage: (text: string) => void;
  readonly onNotice: (event: string, data: Readonly<Record<string, string>>) => void;
}

/** Tells the other hub processes on the database, and this one, by LISTEN and NOTIFY. */
export interface Notifier {
  /** Lines to be said soon; those of the same text once. Never waits and never fails: a seat asks again anyway. */
  send(lines: readonly string[]): void;
  close(): Promise<void>;
}

const CHANNEL = 'lianxinqiao_hub';
/** NOTIFY takes at most 8000 bytes. */
const LONGEST_MESSAGE = 7_500;
/**
 * NOTIFY takes a lock of the whole database at commit, so it is neither in the transaction that changed something
 * nor said for each one: what changed within this time goes in one.
 */
const GATHER_MILLISECONDS = 50;
const LONGEST_BACKOFF = 30_000;

/**
 * One connection of its own that listens and speaks. When it is lost, what is said meanwhile is kept, and everybody
 * who listens here is told of it all once it is back.
 */
export function createNotifier(options: NotifierOptions): Notifier {
  const { schedule, random, onMessage, onNotice } = options;
  const waiting = new Set<string>();
  let client: pg.Client | undefined;
  let gathering: (() => void) | undefined;
  let cancelRetry: () => void = () => undefined;
  let failures = 0;
  let closed = false;

  const connect = async () => {
    const next = options.connect();
    const lost = (error: unknown) => {
      if (client !== next && client !== undefined) return;
      client = undefined;
      next.removeAllListeners();
      next.on('error', () => undefined); // what comes after the first is the same loss
      void next.end().catch(() => undefined);
      if (closed) return;
      onNotice('storage-events-lost', { message: messageOf(error) });
      cancelRetry = schedule(random() * Math.min(LONGEST_BACKOFF, 500 * 2 ** failures), () => void connect());
      failures += 1;
    };
    next.on('error', lost);
    next.on('end', () => lost(new Error('the connection ended')));
    next.on('notification', ({ payload }) => {
      if (payload) onMessage(payload);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
      if (closed) return void next.end();
      client = next;
      failures = 0;
      flushSoon();
    } catch (error) {
      lost(error);
    }
  };

  const flush = async () => {
    gathering = undefined;
    const lines = [...waiting];
    if (client === undefined || lines.length === 0) return;
    waiting.clear();
    const speaker = client;
    try {
      for (const message of messagesOf(lines)) {
        await speaker.query('SELECT pg_notify($1, $2)', [CHANNEL, message]);
      }
    } catch (error) {
      for (const line of lines) waiting.add(line);
      if (!closed) onNotice('storage-notify-failed', { message: messageOf(error) });
    }
  };

  const flushSoon = () => {
    gathering ??= schedule(GATHER_MILLISECONDS, () => void flush());
  };

  void connect();
  return {
    send: (lines) => {
      if (lines.length === 0 || closed) return;
      for (const line of lines) waiting.add(line);
      flushSoon();
    },
    close: async () => {
      closed = true;
      gathering?.();
      cancelRetry();
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}

/** The lines in as few messages as hold them. */
function messagesOf(lines: readonly string[]): string[] {
  const messages: string[] = [];
  for (const line of lines) {
    const last = messages.at(-1);
    if (last === undefined || last.length + line.length + 1 > LONGEST_MESSAGE) messages.push(line);
    else messages[messages.length - 1] = `${last}\n${line}`;
  }
  return messages;
}
