import { CodedError, type Transfer } from '#shared/domain/index.ts';
import type { Leg } from './leg.ts';
import { type TransferOptions, TransferProgress } from './transfer.ts';
import type { Schedule } from './transport/index.ts';

export interface CallTransfersOptions {
  readonly leg: Pick<Leg, 'refer'>;
  readonly schedule: Schedule;
  readonly onChanged: () => void;
  /** The other side is with somebody else now. */
  readonly onTransferred: () => void;
}

/** The transfers of one call, one at a time, and the one by which it is replaced itself. */
export class CallTransfers {
  readonly #options: CallTransfersOptions;
  #current: TransferProgress | undefined;
  #replacedBy: TransferProgress | undefined;

  constructor(options: CallTransfersOptions) {
    this.#options = options;
  }

  /** Whom the other side was sent to, as typed; null when it was not. */
  get target(): string | null {
    return (this.#current ?? this.#replacedBy)?.target ?? null;
  }

  snapshot(): Transfer | null {
    return this.#current?.snapshot() ?? null;
  }

  /** @throws CodedError `wrong-state` while one is under way */
  begin(
    asked: Pick<TransferOptions, 'kind' | 'target' | 'referTo'>,
    onTransferred: () => void = () => undefined,
  ): TransferProgress {
    if (this.#current?.isPending) throw new CodedError('wrong-state', 'The call is being transferred.');
    const { leg, onChanged, schedule } = this.#options;
    const transfer: TransferProgress = new TransferProgress({
      ...asked,
      leg,
      schedule,
      onChanged,
      onSucceeded: () => {
        // One that failed and was given up for a resume has nothing to say any more.
        if (this.#current !== transfer) return;
        this.#options.onTransferred();
        onTransferred();
      },
    });
    this.#current = transfer;
    onChanged();
    return transfer;
  }

  /** This call is the one consulted for another's transfer. */
  replacedBy(transfer: TransferProgress): void {
    this.#replacedBy = transfer;
  }

  /** The operator has taken the call up again: a failed transfer is over and done with. */
  resumed(): void {
    if (!this.#current?.isPending) this.#current = undefined;
  }

  /**
   * Whether a BYE now means that a transfer took the other side away: one of ours of which the exchange reports
   * nothing (RFC 4488), or the one that replaces this call.
   */
  tookAway(): boolean {
    const isUnreported = this.#current?.isPending === true && !this.#current.wasReported;
    return isUnreported || this.#replacedBy?.isPending === true;
  }

  stop(): void {
    this.#current?.stop();
  }
}
