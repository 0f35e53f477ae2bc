import type { Clock } from '#shared/domain/index.ts';
import type { Accounts } from '../accounts/index.ts';
import type { Board } from '../board/index.ts';
import type { EventLines } from '../events.ts';
import type { HubLog } from '../log.ts';
import type { HubMetrics } from '../metrics.ts';
import type { OrderBook, OrderDesk, OrderRules } from '../orders/index.ts';
import type { HubStorage } from '../storage/index.ts';

/** What the routes work with. */
export interface HubServices {
  readonly storage: HubStorage;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
  readonly accounts: Accounts;
  readonly book: OrderBook;
  readonly rules: OrderRules;
  readonly desk: OrderDesk;
  readonly events: EventLines;
  readonly metrics: HubMetrics;
  readonly board: Board;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Folder of the pages that the build made; undefined where there is none. */
  readonly pages: string | undefined;
  readonly connectorNames: readonly string[];
  /** Codes of the category tree that ships, for a centre that has imported none. */
  readonly categories: readonly string[];
  /** Public key that seats seal exports with, SPKI in base64. */
  readonly sealingKey: string | undefined;
}
