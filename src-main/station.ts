import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  contract,
  createEndpoint,
  type Endpoint,
  type EventInput,
  type Fault,
  type SeatContract,
  type StationState,
} from '#shared/contract/index.ts';
import { codeOf, landmarkOf, type StaffRole } from '#shared/domain/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { openCache } from './cache/index.ts';
import { createDeadlines } from './deadlines/index.ts';
import { createFigures } from './figures/index.ts';
import {
  createHubCallers,
  createIntake,
  createRingLookup,
  followHub,
  loadCategories,
  loadCodes,
  purgeHourly,
} from './intake/index.ts';
import { createLists, joinDivisions } from './lists/index.ts';
import { createDevices, createMediaLink } from './media/index.ts';
import { readLeftCalls } from './phone/index.ts';
import { createPhrases, readTemplates } from './phrases/index.ts';
import { createProvisioning } from './provisioning/index.ts';
import { createReading, shippedDivisionNames } from './reading/index.ts';
import { createRecords, openSigner } from './records/index.ts';
import { createScripts } from './scripts/index.ts';
import { exchangeOf, marksOf, openSecrets, remoteHubOf, rulesOf, sealSecrets } from './settings/index.ts';
import {
  createHubSignIn,
  createShift,
  joinReasons,
  openOperators,
  parseReasons,
  type Shift,
  watchClosedDrafts,
} from './shift/index.ts';
import { createHandlers } from './station-handlers.ts';
import type { Station, StationOptions } from './station-options.ts';
import { createStationPhone } from './station-phone.ts';
import { createSuggestions, spawnSuggestWorker } from './suggest/index.ts';
import { createEmbeddedSignIn, createHubSession, createSupervision } from './supervision/index.ts';
import { createCallerLookup, createFeeds, createSync, writeExport } from './sync/index.ts';

/** Who takes over the State Council's notice of a year's holidays. */
function mayImport(role: StaffRole | undefined): boolean {
  return role === 'supervisor' || role === 'administrator';
}

/** Whose work it is to keep the scripts. */
function mayEdit(role: StaffRole | undefined): boolean {
  return role === 'editor' || role === 'supervisor' || role === 'administrator';
}

/** Faults of what the hub gives to this seat; at most one of them stands. */
const PROVISION_FAULTS: ReadonlySet<string> = new Set(['provision-invalid', 'provision-not-kept']);

/** A first question before that starts the thread by itself. */
const SUGGESTIONS_WARM_MILLISECONDS = 5_000;
/** The places are there before the first one is typed, and a start does not wait for them. */
const READING_WARM_MILLISECONDS = 3_000;
/** Landmarks and compounds added by people that the search takes up, newest first. */
const MOST_ADDED_PLACES = 5_000;

/**
 * Opens the cache, joins the areas and registers the phone.
 *
 * @throws CodedError `cache-unavailable`, `cache-disk-full`, `settings-invalid`, `secrets-unreadable`
 */
export async function createStation(options: StationOptions): Promise<Station> {
  const { clock, log, newId, settings } = options;
  const { cache, faults: cacheFaults } = openCache({
    directory: options.dataDirectory,
    key: options.key,
    clock,
    log,
  });
  const secrets = openSecrets(options.dataDirectory, options.key);
  const operators = await openOperators(settings.operators, secrets, options.key);
  sealSecrets(options.dataDirectory, settings, secrets);
  let rules = rulesOf(settings, secrets);
  const exchange = exchangeOf(settings, secrets);
  const remoteHub = remoteHubOf(settings, secrets);
  const account =
    exchange ??
    (options.practice &&
      exchangeSettingsSchema.parse({ ...options.practice.settings, marks: marksOf(settings, secrets) }));
  if (account === undefined) throw new Error('Neither an exchange nor practice was given.');
  /** Whether calls come from the practice exchange; over once the hub has given an account. */
  let practises = exchange === undefined;

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
  const ownReasons = parseReasons(
    readFileSync(join(options.assetsDirectory, 'codes', 'not-ready-reasons.json'), 'utf8'),
  );
  const hubSession = createHubSession({
    url: () => (remoteHub ?? options.embeddedHub())?.url,
    fetch: options.fetch,
    wall: clock.wall,
  });
  const isAsked = operators.length > 0 || remoteHub !== undefined;
  const shift: Shift = createShift({
    clock,
    log,
    schedule: options.schedule,
    newId,
    seat: settings.seat,
    seatKey: options.key,
    settings: () => rules.shift,
    reasons: () => joinReasons(ownReasons, feeds.list('reasons')),
    hub:
      remoteHub &&
      createHubSignIn({
        hub: () => remoteHub,
        fetch: options.fetch,
        schedule: options.schedule,
        onSession: (session) => {
          hubSession.set(session);
          provisioning.signedIn();
        },
      }),
    operators,
    itself: isAsked
      ? null
      : {
          staff: { id: 'seat', name: settings.operator, role: 'operator' },
          practice: exchange === undefined,
        },
    store: cache.settings,
    openDrafts: () => intake.state().drafts,
    isProved: () => phone.state().readiness.ready,
    requireProof: () => void phone.handlers.setReady({ ready: true }),
    records,
    minutesOfDay: options.minutesOfDay,
  });
  const operatorName = () => shift.current()?.operator.name ?? settings.operator;
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
  const hubAccess = {
    cache,
    clock,
    log,
    seat: settings.seat,
    hub: () => remoteHub ?? options.embeddedHub(),
    fetch: options.fetch,
    schedule: options.schedule,
    random: options.random,
  };
  const feeds = createFeeds(hubAccess);
  const lists = createLists({
    feeds,
    store: cache.settings,
    shippedDivisions: () => shippedDivisionNames(options.assetsDirectory),
    log,
  });
  const deadlines = createDeadlines({
    assetsDirectory: options.assetsDirectory,
    dataDirectory: options.dataDirectory,
    // As with the scripts: who practises alone may do everything.
    mayImport: () => practises || mayImport(shift.current()?.operator.role),
    yearsOfHub: lists.years,
    onImported: (year) => {
      // One centre, one calendar: the hub gives it to every seat, this one too.
      const operator = shift.current()?.operator.id ?? '';
      const subject = `calendar/${year.year}`;
      cache.outbox.append({
        id: newId(),
        kind: 'calendar.import',
        subject,
        createdAt: clock.wall(),
        payload: { seat: settings.seat, operator, year },
      });
      sync.submitted();
    },
  });
  const intake = createIntake({
    cache,
    clock,
    newId,
    seat: settings.seat,
    operator: operatorName,
    rules: () => rules.intake,
    deadlineOf: (facts) => deadlines.of(facts),
    categories: loadCategories(
      readFileSync(join(options.assetsDirectory, 'category-tree.csv'), 'utf8'),
      readFileSync(join(options.assetsDirectory, 'category-aliases.json'), 'utf8'),
      lists.categories,
    ),
    codes: loadCodes(join(options.assetsDirectory, 'codes')),
    localDate: options.localDate,
  });
  const phrases = createPhrases({
    settings: cache.settings,
    templates: readTemplates(readFileSync(join(options.assetsDirectory, 'templates.json'), 'utf8')),
    newId,
  });
  const reading = createReading({
    assetsDirectory: options.assetsDirectory,
    landmarks: () => cache.places.list(MOST_ADDED_PLACES).map(landmarkOf),
    divisions: (shipped) => {
      const rows = lists.divisions();
      const joined = rows && joinDivisions(rows, shipped);
      if (rows && joined === undefined) log.warn('divisions-make-no-city', { rows: rows.length });
      return joined;
    },
    clock,
  });
  const suggestions = createSuggestions({
    orders: {
      page: cache.orderMatters.page,
      isOpen: cache.orderMatters.isOpen,
      onChanged: (listener) => {
        const stops = [intake.onChanged(listener), intake.orders.onChanged(listener)];
        return () => {
          for (const stop of stops) stop();
        };
      },
    },
    clock,
    log,
    schedule: options.schedule,
    spawn: () => {
      const [categories, units] = [lists.categories(), lists.units()];
      const given = {
        ...(categories && { categories: [...categories] }),
        ...(units && { units: [...units] }),
      };
      return spawnSuggestWorker(options.assetsDirectory, log, given);
    },
  });
  const provisioning = createProvisioning({
    hub: () => remoteHub,
    seat: settings.seat,
    secrets,
    items: () => feeds.list('settings'),
    fetch: options.fetch,
    schedule: options.schedule,
    log,
    onGiven: () => {
      const given = exchangeOf(settings, secrets);
      if (given !== undefined) phone.takeAccount(given);
      rules = rulesOf(settings, secrets);
      settingsChanged();
      shift.settingsChanged();
      supervision.settingsChanged();
      figures.formulaChanged();
      // How long an order can be amended, and when a citizen is to be called back.
      broadcast('orders', 'changed', null);
    },
    onFault: (fault) => {
      faults = faults.filter(({ code }) => !PROVISION_FAULTS.has(code));
      if (fault !== null) {
        const { code, what } = fault;
        const message = `What the hub gives to this seat was not taken: ${what || code}`;
        faults = [...faults, { code, message, details: {}, since: clock.wall() }];
      }
      broadcast('station', 'changed', stationState());
    },
  });
  const sync = createSync({
    ...hubAccess,
    compress: promisify(gzip),
    newId,
    writeExport: (name, text) => writeExport(join(options.dataDirectory, 'exports'), name, text),
    onReachable: () => feeds.hubIsBack(),
  });

  const scripts = createScripts({
    folder: join(options.assetsDirectory, 'scripts'),
    exports: join(options.dataDirectory, 'exports'),
    cache,
    feeds,
    units: lists.units,
    onUnits: (listener) => lists.on('units', listener),
    clock,
    log,
    newId,
    seat: settings.seat,
    // Who practises may try everything.
    person: () => ({
      name: operatorName(),
      mayEdit: practises || mayEdit(shift.current()?.operator.role),
    }),
    localDate: options.localDate,
    schedule: options.schedule,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    onOperation: () => sync.submitted(),
  });

  let faults: Fault[] = cacheFaults.map((fault) => ({ ...fault, since: clock.wall() }));
  const stationState = (): StationState => ({
    version: options.version,
    host: options.host,
    seat: settings.seat,
    operator: operatorName(),
    practice: practises,
    faults,
  });

  const pages = new Set<Endpoint<SeatContract>>();
  const broadcast = <
    A extends keyof SeatContract & string,
    K extends keyof SeatContract[A]['events'] & string,
  >(
    area: A,
    event: K,
    payload: EventInput<SeatContract[A], K>,
  ) => {
    for (const page of pages) page.emit(area, event, payload);
  };

  const accountChanged = () => {
    practises = exchangeOf(settings, secrets) === undefined;
    if (!practises) {
      options.practice?.seatTakesCalls(false);
      void options.practice?.handlers.setRunning({ running: false });
    }
    // The media page hears of the account's own ICE servers.
    void devices.handlers.change({});
    broadcast('station', 'changed', stationState());
    scripts.personChanged();
  };

  const figures = createFigures({
    cache,
    records,
    signer,
    formula: () => rules.figures,
    clock,
    seat: settings.seat,
    session: shift.current,
    mayExport: () => {
      const role = shift.current()?.operator.role;
      const isFree = practises || !isAsked;
      return isFree || (role !== undefined && rules.figuresExportedBy.includes(role));
    },
    onExported: (subject) =>
      cache.seatEvents.append({
        at: clock.wall(),
        kind: 'figures-exported',
        operator: operatorName(),
        subject,
      }),
    now: () => shift.state().agent,
    localDate: options.localDate,
  });
  const supervision = createSupervision({
    session: hubSession,
    hub: () => remoteHub ?? options.embeddedHub(),
    fetch: options.fetch,
    schedule: options.schedule,
    clock,
    log,
    seat: settings.seat,
    operator: operatorName,
    callId: () =>
      phone.state().calls.find(({ direction, state }) => direction === 'inbound' && state === 'active')?.id ??
      null,
    helpItems: () => feeds.list('help'),
    everybodyMayWatch: () => practises,
    settings: () => rules.supervision,
    dial: async (target) => phone.handlers.dial({ target, consultsFor: null }),
  });
  const embedded = createEmbeddedSignIn({
    account: () => (remoteHub ? undefined : options.embeddedSupervisor?.()),
    signIn: createHubSignIn({
      hub: options.embeddedHub,
      fetch: options.fetch,
      schedule: options.schedule,
      onSession: hubSession.set,
    }),
    schedule: options.schedule,
    onSignedIn: () => supervision.sessionChanged(shift.current()),
  });
  const closedDrafts = watchClosedDrafts((callId) => shift.orderClosed(callId));

  phone.onRinging((call) => intake.startDraftForCall(call));
  phone.onEnded((call) => intake.endCall(call.id, { answered: call.answeredAfterMilliseconds !== null }));
  const callersAtRing = createRingLookup({
    callers: intake.callers,
    clock,
    isOpen: () => shift.isOpen(),
    log,
  });
  let wasRegistered = false;
  phone.onChanged((state) => {
    shift.follow(state.calls);
    const isRegistered = state.registration.state === 'registered';
    if (isRegistered && !wasRegistered) reporter.exchangeReturned();
    wasRegistered = isRegistered;
    broadcast('phone', 'changed', state);
    for (const caller of callersAtRing(state.calls)) broadcast('callers', 'rings', caller);
  });
  shift.onChanged((state) => {
    reporter.report({ state: state.agent.state, reason: state.agent.reason });
    options.practice?.seatTakesCalls(practises && state.agent.takesCalls);
    broadcast('shift', 'changed', state);
  });
  shift.onSession((session) => {
    supervision.sessionChanged(session);
    // Who signed out took the session at the seat's own hub along.
    if (session !== null && !hubSession.has()) embedded.hubChanged();
    // Whoever comes next proves the seat anew.
    if (session === null && !practises) void phone.handlers.setReady({ ready: false });
    broadcast('station', 'changed', stationState());
    scripts.personChanged();
  });
  records.onRecorded(() => sync.submitted());
  figures.onChanged((head) => broadcast('figures', 'changed', head));
  supervision.onChanged((state) => broadcast('supervision', 'changed', state));
  feeds.onChanged('help', supervision.helpChanged);
  devices.onChanged((state) => broadcast('devices', 'changed', state));
  devices.onMicrophoneLevel((level) => broadcast('devices', 'microphoneLevel', { level }));
  phone.onLevels((levels) => broadcast('phone', 'levels', levels));
  intake.onChanged((state) => {
    closedDrafts(state.drafts);
    broadcast('intake', 'changed', state);
  });
  lists.on('calendar', deadlines.yearsChanged);
  lists.on('divisions', reading.divisionsChanged);
  lists.on('categories', suggestions.listsChanged);
  lists.on('units', suggestions.listsChanged);
  lists.onChanged((state) => broadcast('lists', 'changed', state));
  deadlines.onChanged((state) => broadcast('deadlines', 'changed', state));
  phrases.onChanged((state) => broadcast('phrases', 'changed', state));
  intake.onSubmitted(() => sync.submitted());
  intake.orders.onChanged(() => broadcast('orders', 'changed', null));
  intake.places.onChanged((state) => {
    reading.landmarksChanged();
    broadcast('places', 'changed', state);
  });
  scripts.onChanged((state) => {
    lists.libraryHas(scripts.ownUnits());
    broadcast('scripts', 'changed', state);
  });
  sync.onChanged((state) => broadcast('sync', 'changed', state));
  sync.onSettled(() => intake.deliveryChanged());
  options.practice?.onChanged((state) => broadcast('practice', 'changed', state));

  const uiHandlers = createHandlers({
    station: {
      snapshot: stationState,
      dismissFault: ({ code }) => {
        faults = faults.filter((fault) => fault.code !== code);
        broadcast('station', 'changed', stationState());
        return null;
      },
    },
    phone,
    devices,
    deadlines,
    reading,
    lists,
    scripts,
    intake,
    shift,
    figures,
    supervision,
    suggestions,
    phrases,
    sync,
    practice: options.practice,
  });

  shift.start();
  followHub(feeds, intake);
  const askHub = createHubCallers({
    cache,
    clock,
    ask: createCallerLookup(hubAccess),
    learned: () => intake.deliveryChanged(),
  });
  intake.callers.onAsked((number) => {
    askHub(number).catch((error: unknown) => log.warn('caller-not-learned', { code: codeOf(error) }));
  });
  feeds.onChanged('reasons', shift.reasonsChanged);
  feeds.onChanged('settings', provisioning.feedChanged);
  lists.prepare();
  feeds.start();
  const stopPurging = purgeHourly({ purge: intake.orders.purge, schedule: options.schedule, log });

  sync.start();
  provisioning.feedChanged();
  await phone.start();
  void scripts.start();
  // Not before the first call can be taken: nothing of a start waits for suggestions.
  const cancelWarming = options.schedule(SUGGESTIONS_WARM_MILLISECONDS, suggestions.warm);
  const cancelReading = options.schedule(READING_WARM_MILLISECONDS, () => {
    reading.prepare().catch((error: unknown) => log.warn('places-unusable', { code: codeOf(error) }));
  });

  return {
    attach: (channel, role) => {
      const endpoint = createEndpoint({
        contract,
        channel,
        self: 'main',
        peer: role,
        handlers: role === 'ui' ? uiHandlers : {},
        onFault: (fault) => log.warn('contract-fault', { role, code: fault.code, message: fault.message }),
      });
      if (role === 'media') {
        media.attach(endpoint);
        return;
      }
      pages.add(endpoint);
      endpoint.onClose(() => pages.delete(endpoint));
    },
    pages: () => pages.size,
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
      embedded.hubChanged();
    },
    stop: async () => {
      stopPurging();
      reporter.report({ state: 'offline', reason: null });
      await reporter.stop();
      cancelWarming();
      cancelReading();
      suggestions.stop();
      supervision.stop();
      embedded.stop();
      await phone.stop();
      await Promise.all([sync.stop(), feeds.stop(), scripts.stop(), provisioning.stop()]);
      shift.stop();
      cache.close();
    },
  };
}
