import { v7 } from 'uuid';
import { CodedError } from '#shared/domain/index.ts';
import { type LegEvents, type ReferProgress, type Renegotiation, SipRefusal } from '../leg.ts';

interface Pending<T = void> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * A dialog that behaves as sip.js and the other side do: it can be cancelled or refused while early, and ended by
 * BYE once a 200 OK was made; nothing happens in it once it is over.
 */
export class FakeLeg<Direction extends 'inbound' | 'outbound'> {
  readonly mediaSessionId = v7();
  readonly direction: Direction;
  readonly events: LegEvents;
  dialog: 'unmade' | 'early' | 'established' | 'over';
  connected = true;
  /** Final refusals, CANCELs and BYEs that we sent. */
  farewells = 0;
  preparing: Pending | undefined;
  accepting = false;
  placing: Pending | undefined;
  reinviting: (Pending & { readonly renegotiation: Renegotiation }) | undefined;
  referring: Pending | undefined;
  onRefer: ReferProgress | undefined;

  constructor(direction: Direction, events: LegEvents) {
    this.direction = direction;
    this.events = events;
    this.dialog = direction === 'inbound' ? 'early' : 'unmade';
  }

  get ownsCallId(): boolean {
    return this.direction === 'outbound';
  }
  isConnected(): boolean {
    return this.connected;
  }
  prepareMedia(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.preparing = { resolve, reject };
    });
  }
  accept(): void {
    this.accepting = true;
  }
  reject(): void {
    if (this.dialog === 'established') void this.bye();
    if (this.dialog === 'over') return;
    this.farewells++;
    this.finish();
  }
  place(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.placing = { resolve, reject };
    });
  }
  cancel(): void {
    if (this.dialog !== 'unmade' && this.dialog !== 'early') return;
    if (this.dialog === 'early') this.farewells++;
    this.placing?.reject(new CodedError('wrong-state', 'Given up.'));
    this.finish();
  }
  bye(): Promise<void> {
    if (this.dialog === 'established') {
      this.farewells++;
      this.finish();
    }
    return Promise.resolve();
  }
  reinvite(renegotiation: Renegotiation): Promise<void> {
    if (this.reinviting) throw new Error('Two re-INVITEs at once.');
    return new Promise((resolve, reject) => {
      const end = () => {
        this.reinviting = undefined;
      };
      this.reinviting = {
        renegotiation,
        resolve: () => {
          end();
          resolve();
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
    });
  }
  info(): Promise<void> {
    return Promise.resolve();
  }
  refer(_target: string, onProgress: ReferProgress): Promise<void> {
    this.onRefer = onProgress;
    // A REFER that nobody answers has an end of its own (RFC 3261 timer F), before another one is sent.
    this.referring?.reject(new SipRefusal('REFER', 408));
    return new Promise((resolve, reject) => {
      this.referring = { resolve, reject };
    });
  }
  replacement(): string {
    return 'sip:consulted@test.invalid';
  }
  sendDigits(): Promise<boolean> {
    return Promise.resolve(true);
  }
  closeMedia(): void {
    this.preparing?.reject(new CodedError('media-failed', 'Closed.'));
  }

  /** The other side, or we, ended it; sip.js tells of the end in the same stack. */
  finish(): void {
    if (this.dialog === 'over') return;
    this.dialog = 'over';
    const gone = new CodedError('signalling-failed', 'The dialog is over.');
    this.reinviting?.reject(gone);
    this.referring?.reject(gone);
    this.events.onTerminated();
  }
}
