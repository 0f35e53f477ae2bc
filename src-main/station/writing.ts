import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, landmarkOf } from '#shared/domain/index.ts';
import type { Cache } from '../cache/index.ts';
import { createDeadlines, type Deadlines } from '../deadlines/index.ts';
import { createIntake, type Intake, type IntakeOptions, loadCategories, loadCodes } from '../intake/index.ts';
import { joinDivisions } from '../lists/index.ts';
import { createPhrases, readTemplates } from '../phrases/index.ts';
import { createReading, type Reading } from '../reading/index.ts';
import { createSuggestions, spawnSuggestWorker } from '../suggest/index.ts';
import type { Centre } from './centre.ts';
import type { StationOptions } from './options.ts';

/** A first question before that starts the thread by itself. */
const SUGGESTIONS_WARM_MILLISECONDS = 5_000;
/** The places are there before the first one is typed, and a start does not wait for them. */
const READING_WARM_MILLISECONDS = 3_000;
/** Landmarks and compounds added by people that the search takes up, newest first. */
const MOST_ADDED_PLACES = 5_000;

/** The areas that an order is written with. */
export interface Writing {
  readonly intake: Intake;
  readonly deadlines: Deadlines;
  readonly phrases: ReturnType<typeof createPhrases>;
  readonly reading: Reading;
  readonly suggestions: ReturnType<typeof createSuggestions>;
  /** Loads places and suggestions a while after the start, so that the first call waits for neither; answers what cancels it. */
  warmUp(): () => void;
}

/** Makes them, and lets each hear of the centre's lists that it reads. */
export function createWriting(
  options: StationOptions,
  parts: {
    readonly cache: Cache;
    readonly centre: Centre;
    readonly rules: IntakeOptions['rules'];
    readonly operatorName: () => string;
    readonly operatorId: () => string;
    readonly mayImportCalendars: () => boolean;
  },
): Writing {
  const { clock, log, newId, schedule, settings, assetsDirectory, localDate } = options;
  const { cache } = parts;
  const { lists, sync } = parts.centre;
  const asset = (...path: string[]) => readFileSync(join(assetsDirectory, ...path), 'utf8');

  const deadlines = createDeadlines({
    assetsDirectory,
    dataDirectory: options.dataDirectory,
    mayImport: parts.mayImportCalendars,
    yearsOfHub: lists.years,
    onImported: (year) => {
      // One centre, one calendar: the hub gives it to every seat, this one too.
      cache.outbox.append({
        id: newId(),
        kind: 'calendar.import',
        subject: `calendar/${year.year}`,
        createdAt: clock.wall(),
        payload: { seat: settings.seat, operator: parts.operatorId(), year },
      });
      sync.submitted();
    },
  });
  const intake = createIntake({
    cache,
    clock,
    newId,
    seat: settings.seat,
    operator: parts.operatorName,
    rules: parts.rules,
    deadlineOf: (facts) => deadlines.of(facts),
    categories: loadCategories(asset('category-tree.csv'), asset('category-aliases.json'), lists.categories),
    codes: loadCodes(join(assetsDirectory, 'codes')),
    localDate,
  });
  const phrases = createPhrases({
    settings: cache.settings,
    templates: readTemplates(asset('templates.json')),
    newId,
  });
  const reading = createReading({
    assetsDirectory,
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
    schedule,
    spawn: () => {
      const [categories, units] = [lists.categories(), lists.units()];
      const given = {
        ...(categories && { categories: [...categories] }),
        ...(units && { units: [...units] }),
      };
      return spawnSuggestWorker(assetsDirectory, log, given);
    },
  });

  lists.on('calendar', deadlines.yearsChanged);
  lists.on('divisions', reading.divisionsChanged);
  lists.on('categories', suggestions.listsChanged);
  lists.on('units', suggestions.listsChanged);
  intake.places.onChanged(() => reading.landmarksChanged());
  intake.onSubmitted(() => sync.submitted());
  sync.onSettled(() => intake.deliveryChanged());

  return {
    intake,
    deadlines,
    phrases,
    reading,
    suggestions,
    warmUp: () => {
      const cancels = [
        schedule(SUGGESTIONS_WARM_MILLISECONDS, suggestions.warm),
        schedule(READING_WARM_MILLISECONDS, () => {
          reading.prepare().catch((error: unknown) => log.warn('places-unusable', { code: codeOf(error) }));
        }),
      ];
      return () => {
        for (const cancel of cancels) cancel();
      };
    },
  };
}
