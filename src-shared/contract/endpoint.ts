import { z } from 'zod';
import { CodedError, codeOf, messageOf } from '../domain/index.ts';
import type { Channel } from './channel.ts';
import type { AreaClient, AreaHandlers, Contract, EventInput, EventPayload, Role } from './define.ts';

const envelopeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request'),
    id: z.number().int(),
    call: z.string().max(100),
    input: z.unknown(),
  }),
  z.object({ kind: z.literal('answer'), id: z.number().int(), output: z.unknown() }),
  z.object({
    kind: z.literal('failure'),
    id: z.number().int(),
    error: z.object({ code: z.string().max(100), message: z.string().max(2000) }),
  }),
  z.object({ kind: z.literal('event'), event: z.string().max(100), payload: z.unknown() }),
]);

/** Handlers by area, for the areas that a side serves. */
export type Handlers<C extends Contract> = { [A in keyof C]?: AreaHandlers<C[A]> };

export interface EndpointOptions<C extends Contract> {
  readonly contract: C;
  readonly channel: Channel;
  /** Who sits at the other end; the transport has established it (sender check, token), never the message. */
  readonly peer: Role;
  /** Who we are. */
  readonly self: Role;
  /** The areas that we serve to the peer. */
  readonly handlers: Handlers<C>;
  /** Told of every refusal and of handlers that threw an error without a code; never given inputs. */
  readonly onFault: (fault: CodedError) => void;
}

/** One end of the contract over one channel: it serves calls, makes calls, and carries events both ways. */
export interface Endpoint<C extends Contract> {
  readonly peer: Role;
  /** The peer's calls of an area. Pending calls fail with `disconnected` when the channel closes. */
  client<A extends keyof C>(area: A): AreaClient<C[A]>;
  emit<A extends keyof C & string, K extends keyof C[A]['events'] & string>(
    area: A,
    event: K,
    payload: EventInput<C[A], K>,
  ): void;
  /** Listens to an event of the peer; answers the function that stops listening. */
  on<A extends keyof C & string, K extends keyof C[A]['events'] & string>(
    area: A,
    event: K,
    listener: (payload: EventPayload<C[A], K>) => void,
  ): () => void;
  onClose(listener: () => void): void;
  close(): void;
}

/**
 * The one gate. Whatever arrives is parsed by the contract's schemas; a call is refused with a code when it
 * is unknown (`unknown-call`), not allowed to this peer (`wrong-sender`), wrongly shaped (`wrong-arguments`)
 * or not served here (`not-served`). A message that is no envelope is a fault and is dropped.
 */
export function createEndpoint<C extends Contract>(options: EndpointOptions<C>): Endpoint<C> {
  const { contract, channel, peer, self, handlers, onFault } = options;
  const pending = new Map<
    number,
    { resolve: (output: unknown) => void; reject: (error: CodedError) => void }
  >();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const closeListeners: Array<() => void> = [];
  let nextId = 1;
  let open = true;

  const definitionOf = (name: string, part: 'calls' | 'events') => {
    const [area = '', member = '', ...rest] = name.split('.');
    if (rest.length > 0 || !Object.hasOwn(contract, area)) return undefined;
    const members = contract[area]?.[part];
    return members !== undefined && Object.hasOwn(members, member) ? { area, member } : undefined;
  };

  const serve = async (name: string, input: unknown): Promise<unknown> => {
    const found = definitionOf(name, 'calls');
    const definition = found && contract[found.area]?.calls[found.member];
    if (!found || !definition) throw new CodedError('unknown-call', `There is no call named ${name}.`);
    if (!definition.callers.includes(peer)) {
      throw new CodedError('wrong-sender', `${name} is not open to ${peer}.`);
    }
    const handler = handlers[found.area]?.[found.member];
    if (!handler) throw new CodedError('not-served', `${name} is not served by ${self}.`);
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) {
      throw new CodedError('wrong-arguments', `${name}: ${describeIssues(parsed.error)}`);
    }
    const output = await handler(parsed.data as never);
    return definition.output.parse(output);
  };

  const onRequest = async (id: number, name: string, input: unknown) => {
    try {
      const output = await serve(name, input);
      if (open) channel.send({ kind: 'answer', id, output });
    } catch (error) {
      const fault =
        error instanceof CodedError ? error : new CodedError('internal', `${name} failed.`, { cause: error });
      if (GATE_CODES.has(fault.code) || fault.code === 'internal') onFault(fault);
      if (open)
        channel.send({ kind: 'failure', id, error: { code: codeOf(fault), message: messageOf(fault) } });
    }
  };

  const onEvent = (name: string, payload: unknown) => {
    const found = definitionOf(name, 'events');
    const definition = found && contract[found.area]?.events[found.member];
    if (!definition) return onFault(new CodedError('unknown-event', `There is no event named ${name}.`));
    if (!definition.emitters.includes(peer)) {
      return onFault(new CodedError('wrong-sender', `${name} is not ${peer}'s to emit.`));
    }
    const parsed = definition.payload.safeParse(payload);
    if (!parsed.success) {
      return onFault(new CodedError('wrong-arguments', `${name}: ${describeIssues(parsed.error)}`));
    }
    for (const listener of listeners.get(name) ?? []) listener(parsed.data as never);
  };

  channel.onMessage((message) => {
    const envelope = envelopeSchema.safeParse(message);
    if (!envelope.success) return onFault(new CodedError('wrong-arguments', 'A message was no envelope.'));
    const data = envelope.data;
    if (data.kind === 'request') return void onRequest(data.id, data.call, data.input);
    if (data.kind === 'event') return onEvent(data.event, data.payload);
    const waiting = pending.get(data.id);
    pending.delete(data.id);
    if (data.kind === 'answer') waiting?.resolve(data.output);
    else waiting?.reject(new CodedError(data.error.code, data.error.message));
  });

  channel.onClose(() => {
    open = false;
    for (const { reject } of pending.values()) reject(disconnected());
    pending.clear();
    for (const listener of closeListeners) listener();
  });

  const invoke = (name: string, definition: { output: z.ZodType }, input: unknown): Promise<unknown> => {
    if (!open) return Promise.reject(disconnected());
    const id = nextId++;
    return new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject });
      channel.send({ kind: 'request', id, call: name, input });
    }).then((output) => definition.output.parse(output));
  };

  return {
    peer,
    client: (area) => {
      const calls = contract[area]?.calls ?? {};
      return Object.fromEntries(
        Object.entries(calls).map(([name, definition]) => [
          name,
          (input: unknown) => invoke(`${String(area)}.${name}`, definition, input),
        ]),
      ) as AreaClient<C[typeof area]>;
    },
    emit: (area, event, payload) => {
      if (open) channel.send({ kind: 'event', event: `${area}.${event}`, payload });
    },
    on: (area, event, listener) => {
      const name = `${area}.${event}`;
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (payload: never) => void);
      return () => void set.delete(listener as (payload: never) => void);
    },
    onClose: (listener) => void closeListeners.push(listener),
    close: () => channel.close(),
  };
}

const GATE_CODES = new Set(['unknown-call', 'wrong-sender', 'wrong-arguments', 'not-served']);

/** Paths and rules that failed; never the values, which may be personal data. */
function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(whole)'} ${issue.code}`).join('; ');
}

function disconnected(): CodedError {
  return new CodedError('disconnected', 'The program behind this window is not connected.');
}
