import { join } from 'node:path';
import { codeOf } from '#shared/domain/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { openCache } from '../cache/index.ts';
import { createFigures } from '../figures/index.ts';
import { createHubCallers, createRingLookup, followHub, purgeHourly } from '../intake/index.ts';
import { createDevices, createMediaLink } from '../media/index.ts';
import { readLeftCalls } from '../phone/index.ts';
import { createProvisioning } from '../provisioning/index.ts';
import { createRecords, openSigner } from '../records/index.ts';
import { createScripts } from '../scripts/index.ts';
import { exchangeOf, marksOf, openSecrets, remoteHubOf, rulesOf, sealSecrets } from '../settings/index.ts';
import { openOperators, type Shift, watchClosedDrafts } from '../shift/index.ts';
import { createHubSession } from '../supervision/index.ts';
import { createCentre } from './centre.ts';
import { createFloor } from './floor.ts';
import { type Areas, createHandlers } from './handlers.ts';
import type { Station, StationOptions } from './options.ts';
import { createPages } from './pages.ts';
import { createStationPhone } from './phone.ts';
import { createRights } from './rights.ts';
import { createStationShift } from './shift.ts';
import { createSeatState } from './state.ts';
import { tellPages } from './telling.ts';
import { createWriting } from './writing.ts';

/**
 * Opens the cache, joins the areas and registers the phone.
 *
 * @throws CodedError `cache-unavailable`, `cache-disk-full`, `settings-invalid`, `secrets-unreadable`
 */
export async function createStation(options: StationOptions): Promise<Station> {
  const { assetsDirectory, clock, dataDirectory, fetch, key, localDate, log, newId, schedule, settings } =
    options;
  const { cache, faults } = openCache({ directory: dataDirectory, key, clock, log });
  const secrets = openSecrets(dataDirectory, key);
  const operators = await openOperators(settings.operators, secrets, key);
  sealSecrets(dataDirectory, settings, secrets);
  /** What goes by rules of this seat or of its centre; the hub may give others while people work. */
  let rules = rulesOf(settings, secrets);
  const exchange = exchangeOf(settings, secrets);
  const remoteHub = remoteHubOf(settings, secrets);
  const hub = () => remoteHub ?? options.embeddedHub();
  const account =
    exchange ??
    (options.practice &&
      exchangeSettingsSchema.parse({ ...options.practice.settings, marks: marksOf(settings, secrets) }));
  if (account === undefined) throw new Error('Neither an exchange nor practice was given.');
  /** Whether calls come from the practice exchange; over once the hub has given an account. */
  let practises = exchange === undefined;
  const isAsked = operators.length > 0 || remoteHub !== undefined;

  // Areas need one another; what is needed later only is asked for by a function.
  const operatorName = () => shift.current()?.operator.name ?? settings.operator;
  const rights = createRights({
    practises: () => practises,
    isAsked,
    role: () => shift.current()?.operator.role,
    figuresExportedBy: () => rules.figuresExportedBy,
  });
  const pages = createPages(log);
  const seatState = createSeatState({
    clock,
    fixed: { version: options.version, host: options.host, seat: settings.seat },
    operator: operatorName,
    practises: () => practises,
    faults,
    tell: (state) => pages.broadcast('station', 'changed', state),
  });
  const centre = createCentre(options, { cache, hub });
  const { feeds, lists, sync } = centre;
  const media = createMediaLink();
  const devices = createDevices({
    link: media,
    get iceServers() {
      return phone.account().media.iceServers;
    },
    load: () => cache.settings.get('sound'),
    save: (text) => cache.settings.set('sound', text),
    log,
  });
  const signer = openSigner(secrets);
  const records = createRecords({
    cache,
    clock,
    seat: settings.seat,
    publicKey: signer.publicKey,
    newId,
    by: () => shift.by(),
    log,
  });
  const hubSession = createHubSession({ url: () => hub()?.url, fetch, wall: clock.wall });
  const shift: Shift = createStationShift(options, {
    cache,
    records,
    feeds,
    remoteHub,
    operators,
    isAsked,
    practises,
    settings: () => rules.shift,
    onHubSession: (session) => {
      hubSession.set(session);
      provisioning.signedIn();
    },
    openDrafts: () => intake.state().drafts,
    isProved: () => phone.state().readiness.ready,
    requireProof: () => void phone.handlers.setReady({ ready: true }),
  });
  // The practice exchange lives in this process, and its calls ended with it.
  const left = exchange ? readLeftCalls(cache.dialogs.list(), cache.calls.get, cache.dialogs.remove) : [];
  records.recover((callId) => left.some(({ record }) => record.id === callId));
  const { phone, reporter, settingsChanged } = createStationPhone(options, {
    account,
    mustProve: () => exchangeOf(settings, secrets) !== undefined,
    cache,
    secrets,
    media,
    devices,
    records,
    leftCalls: left,
    operator: operatorName,
    takesCalls: () => shift.takesCalls(),
    onAccount: () => accountChanged(),
  });
  const provisioning = createProvisioning({
    hub: () => remoteHub,
    seat: settings.seat,
    secrets,
    items: () => feeds.list('settings'),
    fetch,
    schedule,
    log,
    onGiven: () => {
      const given = exchangeOf(settings, secrets);
      if (given !== undefined) phone.takeAccount(given);
      rules = rulesOf(settings, secrets);
      settingsChanged();
      shift.settingsChanged();
      floor.supervision.settingsChanged();
      figures.formulaChanged();
      // How long an order can be amended, and when a citizen is to be called back.
      pages.broadcast('orders', 'changed', null);
    },
    onFault: seatState.provision,
  });
  const writing = createWriting(options, {
    cache,
    centre,
    rules: () => rules.intake,
    operatorName,
    operatorId: () => shift.current()?.operator.id ?? '',
    mayImportCalendars: rights.importsCalendars,
  });
  const { intake, suggestions } = writing;
  const scripts = createScripts({
    folder: join(assetsDirectory, 'scripts'),
    exports: join(dataDirectory, 'exports'),
    cache,
    feeds,
    units: lists.units,
    onUnits: (listener) => lists.on('units', listener),
    clock,
    log,
    newId,
    seat: settings.seat,
    person: () => ({ name: operatorName(), mayEdit: rights.editsScripts() }),
    localDate,
    schedule,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    onOperation: () => sync.submitted(),
  });
  const figures = createFigures({
    cache,
    records,
    signer,
    formula: () => rules.figures,
    clock,
    seat: settings.seat,
    session: shift.current,
    mayExport: rights.exportsFigures,
    onExported: (subject) =>
      cache.seatEvents.append({
        at: clock.wall(),
        kind: 'figures-exported',
        operator: operatorName(),
        subject,
      }),
    now: () => shift.state().agent,
    localDate,
  });
  const floor = createFloor(options, {
    session: hubSession,
    remoteHub,
    feeds,
    phone,
    shift,
    operator: operatorName,
    settings: () => rules.supervision,
    everybodyMayWatch: rights.watchesAlways,
  });
  const areas: Areas = {
    ...writing,
    station: seatState.handlers,
    phone,
    devices,
    lists,
    scripts,
    shift,
    figures,
    supervision: floor.supervision,
    sync,
    practice: options.practice,
  };
  const uiHandlers = createHandlers(areas);

  const accountChanged = () => {
    practises = exchangeOf(settings, secrets) === undefined;
    if (!practises) {
      options.practice?.seatTakesCalls(false);
      void options.practice?.handlers.setRunning({ running: false });
    }
    // The media page hears of the account's own ICE servers.
    void devices.handlers.change({});
    seatState.changed();
    scripts.personChanged();
  };

  // Who calls before the call itself, so that both are drawn at once; and the pages before whatever else a change leads
  // to, as some of that is written to the disk.
  const callersAtRing = createRingLookup({ callers: intake.callers, clock, isOpen: shift.isOpen, log });
  phone.onChanged(({ calls }) => {
    for (const caller of callersAtRing(calls)) pages.broadcast('callers', 'rings', caller);
  });
  tellPages(areas, pages.broadcast);
  phone.onRinging((call) => intake.startDraftForCall(call));
  phone.onEnded((call) => intake.endCall(call.id, { answered: call.answeredAfterMilliseconds !== null }));
  let wasRegistered = false;
  phone.onChanged((state) => {
    shift.follow(state.calls);
    const isRegistered = state.registration.state === 'registered';
    if (isRegistered && !wasRegistered) reporter.exchangeReturned();
    wasRegistered = isRegistered;
  });
  shift.onChanged(({ agent }) => {
    reporter.report({ state: agent.state, reason: agent.reason });
    options.practice?.seatTakesCalls(practises && agent.takesCalls);
  });
  shift.onSession((session) => {
    // Whoever comes next proves the seat anew.
    if (session === null && !practises) void phone.handlers.setReady({ ready: false });
    seatState.changed();
    scripts.personChanged();
  });
  const closedDrafts = watchClosedDrafts((callId) => shift.orderClosed(callId));
  intake.onChanged(({ drafts }) => closedDrafts(drafts));
  records.onRecorded(() => sync.submitted());
  scripts.onChanged(() => lists.libraryHas(scripts.ownUnits()));

  shift.start();
  followHub(feeds, intake);
  const askHub = createHubCallers({
    cache,
    clock,
    ask: centre.lookUpCaller,
    learned: () => intake.deliveryChanged(),
  });
  intake.callers.onAsked((number) => {
    askHub(number).catch((error: unknown) => log.warn('caller-not-learned', { code: codeOf(error) }));
  });
  feeds.onChanged('reasons', shift.reasonsChanged);
  feeds.onChanged('settings', provisioning.feedChanged);
  lists.prepare();
  feeds.start();
  const stopPurging = purgeHourly({ purge: intake.orders.purge, schedule, log });
  sync.start();
  provisioning.feedChanged();
  await phone.start();
  void scripts.start();
  // Not before the first call can be taken: nothing of a start waits for suggestions.
  const cancelWarming = writing.warmUp();

  return {
    attach: (channel, role) => {
      if (role === 'media') media.attach(pages.attachMedia(channel));
      else pages.attach(channel, uiHandlers);
    },
    pages: pages.count,
    hasLiveCall: () => phone.state().calls.some((call) => call.state !== 'ended'),
    onRinging: (listener) =>
      phone.onChanged(({ calls }) =>
        listener(
          calls
            .filter(({ state }) => state === 'ringing')
            .map(({ id, waitedMilliseconds }) => ({ callId: id, waitedMilliseconds })),
        ),
      ),
    answer: (callId) => {
      if (!shift.isOpen()) return;
      Promise.resolve(phone.handlers.answer({ callId })).catch((error: unknown) =>
        log.warn('answer-failed', { callId, code: codeOf(error) }),
      );
    },
    retryHub: () => {
      void sync.handlers.retryNow(null);
      floor.embeddedHubChanged();
    },
    stop: async () => {
      stopPurging();
      reporter.report({ state: 'offline', reason: null });
      await reporter.stop();
      cancelWarming();
      suggestions.stop();
      floor.stop();
      await phone.stop();
      await Promise.all([sync.stop(), feeds.stop(), scripts.stop(), provisioning.stop()]);
      shift.stop();
      cache.close();
    },
  };
}
