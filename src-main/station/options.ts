import type { AreaHandlers, Channel, PracticeState, practiceArea } from '#shared/contract/index.ts';
import type { Clock } from '#shared/domain/index.ts';
import type { ExchangeSettingsInput } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import type { Settings } from '../settings/index.ts';

/** Where the hub listens and the token it takes from this seat. */
export interface HubAddress {
  readonly url: string;
  readonly token: string;
}

/** An account of a hub, to sign in with. */
export interface HubAccount {
  readonly id: string;
  readonly password: string;
}

/** A practice exchange as the station sees it; the host makes it, so that production code never imports it. */
export interface StationPractice {
  /** Account and address on the practice exchange; the marks are the seat's own. */
  readonly settings: Omit<ExchangeSettingsInput, 'marks'>;
  readonly handlers: AreaHandlers<typeof practiceArea>;
  onChanged(listener: (state: PracticeState) => void): void;
  /** Whether the seat takes calls, told at each change: nobody calls a seat that would refuse. */
  seatTakesCalls(takes: boolean): void;
}

export interface StationOptions {
  readonly host: 'electron' | 'browser';
  readonly version: string;
  /** Folder of settings.json and the cache. */
  readonly dataDirectory: string;
  /** Folder of category-tree.csv and codes/. */
  readonly assetsDirectory: string;
  /** 32 bytes that the cache is encrypted with. */
  readonly key: Buffer;
  readonly settings: Settings;
  readonly practice: StationPractice | undefined;
  /** The embedded hub's address while it is up; a configured remote hub goes before it. */
  readonly embeddedHub: () => HubAddress | undefined;
  /** The account by which this seat watches the floor at its embedded hub. */
  readonly embeddedSupervisor?: () => HubAccount | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly random: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** Runs something after some milliseconds; answers what cancels it. */
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Local calendar date, `YYYY-MM-DD`, of an epoch time. */
  readonly localDate: (epochMilliseconds: number) => string;
  /** Minutes since local midnight of an epoch time. */
  readonly minutesOfDay: (epochMilliseconds: number) => number;
}

/** The seat without a window: all areas, joined. Knows no Electron and no browser. */
export interface Station {
  /** Serves the contract to a page; the transport vouches for the role. */
  attach(channel: Channel, role: 'ui' | 'media'): void;
  /** Connected pages of the person's interface. */
  pages(): number;
  /** Whether a call is ringing or answered. */
  hasLiveCall(): boolean;
  /** Told of the calls that ring, whenever that changes. */
  onRinging(listener: (ringing: ReadonlyArray<{ callId: string; waitedMilliseconds: number }>) => void): void;
  /** Answers a call from outside the page; a locked seat only comes to the front. */
  answer(callId: string): void;
  /** Tries the hub now: it may just have come or gone. */
  retryHub(): void;
  stop(): Promise<void>;
}
