import type { Registration } from '#shared/contract/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import { createRegistration } from '../registration.ts';
import type { RegisterOutcome } from '../registration-request.ts';
import { createFakeTime } from './fake-time.test-support.ts';
import { createFakeSignalling } from './signalling.test-support.ts';

export const accepted: RegisterOutcome = { kind: 'accepted', expiresSeconds: 300, isMisplaced: false };
export const refused = (statusCode: number, retryAfterSeconds?: number): RegisterOutcome => ({
  kind: 'refused',
  statusCode,
  retryAfterSeconds,
});

/** A machine whose one exchange answers as `answer` says; undefined is silence, 'down' a refused connection. */
export function createBench(answer: (attempt: number) => RegisterOutcome | 'down' | undefined) {
  let attempt = 0;
  return createServersBench(1, () => answer(attempt++));
}

/** A machine with several servers, each answering its attempts as `answer` says. */
export function createServersBench(
  servers: number,
  answer: (server: number, at: number) => RegisterOutcome | 'down' | undefined,
) {
  const time = createFakeTime();
  const log = createMemoryLog();
  const changes: Registration[] = [];
  const signalling = createFakeSignalling({
    time,
    answer: (server) => answer(server, time.clock.monotonic()),
  });
  let isBusy = false;
  let tellSurroundings: () => void = () => undefined;
  const machine = createRegistration({
    signalling,
    servers,
    isBusy: () => isBusy,
    surroundings: (onChanged) => {
      tellSurroundings = onChanged;
      return () => undefined;
    },
    expiresSeconds: 300,
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log,
    onChanged: (registration) => void changes.push(registration),
  });
  return {
    machine,
    time,
    log,
    changes,
    signalling,
    asked: signalling.asked,
    attemptsAt: signalling.connectedAt,
    lose: () => {
      signalling.drop();
      machine.connectionLost();
    },
    setBusy: (busy: boolean) => {
      isBusy = busy;
    },
    surroundingsChanged: () => tellSurroundings(),
  };
}
