import { CodedError } from '#shared/domain/index.ts';
import type { MediaPage, MediaPort } from './media-port.ts';
import type { Schedule } from './transport/index.ts';

/**
 * How long an answer waits for a page that is on its way: a seat that has just started and a page that is
 * being reloaded have one within a second. Longer, and the operator should rather be told.
 */
export const PAGE_ARRIVAL_LIMIT_MILLISECONDS = 3_000;

/** The page that is connected now or comes soon. Rejects with CodedError `media-failed`. */
export type PageArrival = () => Promise<MediaPage>;

/** Listens to the port's page once, for any number of waits. */
export function createPageArrival(port: Pick<MediaPort, 'page' | 'onPage'>, schedule: Schedule): PageArrival {
  const waiting = new Set<(page: MediaPage) => void>();
  port.onPage((connected) => {
    const page = connected ? port.page() : undefined;
    if (!page) return;
    for (const arrive of waiting) arrive(page);
  });
  return () =>
    new Promise((resolve, reject) => {
      const page = port.page();
      if (page) return resolve(page);
      const arrive = (arrived: MediaPage) => {
        cancel();
        waiting.delete(arrive);
        resolve(arrived);
      };
      const cancel = schedule(PAGE_ARRIVAL_LIMIT_MILLISECONDS, () => {
        waiting.delete(arrive);
        reject(new CodedError('media-failed', 'No media page is connected.'));
      });
      waiting.add(arrive);
    });
}
