import { type Core, Grammar } from 'sip.js';
import type { LocalizedText } from './callers.ts';
import type { LineEvent } from './captions.ts';
import type { Department } from './departments.ts';
import type { Schedule } from './pacer.ts';

/** A dialog as Replaces names it, from the side of the one who gets it (RFC 3891 section 3). */
export interface DialogName {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
}

/** Where a REFER may send its party. */
export interface TransferTargets {
  department(number: string): Department | undefined;
  /** Takes the named conversation from the seat, by BYE; answers with whom it was, or undefined if there is none. */
  takeOver(dialog: DialogName): LocalizedText | undefined;
}

export interface TransfersOptions {
  readonly session: Core.Session;
  readonly contact: string;
  readonly targets: TransferTargets;
  readonly schedule: Schedule;
  readonly onEvent: (event: LineEvent) => void;
  /** The party is with somebody else now. */
  readonly onTransferred: () => void;
}

const RINGS_AFTER_MILLISECONDS = 300;
const NO_ANSWER_MILLISECONDS = 30_000;

/**
 * Transfers that the seat asks for in one dialog (RFC 3515, RFC 3891), one at a time.
 *
 * ```
 *         REFER: 202, NOTIFY 100           0.3 s: NOTIFY 180          somebody answers: NOTIFY 200
 *   idle ───────────────────────► trying ─────────────────► ringing ──────────────────────────────► transferred
 *    ▲                              │ │                        │                                        ▲
 *    │     busy, unknown: NOTIFY 486, 404                      │ 30 s: NOTIFY 480                       │
 *    └──────────────────────────────┘ └── Replaces names a conversation: NOTIFY 200 ─────────────────────┘
 *    ▲                                                         │
 *    └─────────────────────────────────────────────────────────┘
 * ```
 */
export function createTransfers(options: TransfersOptions) {
  const { session, targets, onEvent } = options;
  let cancel: (() => void) | undefined;

  const notify = (sequence: number, state: string, statusLine: string) =>
    session.notify(undefined, {
      extraHeaders: [
        `Event: refer;id=${sequence}`,
        `Subscription-State: ${state}`,
        `Contact: ${options.contact}`,
      ],
      body: {
        contentDisposition: 'render',
        contentType: 'message/sipfrag;version=2.0',
        content: `SIP/2.0 ${statusLine}\r\n`,
      },
    });

  const follow = (sequence: number, target: Target) => {
    const goOn = (statusLine: string) => notify(sequence, 'active;expires=60', statusLine);
    const settle = (statusLine: string, event: LineEvent) => {
      cancel = undefined;
      notify(sequence, 'terminated;reason=noresource', statusLine);
      onEvent(event);
      if (event.kind === 'transferred') options.onTransferred();
    };
    const fail = (statusLine: string, to: LocalizedText) =>
      settle(statusLine, { kind: 'transfer-failed', to, statusCode: Number.parseInt(statusLine, 10) });

    goOn('100 Trying');
    if (target.replaces) {
      const to = targets.takeOver(target.replaces);
      if (to) return settle('200 OK', { kind: 'transferred', to });
      return fail('481 Call/Transaction Does Not Exist', { 'zh-CN': target.number, en: target.number });
    }
    const department = targets.department(target.number);
    if (!department) return fail('404 Not Found', { 'zh-CN': target.number, en: target.number });
    const { name } = department;
    onEvent({ kind: 'transferring', to: name });
    if (department.answers === 'is-busy') return fail('486 Busy Here', name);
    cancel = options.schedule(RINGS_AFTER_MILLISECONDS, () => {
      goOn('180 Ringing');
      cancel =
        department.answers === 'speaks'
          ? options.schedule(department.ringMilliseconds, () =>
              settle('200 OK', { kind: 'transferred', to: name }),
            )
          : options.schedule(NO_ANSWER_MILLISECONDS, () => fail('480 Temporarily Unavailable', name));
    });
  };

  return {
    receive: (request: Core.IncomingReferRequest) => {
      const target = targetOf(request.message.getHeader('Refer-To'));
      if (!target) return void request.reject({ statusCode: 400 });
      // One citizen cannot be sent two ways.
      if (cancel) return void request.reject({ statusCode: 491 });
      request.accept({ statusCode: 202 });
      follow(request.message.cseq, target);
    },
    /** The dialog is over: nobody is left to be told. */
    stop: () => cancel?.(),
  };
}

interface Target {
  readonly number: string;
  readonly replaces: DialogName | undefined;
}

/** Reads Refer-To (RFC 3515 section 2.1) with the Replaces that its address may carry; undefined when unreadable. */
function targetOf(referTo: string | undefined): Target | undefined {
  const uri = referTo === undefined ? undefined : Grammar.nameAddrHeaderParse(referTo)?.uri;
  if (!uri) return undefined;
  const [replaces] = uri.getHeader('Replaces') ?? [];
  if (replaces === undefined) return { number: uri.user ?? '', replaces: undefined };
  const dialog = dialogOf(replaces);
  return dialog && { number: uri.user ?? '', replaces: dialog };
}

function dialogOf(escaped: string): DialogName | undefined {
  // ASCII only: decodeURIComponent throws on a stray «%» and on half a character.
  const text = escaped.replace(/%[0-7][0-9a-f]/gi, (code) => decodeURIComponent(code));
  const [callId = '', ...parameters] = text.split(';').map((part) => part.trim());
  const tag = (name: string) =>
    parameters.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const [toTag, fromTag] = [tag('to-tag'), tag('from-tag')];
  return callId === '' || toTag === undefined || fromTag === undefined
    ? undefined
    : { callId, toTag, fromTag };
}
