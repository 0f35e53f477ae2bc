import type { AgentState } from '#shared/domain/index.ts';
import type { AgentStateReportSettings } from '#shared/settings/index.ts';
import type { Delivery } from './delivery.ts';
import { asRefusal } from './feature-code.ts';
import { presenceDocument } from './presence-document.ts';

export interface Publication {
  readonly event: string;
  readonly contentType: string;
  readonly body: string;
  readonly expiresSeconds: number;
  /** Entity tag of the publication that this one takes the place of. */
  readonly ifMatch: string | undefined;
}

/**
 * Sends a PUBLISH of the account (RFC 3903).
 * @throws an error with `statusCode`, and `minimumExpiresSeconds` from a 423, when it is refused
 */
export type Publish = (
  publication: Publication,
) => Promise<{ readonly entityTag: string | undefined; readonly expiresSeconds: number }>;

type Settings = Extract<AgentStateReportSettings, { by: 'publish' }>;

/** Share of its lifetime after which a publication is renewed. */
const RENEW_SHARE = 0.8;

/** A presence document for the account, kept alive (RFC 3903 section 4). */
export function createPublishDelivery(options: {
  readonly settings: Settings;
  /** `sip:8001@pbx.example`: whose presence it is. */
  readonly entity: string;
  readonly publish: Publish;
}): Delivery {
  let entityTag: string | undefined;
  let minimumExpires = 0;

  const attempt = (state: AgentState) =>
    options.publish({
      event: 'presence',
      contentType: 'application/pidf+xml',
      body: presenceDocument(options.entity, state),
      expiresSeconds: Math.max(options.settings.expiresSeconds, minimumExpires),
      ifMatch: entityTag,
    });

  return {
    isRepeatable: true,
    wordFor: ({ state, reason }) => (reason === null ? state : `${state}:${reason}`),
    say: async (_word, state) => {
      // 412: the exchange knows our tag no more. 423: it wants a longer lifetime. Each once, then it is a failure.
      for (let attempts = 0; ; attempts++) {
        try {
          const published = await attempt(state);
          entityTag = published.entityTag;
          return published.expiresSeconds * 1_000 * RENEW_SHARE;
        } catch (error) {
          const isCurable = attempts < 2 && error instanceof Error && 'statusCode' in error;
          const status = isCurable ? error.statusCode : undefined;
          if (status !== 412 && status !== 423) throw asRefusal(error);
          if (status === 412) entityTag = undefined;
          else if (error instanceof Error && 'minimumExpiresSeconds' in error) {
            minimumExpires = Number(error.minimumExpiresSeconds) || minimumExpires;
          }
        }
      }
    },
  };
}
