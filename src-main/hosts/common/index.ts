import { v7 as newId } from 'uuid';
import { type Clock, localDateAt, localMinutesAt } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import type { Station } from '../../station/index.ts';
import type { Flags } from './flags.ts';
import { type SpawnHub, superviseHub } from './hub-process.ts';

export { openDataDirectory } from './data-directory.ts';
export { type Flags, parseFlags } from './flags.ts';
export { type HubChild, type SpawnHub, spawnNodeHub } from './hub-process.ts';
export { readOrMakeKey } from './key-file.ts';

/**
 * The real clock. Its monotonic side is the computer's own since it was started, not this process's: a call that is
 * taken up again after a crash has waited and lasted as long as it has (rule AC-12).
 */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
};

/** A real timer in the form that the areas take. */
export function schedule(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * The phone keeps ringing: a fault in one corner must not take the seat down. It is loud in the log, by name
 * and place; a message could carry personal data.
 */
export function surviveFaults(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error('uncaught', {
      name: error.name,
      stack: (error.stack ?? '').split('\n').slice(1, 8).join(' | '),
    });
  });
}

/** The first second belongs to the screen and the phone; nothing can be submitted in it. */
const HUB_AFTER_MILLISECONDS = 1_000;

export interface SeatOptions {
  readonly host: 'electron' | 'browser';
  readonly version: string;
  readonly dataDirectory: string;
  readonly assetsDirectory: string;
  readonly key: Buffer;
  readonly flags: Flags;
  readonly spawnHub: SpawnHub;
  readonly log: Log;
}

/**
 * Everything a host needs beside its windows: settings, and around the station the practice exchange and the
 * embedded hub, where the settings ask for them.
 *
 * @throws CodedError as `loadSettings` and `createStation` do
 */
export async function startSeat(
  options: SeatOptions,
): Promise<{ station: Station; stop: () => Promise<void> }> {
  const { log, flags, dataDirectory } = options;
  // Loaded here rather than above, so that a host's window is on its way before the bulk of the program is.
  const [{ exchangeOf, loadSettings, openSecrets }, { startPractice }, { createStation }] = await Promise.all(
    [import('../../settings/index.ts'), import('../../practice/index.ts'), import('../../station/index.ts')],
  );
  const settings = loadSettings(dataDirectory);
  let hub: ReturnType<typeof superviseHub> | undefined;
  // What a hub gave before lies in the sealed file: a seat with an account does not practise.
  const practice =
    exchangeOf(settings, openSecrets(dataDirectory, options.key)) === undefined
      ? await startPractice({
          assetsDirectory: options.assetsDirectory,
          clock: systemClock,
          random: Math.random,
          log,
          schedule,
          running: false,
          ...(flags['practice-caller'] !== undefined && { firstCallerId: flags['practice-caller'] }),
          ...(flags['practice-first-call'] !== undefined && {
            firstCallAfterMilliseconds: flags['practice-first-call'] * 1000,
          }),
        })
      : undefined;
  const stopAround = async () => {
    await practice?.stop();
    hub?.stop();
  };
  try {
    const station = await createStation({
      host: options.host,
      version: options.version,
      dataDirectory,
      assetsDirectory: options.assetsDirectory,
      key: options.key,
      settings,
      practice,
      embeddedHub: () => hub?.address(),
      embeddedSupervisor: () => hub?.supervisor(),
      clock: systemClock,
      log,
      newId: () => newId(),
      random: Math.random,
      fetch: globalThis.fetch,
      schedule,
      localDate: localDateAt,
      minutesOfDay: localMinutesAt,
    });
    const cancelHub =
      settings.hub.kind === 'embedded'
        ? schedule(HUB_AFTER_MILLISECONDS, () => {
            hub = superviseHub({
              spawnHub: options.spawnHub,
              dataDirectory,
              log,
              schedule,
              onChanged: station.retryHub,
            });
          })
        : () => undefined;
    // Citizens call once somebody is there to answer: calls to an empty room would only make missed calls.
    let waitingForPage = practice !== undefined && !flags['practice-paused'];
    const attach: Station['attach'] = (channel, role) => {
      station.attach(channel, role);
      if (role !== 'ui' || !waitingForPage) return;
      waitingForPage = false;
      void practice?.handlers.setRunning({ running: true });
    };
    return {
      station: { ...station, attach },
      stop: async () => {
        cancelHub();
        await station.stop();
        await stopAround();
      },
    };
  } catch (error) {
    await stopAround();
    throw error;
  }
}
