import { CodedError } from '#shared/domain/index.ts';
import {
  HUB_PROTOCOL_VERSION,
  operationBatchSchema,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';
import { applyBatch } from '../operations/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

/** What seats hand in. */
export function operationRoutes({ storage, clock, log, book, metrics }: HubServices): Route[] {
  return [
    defineRoute({
      method: 'POST',
      url: '/v1/operations',
      summary: 'Takes a batch of operations of a seat; the same operation again has the same outcome.',
      access: ['seat'],
      body: operationBatchSchema,
      answer: operationResultsSchema,
      handle: async ({ principal, body }) => {
        const seat = principal.kind === 'seat' ? principal.number : null;
        if (seat !== null && seat !== body.seat) {
          throw new CodedError('not-allowed', 'This token belongs to another seat.');
        }
        const epoch = await storage.read.feedEpoch();
        if (body.epoch !== undefined && body.epoch !== epoch) {
          throw new CodedError('put-back', 'This hub was put back to an earlier state.');
        }
        const now = clock.wall();
        const results = await applyBatch(storage, body, { book, now, seat });
        const kinds = new Map(body.operations.map((one) => [one.id, String(one['kind'])]));
        for (const result of results) {
          const refused = result.outcome === 'refused';
          // A kind that this hub does not know could be anything: it is no label.
          const known = !refused || !['unknown-kind', 'invalid'].includes(result.reason);
          metrics.operation(known ? (kinds.get(result.id) ?? '') : '(other)', result.outcome);
          if (refused) {
            log.warn('operation-refused', { operation: result.id, seat: body.seat, reason: result.reason });
          }
        }
        return { protocol: HUB_PROTOCOL_VERSION, epoch, results };
      },
    }),
  ];
}
