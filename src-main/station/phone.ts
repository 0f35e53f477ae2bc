import { isDeepStrictEqual } from 'node:util';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Devices, MediaLink } from '../media/index.ts';
import { createPhone, type LeftCall, type PhoneOptions } from '../phone/index.ts';
import { type AgentStateReporter, createAgentStateReporter, createDelivery } from '../presence/index.ts';
import { type ChangingPhone, createChangingPhone } from '../provisioning/index.ts';
import type { Records } from '../records/index.ts';
import { agentStateReportOf, type SecretStore } from '../settings/index.ts';
import type { StationOptions } from './options.ts';

/** The seat's phone with what it keeps on disk, and what tells the exchange of the agent state. */
export interface StationPhone {
  readonly phone: ChangingPhone;
  readonly reporter: AgentStateReporter;
  /** What the hub gives may be another way of telling the exchange. */
  readonly settingsChanged: () => void;
}

export function createStationPhone(
  { clock, log, newId, schedule, random, settings, fetch }: StationOptions,
  parts: {
    readonly account: ExchangeSettings;
    /** Whether calls have to wait for a proof of the seat; asked when a phone is made. */
    readonly mustProve: () => boolean;
    readonly cache: Cache;
    readonly secrets: SecretStore;
    readonly media: MediaLink;
    readonly devices: Devices;
    readonly records: Records;
    readonly leftCalls: readonly LeftCall[];
    readonly operator: () => string;
    readonly takesCalls: () => boolean;
    /** Another account is in service. */
    readonly onAccount: () => void;
  },
): StationPhone {
  const { cache, media, devices } = parts;
  let leftCalls: PhoneOptions['leftCalls'] = parts.leftCalls;
  const phone = createChangingPhone({
    account: parts.account,
    media,
    sound: { ...devices, onHeadsetButton: media.onHeadsetButton },
    log,
    make: (exchange, ports) => {
      // What an earlier run left behind is the first phone's to take up.
      const left = leftCalls;
      leftCalls = [];
      return createPhone({
        ...ports,
        exchange,
        clock,
        log,
        newId,
        schedule,
        random,
        saveRecord: parts.records.saveCall,
        takesCalls: parts.takesCalls,
        lastDialled: cache.settings.get('last-dialled') ?? null,
        saveLastDialled: (number) => cache.settings.set('last-dialled', number),
        saveCall: (call) => cache.dialogs.save(call.callId, JSON.stringify(call)),
        forgetCall: (callId) => cache.dialogs.remove(callId),
        ...(left && { leftCalls: left }),
        readiness: {
          required: parts.mustProve(),
          operator: parts.operator,
          load: () => cache.settings.get('readiness'),
          save: (text) => cache.settings.set('readiness', text),
          record: (event) => cache.seatEvents.append(event),
        },
      });
    },
    onAccount: () => {
      reporter.renew();
      parts.onAccount();
    },
  });
  let report = agentStateReportOf(settings, parts.secrets);
  const reporter = createAgentStateReporter({
    makeDelivery: () =>
      createDelivery({
        settings: report,
        seat: settings.seat,
        user: phone.account().username,
        domain: phone.account().domain,
        callCode: phone.services.callCode,
        publish: phone.services.publish,
        fetch,
        schedule,
      }),
    schedule,
    random,
    log,
  });
  const settingsChanged = () => {
    const next = agentStateReportOf(settings, parts.secrets);
    if (isDeepStrictEqual(next, report)) return;
    report = next;
    reporter.renew();
    reporter.exchangeReturned();
  };
  return { phone, reporter, settingsChanged };
}
