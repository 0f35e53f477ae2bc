import { useEffect, useState } from 'react';
import {
  clipped,
  codeOf,
  DRAFT_TEXT_LIMIT,
  type KnownPlace,
  type PlaceHit,
  placeName,
} from '#shared/domain/index.ts';
import { Combobox, type ComboboxOption, showError, useTranslation } from '../../ui/index.ts';
import { useCaller } from '../caller/store.ts';
import { useField, useOnScreen } from '../form-fields.ts';
import { countOf } from '../form-order.ts';
import { readingClient } from '../language/client.ts';
import { learnNames, type PlaceFields, useDivisionNames } from '../language/place-line.ts';
import { useLists } from '../lists.ts';
import { loadPlaces, placesClient, usePlaces } from '../places.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';
import { fillPlaceBlank } from '../templates/entries.ts';
import { Field } from './Field.tsx';

const SHOWN = 8;
/** So much of a text is searched (contract), in code points that may count two each there. */
const LONGEST_QUERY = 100;
/** So much of a virtual area's name tells it. */
const SHORTEST_AREA = 4;

interface PlaceOption extends ComboboxOption {
  readonly hit: PlaceHit | null;
}

/** Places of earlier orders: of the number that calls, then of this seat. */
function useKnownPlaces(): readonly KnownPlace[] {
  const ofNumber = useCaller(({ known }) => known?.places);
  const ofSeat = usePlaces(({ recent }) => recent);
  return [
    ...(ofNumber ?? []).map((place) => ({ ...place, of: 'number' as const })),
    ...ofSeat.map((place) => ({ ...place, of: 'seat' as const })),
  ].slice(0, 100);
}

/** What main finds for a text, while the field has the focus. Hits of an older text are never shown. */
function useHits(query: string, focused: boolean, known: readonly KnownPlace[]): readonly PlaceHit[] {
  const [found, setFound] = useState<{ query: string; hits: readonly PlaceHit[] }>({ query: '', hits: [] });
  const places = JSON.stringify(known);
  const { revision } = useLists();
  // biome-ignore lint/correctness/useExhaustiveDependencies: places by value; other divisions are asked again
  useEffect(() => {
    if (!focused) return;
    let wanted = true;
    readingClientOrNothing(query, known)
      .then((hits) => wanted && setFound({ query, hits }))
      .catch(showError);
    return () => {
      wanted = false;
    };
  }, [query, focused, places, revision]);
  return found.query === query ? found.hits : [];
}

async function readingClientOrNothing(
  query: string,
  known: readonly KnownPlace[],
): Promise<readonly PlaceHit[]> {
  try {
    // A place stands at the beginning of what was written, if it stands anywhere.
    const beginning = clipped(query, LONGEST_QUERY);
    return await readingClient().searchPlaces({ query: beginning, known: [...known], limit: SHOWN });
  } catch (error) {
    if (codeOf(error) === 'disconnected') return [];
    throw error;
  }
}

/**
 * One line for the whole place. First letters, pinyin or Chinese of any level find it; what is typed behind it is the
 * address. Letters are never meant as they stand, so Enter and Tab take the first hit for them; Chinese stays as typed
 * unless a hit only completes it. Places of this number and of this seat are there before anything is typed.
 */
export function PlaceField(properties: {
  /** What the place's divisions were called, where the list has them no more. */
  readonly retired: string | null;
}) {
  const { retired } = properties;
  const written = useOnScreen(({ areaCode, streetCode, villageCode, place }) => ({
    areaCode,
    streetCode,
    villageCode,
    place,
  }));
  const { areaCode, streetCode, villageCode, place } = written;
  const { required, error: ownError } = useField('place');
  const { error: areaError } = useField('areaCode');
  const error = ownError ?? areaError;
  const { t } = useTranslation();
  const local = usePlaces((state) => state.local);
  const known = useKnownPlaces();
  const [focused, setFocused] = useState(false);
  const listed = useDivisionNames(written);
  const names = retired ?? listed;
  const text = (names ?? '') + place;
  const found = useHits(text, focused, known);
  const hits = found.filter(({ line }) => line !== text);
  const options: PlaceOption[] = hits.map((hit, index) => ({
    key: `${hit.code} ${hit.line}`,
    label: <Marked line={hit.line} marks={hit.marks} />,
    note:
      hit.of === 'number' ? t('form.placeOfCaller') : hit.of === 'seat' ? t('form.placeRecent') : undefined,
    digit: text === '' ? String(index + 1) : undefined,
    hit,
  }));
  const name = placeName(place);
  const isNew = areaCode !== '' && [...name].length >= 2 && !local.some((one) => one.name === name);
  if (isNew && focused) options.push({ key: 'add', label: t('form.placeAdd', { name }), hit: null });
  // Who writes a place out in full gets its codes too: nothing that is seen changes.
  const whole = found.find(({ line }) => line === text);
  const wholeCode = whole ? `${whole.areaCode} ${whole.streetCode} ${whole.villageCode}` : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the codes are the key
  useEffect(() => {
    if (!whole || wholeCode === `${areaCode} ${streetCode} ${villageCode}`) return;
    takeHit(whole);
  }, [wholeCode]);
  const completes = hits[0]?.line.endsWith(text) ?? false;
  const take = (option: PlaceOption) => {
    if (option.hit) {
      takeHit(option.hit);
      return;
    }
    const added = { kind: 'compound' as const, name, areaCode, streetCode, villageCode };
    placesClient()
      .add({ ...added, longitude: null, latitude: null, address: '' })
      .catch(showError);
  };
  return (
    <Field
      name="place"
      label={t('form.place')}
      required={required}
      warning={retired === null ? undefined : t('form.retired')}
      error={error}
      count={countOf('place', place)}
    >
      <Combobox<PlaceOption>
        id="field-place"
        label={t('form.place')}
        text={text}
        options={options}
        unmoved={/[a-z]/i.test(text) || completes ? 'first' : 'none'}
        required={required}
        invalid={error !== undefined}
        describedBy="note-place"
        maxLength={DRAFT_TEXT_LIMIT}
        placeholder={error === undefined ? t('form.placeHint') : ''}
        onFocus={() => {
          setFocused(true);
          void loadPlaces();
        }}
        onBlur={() => {
          setFocused(false);
          fillPlaceBlank();
          void findWritten(written);
        }}
        onText={(typed) => {
          // What lies in no district (枣庄高新区) has the city's code and its name in the address: kept while it begins so.
          const isKept = areaCode !== '' && names === '' && typed.startsWith(place.slice(0, SHORTEST_AREA));
          if (names && typed.startsWith(names)) edit({ place: typed.slice(names.length) });
          else if (isKept) edit({ place: typed });
          else edit({ areaCode: '', streetCode: '', villageCode: '', place: typed });
        }}
        onTake={take}
      />
    </Field>
  );
}

/** Who writes faster than the search answers has left the field by then: the codes come all the same. */
async function findWritten({ areaCode, place }: PlaceFields): Promise<void> {
  if (areaCode !== '' || place === '') return;
  try {
    const hits = await readingClientOrNothing(place, []);
    const written = hits.find(({ line }) => line === place);
    const now = fieldsOnScreen(useIntake.getState());
    if (written && now.areaCode === '' && now.place === place) takeHit(written);
  } catch (error) {
    showError(error);
  }
}

function takeHit({ areaCode, streetCode, villageCode, place, line }: PlaceHit): void {
  learnNames({ areaCode, streetCode, villageCode, place }, line);
  edit({ areaCode, streetCode, villageCode, place });
}

/** A line with the stretches that were typed. */
function Marked({ line, marks }: { readonly line: string; readonly marks: PlaceHit['marks'] }) {
  const pieces: Array<{ at: number; text: string; marked: boolean }> = [];
  let at = 0;
  for (const [from, to] of marks.toSorted(([one], [other]) => one - other)) {
    if (from > at) pieces.push({ at, text: line.slice(at, from), marked: false });
    if (to > from) pieces.push({ at: from, text: line.slice(from, to), marked: true });
    at = Math.max(at, to);
  }
  pieces.push({ at, text: line.slice(at), marked: false });
  return (
    <>
      {pieces.map((piece) =>
        piece.marked ? <b key={piece.at}>{piece.text}</b> : <span key={piece.at}>{piece.text}</span>,
      )}
    </>
  );
}
