import type { AgentStateReportSettings } from '#shared/settings/index.ts';
import type { Delivery } from './delivery.ts';
import { type CallCode, createFeatureCodeDelivery } from './feature-code.ts';
import { createHttpHookDelivery } from './http-hook.ts';
import { createPublishDelivery, type Publish } from './publish.ts';

export interface DeliveryOptions {
  /** Undefined: nothing is told. */
  readonly settings: AgentStateReportSettings | undefined;
  readonly seat: number;
  readonly user: string;
  /** SIP domain of the account. */
  readonly domain: string;
  readonly callCode: CallCode;
  readonly publish: Publish;
  readonly fetch: typeof globalThis.fetch;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
}

/** The configured way of telling the exchange. */
export function createDelivery(options: DeliveryOptions): Delivery | undefined {
  const { settings } = options;
  switch (settings?.by) {
    case undefined:
      return undefined;
    case 'feature-code':
      return createFeatureCodeDelivery(settings, options.callCode);
    case 'publish':
      return createPublishDelivery({
        settings,
        entity: `sip:${options.user}@${options.domain}`,
        publish: options.publish,
      });
    case 'http':
      return createHttpHookDelivery({ ...options, settings });
  }
}
