import { create } from 'zustand';
import {
  clipped,
  codeOf,
  emptyFields,
  FIELD_LIMITS,
  type Finding,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { showError } from '../../ui/index.ts';
import type { FieldEdits } from '../draft-writer.ts';
import { placeInForm } from '../form-order.ts';
import { readingClient } from '../language/client.ts';
import { learnNames } from '../language/place-line.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';

/** Something that was read in the text and can go into a field. */
export interface ReadOffer {
  /** Tells offers apart: field and value. */
  readonly key: string;
  /** The field whose name stands before it. */
  readonly field: keyof WorkOrderFields;
  /** As it will stand in the field. */
  readonly value: string;
  /** The words it was read from. */
  readonly source: string;
  readonly edits: FieldEdits;
}

interface ReadingView {
  readonly offers: readonly ReadOffer[];
  /** An identity number stands in the text: it is not to be kept, and is never offered. */
  readonly identity: boolean;
}

const NOTHING: ReadingView = { offers: [], identity: false };

export const useReading = create<ReadingView>(() => NOTHING);

/** Read this long after the last key, ms: a pasted paragraph at once, a typed one when its writer draws breath. */
const PAUSE_MILLISECONDS = 250;
/** Shorter texts are not read: nothing in them is worth an offer. */
const SHORTEST_TEXT = 6;

let read = '';
let timer: ReturnType<typeof setTimeout> | undefined;

useIntake.subscribe(() => {
  const text = fieldsOnScreen(useIntake.getState()).content;
  if (text === read) return;
  read = text;
  clearTimeout(timer);
  if (text.length < SHORTEST_TEXT) {
    useReading.setState(NOTHING);
    return;
  }
  timer = setTimeout(() => void ask(text), PAUSE_MILLISECONDS);
});

async function ask(text: string): Promise<void> {
  try {
    const findings = await readingClient().readParagraph({ text: clipped(text, FIELD_LIMITS.content) });
    if (text !== read) return; // overtaken by the next key
    useReading.setState({
      offers: distinct(findings.toSorted(surestFirst).flatMap(offersOf)),
      identity: findings.some(({ field }) => field === 'identity-number'),
    });
  } catch (error) {
    read = '';
    if (!['disconnected', 'seat-locked'].includes(codeOf(error))) showError(error);
  }
}

const surestFirst = (one: Finding, other: Finding) => other.confidence - one.confidence;

function distinct(offers: readonly ReadOffer[]): readonly ReadOffer[] {
  return [...new Map(offers.toReversed().map((offer) => [offer.key, offer])).values()].toReversed();
}

/** What a finding offers to which fields; nothing for what no field takes. */
export function offersOf(finding: Finding): readonly ReadOffer[] {
  const { value, words } = finding;
  const offer = (field: keyof WorkOrderFields, edits: FieldEdits): ReadOffer[] => [
    { key: `${field} ${value}`, field, value, source: words, edits },
  ];
  switch (finding.field) {
    case 'phone':
      return [
        ...offer('callerNumber', { callerNumber: value }),
        ...offer('contactNumbers', { contactNumbers: [value] }),
      ];
    case 'name':
      return offer('callerName', { callerName: value, genderTitle: finding.genderTitle });
    case 'credit-code':
      return offer('organisationCode', { organisationCode: value });
    case 'time':
      // What is still to come has not happened: «明天要来» is no answer to when it did.
      if (finding.at !== null && finding.at > Date.now()) return [];
      return offer('occurredText', {
        occurredText: value,
        occurredAt: finding.at,
        ...(finding.ongoing ? { ongoing: true } : {}),
      });
    case 'place': {
      const { areaCode, streetCode, villageCode, place } = finding;
      const found = { areaCode, streetCode, villageCode, place };
      if (areaCode !== '' && value.endsWith(place)) learnNames(found, value);
      return offer('place', found);
    }
    case 'organisation':
      return finding.role === 'respondent'
        ? offer('respondentName', { respondentName: value })
        : offer('organisationName', { organisationName: value, requesterKind: 'enterprise' });
    case 'respondent':
      return offer('respondentName', { respondentName: value });
    case 'aim':
      return offer('aim', { aim: value });
    case 'plate':
    case 'identity-number':
      return [];
  }
}

/**
 * Only what goes into fields that nobody has filled is offered, so that nothing is ever put over what a person typed;
 * and a number that stands in one field already is not offered for another. In the form's order, and a second one for
 * the same field, which is less sure, behind the first ones of all: three lines show what is worth most.
 */
export function openOffers(offers: readonly ReadOffer[], fields: WorkOrderFields): readonly ReadOffer[] {
  const untouched = (field: keyof WorkOrderFields) =>
    JSON.stringify(fields[field]) === JSON.stringify(emptyFields[field]);
  const open = offers.filter(({ field, value, edits }) => {
    if (field === 'contactNumbers' && (fields.callerNumber === '' || fields.callerNumber === value))
      return false;
    return untouched(field) && Object.keys(edits).every((one) => isField(one) && untouched(one));
  });
  const isSecond = (offer: ReadOffer) => open.find(({ field }) => field === offer.field) !== offer;
  return open.toSorted(
    (one, other) =>
      Number(isSecond(one)) - Number(isSecond(other)) || placeInForm(one.field) - placeInForm(other.field),
  );
}

const isField = (name: string): name is keyof WorkOrderFields => Object.hasOwn(emptyFields, name);

const openNow = () => openOffers(useReading.getState().offers, fieldsOnScreen(useIntake.getState()));

export function takeRead(index: number): void {
  const offer = openNow()[index];
  if (offer) edit(offer.edits);
}

/** All of them, one after the other: of two for one field the surer stands. */
export function takeAllRead(): void {
  const tried = new Set<string>();
  for (;;) {
    const offer = openNow().find(({ key }) => !tried.has(key));
    if (!offer) return;
    tried.add(offer.key);
    edit(offer.edits);
  }
}
