import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import type { Practice } from '../../src-main/practice/index.ts';
import { type HubWorkOrder, hubWorkOrderListSchema } from '../../src-shared/hub-protocol/index.ts';
import { type Administrator, signInAtHub } from './administrator.ts';
import { exchangeEntry, startExchange } from './exchange.ts';
import { createOperator, type Operator } from './operator.ts';
import { addOperator, makeDataFolder, openChromium, type Person, startHub, startSeat } from './programs.ts';

export interface WorkplaceOptions {
  /** Number of the seat; 7. */
  readonly seat?: number;
  /** A SIP exchange in this process that calls when it is told; without one the seat has its own practice exchange. */
  readonly exchange?: boolean;
  /** A hub of its own with one account, or the hub of another workplace, that is set up before. */
  readonly hub?: boolean | Workplace;
  /** Whose account signs in here; `limin`. At another workplace's hub it is one of its `others`. */
  readonly account?: string;
  /** What that account is; an operator. */
  readonly role?: 'operator' | 'supervisor';
  /** More accounts of its own hub: they are made before it runs, as a hub's commands want it. */
  readonly others?: readonly string[];
  /** Chosen at the sign-in. */
  readonly pin?: string;
  /** More of settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Flags of the seat's program. */
  readonly flags?: readonly string[];
  /** How far it is set up by itself: only the folders, the program started, a window, or signed in and registered. */
  readonly until?: 'folders' | 'seat' | 'window' | 'signed-in';
}

type Program = Awaited<ReturnType<typeof startSeat>>;
type Hub = Awaited<ReturnType<typeof startHub>>;
type Folder = ReturnType<typeof makeDataFolder>;
type WindowOptions = Parameters<typeof openChromium>[0];

/**
 * One seat with all that it needs: exchange, hub, data folder, the built program, and a window with somebody at the
 * keyboard. What a test ends or replaces is asked for again by the same name.
 */
export class Workplace {
  readonly #options: WorkplaceOptions;
  #exchange: Practice | undefined;
  #hub: Hub | undefined;
  #hubFolder: Folder | undefined;
  #people: ReadonlyMap<string, Person> = new Map();
  #keeper: Person | undefined;
  #data: Folder | undefined;
  #seat: Program | undefined;
  #window: { browser: Browser; context: BrowserContext; page: Page; operator: Operator } | undefined;

  constructor(options: WorkplaceOptions) {
    this.#options = options;
  }

  get exchange(): Practice {
    return there(this.#exchange, 'exchange');
  }
  get hub(): Hub {
    const { hub } = this.#options;
    return hub instanceof Workplace ? hub.hub : there(this.#hub, 'hub');
  }
  /** The hub's data folder. */
  get hubPath(): string {
    const { hub } = this.#options;
    return hub instanceof Workplace ? hub.hubPath : there(this.#hubFolder, 'hub').path;
  }
  /** Who signs in here; undefined without a hub. */
  get person(): Person | undefined {
    const { account = 'limin', hub, pin } = this.#options;
    const person = (hub instanceof Workplace ? hub.#people : this.#people).get(account);
    return person && { ...person, ...(pin !== undefined && { pin }) };
  }
  /** The seat's data folder. */
  get path(): string {
    return there(this.#data, 'folder').path;
  }
  get seat(): Program {
    return there(this.#seat, 'program');
  }
  get page(): Page {
    return there(this.#window, 'window').page;
  }
  get browser(): Browser {
    return there(this.#window, 'window').browser;
  }
  get context(): BrowserContext {
    return there(this.#window, 'window').context;
  }
  get operator(): Operator {
    return there(this.#window, 'window').operator;
  }

  /** Everything up to where the options say. */
  async setUp(): Promise<void> {
    const { account = 'limin', exchange = true, hub, others = [], role, until = 'signed-in' } = this.#options;
    if (exchange) this.#exchange = await startExchange();
    if (hub === true) {
      this.#hubFolder = makeDataFolder();
      const { path } = this.#hubFolder;
      const people = [
        [account, role ?? 'operator'] as const,
        ...others.map((id) => [id, 'operator'] as const),
      ];
      this.#people = new Map(people.map(([id, is]) => [id, addOperator(path, is, id)]));
      this.#keeper = addOperator(path, 'administrator', 'keeper');
      await this.startHub();
    }
    this.#data = makeDataFolder();
    this.writeSettings();
    if (until === 'folders') return;
    await this.startSeat();
    if (until === 'seat') return;
    await this.openWindow();
    if (until === 'window') return;
    await this.operator.open(this.seat.address);
  }

  /** Ends all that runs, whatever a test has ended before, and removes the folders. */
  async takeDown(): Promise<void> {
    await this.#window?.browser.close();
    await this.#seat?.end();
    await this.#hub?.end();
    await this.#exchange?.stop();
    this.#data?.remove();
    this.#hubFolder?.remove();
    this.#exchange = undefined;
    this.#hub = undefined;
    this.#hubFolder = undefined;
    this.#people = new Map();
    this.#keeper = undefined;
    this.#data = undefined;
    this.#seat = undefined;
    this.#window = undefined;
  }

  /** Writes settings.json: seat, exchange and hub as they run, and more. It is read at the next start. */
  writeSettings(more: Readonly<Record<string, unknown>> = {}): void {
    const { hub, seat = 7 } = this.#options;
    const settings = {
      seat,
      operator: '李敏',
      ...(this.#exchange && { exchange: exchangeEntry(this.#exchange) }),
      ...(hub !== undefined && hub !== false && { hub: hubEntry(this.hub) }),
      ...this.#options.settings,
      ...more,
    };
    writeFileSync(join(this.path, 'settings.json'), JSON.stringify(settings));
  }

  /** Starts the program, or starts it again after its end. */
  async startSeat(flags: readonly string[] = []): Promise<Program> {
    this.#seat = await startSeat(this.path, [...(this.#options.flags ?? []), ...flags]);
    return this.#seat;
  }

  /** Starts the hub, or starts it again after its end, at the port that it had. */
  async startHub(): Promise<Hub> {
    const port = this.#hub === undefined ? 0 : Number(new URL(this.#hub.url).port);
    this.#hub = await startHub(this.hubPath, port);
    return this.#hub;
  }

  /** A browser's window in place of the one before; nothing is opened in it yet. */
  async openWindow(options: WindowOptions = {}): Promise<Operator> {
    await this.#window?.browser.close();
    const opened = await openChromium(options);
    this.#window = { ...opened, operator: createOperator(opened.page, this.person) };
    return this.operator;
  }

  /** A new window with the seat in it, signed in and registered. */
  async open(options: WindowOptions = {}): Promise<Operator> {
    const operator = await this.openWindow(options);
    await operator.open(this.seat.address);
    return operator;
  }

  /** A citizen of the practice callers calls, is answered and heard. */
  async takeCall(callerId = 'property-lift') {
    const call = await this.exchange.placeCall(callerId);
    await this.operator.rings();
    await this.operator.answer();
    await this.operator.hears();
    return call;
  }

  /** An administrator at its hub, signed in anew: what is given lasts some minutes. */
  administrator(): Promise<Administrator> {
    const { hub } = this.#options;
    if (hub instanceof Workplace) return hub.administrator();
    return signInAtHub(this.hub, there(this.#keeper, 'hub'));
  }

  /** The orders that the hub has, as an administrator's program reads them. */
  async ordersAtHub(): Promise<HubWorkOrder[]> {
    const headers = { Authorization: `Bearer ${this.hub.token}` };
    const response = await fetch(`${this.hub.url}/v1/work-orders`, { headers });
    return hubWorkOrderListSchema.parse(await response.json()).orders;
  }
}

/** The entry of settings.json that points a seat at a hub. */
export function hubEntry({ url, token }: Pick<Hub, 'url' | 'token'>) {
  return { kind: 'remote', url, token };
}

/** A workplace for the tests of a group: set up before each of them and taken down after. */
export function workplace(options: WorkplaceOptions = {}): Workplace {
  const place = new Workplace(options);
  beforeEach(() => place.setUp());
  afterEach(() => place.takeDown());
  return place;
}

function there<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`This workplace has no ${name}.`);
  return part;
}
