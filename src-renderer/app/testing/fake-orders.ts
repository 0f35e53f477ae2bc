import { v7 as uuidv7 } from 'uuid';
import type {
  AreaHandlers,
  DeadlinesState,
  DueCallback,
  ListsState,
  NoticeReading,
  OrderDetail,
  OwnPhrase,
  PlacesState,
  SeatContract,
  Suggestions,
} from '#shared/contract/index.ts';
import {
  CodedError,
  changedEntry,
  DEFAULT_CALLBACK_RULES,
  type FieldChange,
  type Finding,
  type KnownCaller,
  type WorkOrderFields,
  workOrderSummarySchema,
} from '#shared/domain/index.ts';

import { examplePlaces, exampleTemplates } from './examples.ts';

/** What the fake main knows besides drafts: earlier orders, who calls, places, phrases, suggestions. */
export interface FakeRecords {
  known: KnownCaller | null;
  details: OrderDetail[];
  history: FieldChange[];
  callbacks: DueCallback[];
  places: PlacesState;
  phrases: OwnPhrase[];
  suggestions: Suggestions;
  findings: Finding[];
  mayImport: boolean;
  /** Whose the newest year of holidays is. */
  yearOrigin: DeadlinesState['years'][number]['origin'];
  notice: NoticeReading;
  /** Which lists the hub gave, and what of an order they have no more. */
  lists: ListsState;
  retired: { category: boolean; place: string | null; units: string[] };
}

export const noRecords = (): FakeRecords => ({
  known: null,
  details: [],
  history: [],
  callbacks: [],
  places: { recent: [], local: [] },
  phrases: [],
  suggestions: { categories: [], units: [], duplicates: [] },
  findings: [],
  mayImport: true,
  yearOrigin: 'shipped',
  notice: { year: null, problems: [], replaces: false, moved: [], movedDays: 0 },
  lists: { revision: 0, given: [] },
  retired: { category: false, place: null, units: [] },
});

type Served = 'orders' | 'callers' | 'places' | 'phrases' | 'suggest' | 'deadlines' | 'reading' | 'lists';

/** Handlers of the areas that look things up. */
export function recordHandlers(
  records: FakeRecords,
  emit: (area: 'orders' | 'places' | 'phrases') => void,
): { [A in Served]: AreaHandlers<SeatContract[A]> } {
  const detailOf = (orderId: string): OrderDetail => {
    const detail = records.details.find(({ id }) => id === orderId);
    if (!detail) throw new CodedError('no-such-order', 'There is no such order.');
    return detail;
  };
  const replace = (detail: OrderDetail): OrderDetail => {
    records.details = records.details.map((one) => (one.id === detail.id ? detail : one));
    emit('orders');
    return detail;
  };
  const masked = (detail: OrderDetail): OrderDetail => ({
    ...detail,
    masked: true,
    fields: { ...detail.fields, callerName: '刘**', callerNumber: '154****0011' },
  });
  return {
    orders: {
      list: ({ filter, limit }) => {
        const fits = records.details.filter(({ fields, number }) =>
          filter.text
            .split(/\s+/)
            .every((word) => `${number} ${fields.title} ${fields.content}`.includes(word)),
        );
        return {
          orders: fits.slice(0, limit).map((detail) =>
            workOrderSummarySchema.parse({
              ...detail.fields,
              ...detail,
              maskedNumber: '154****0011',
              maskedName: '刘先生',
            }),
          ),
          next: null,
          total: fits.length,
        };
      },
      open: ({ orderId }) => masked(detailOf(orderId)),
      show: ({ orderId }) => ({ ...detailOf(orderId), masked: false }),
      history: () => records.history,
      amend: ({ orderId, fields }) => {
        const detail = detailOf(orderId);
        const changed = Object.fromEntries(
          Object.entries(fields).filter(([, value]) => value !== undefined),
        ) as Partial<WorkOrderFields>;
        return masked(replace({ ...detail, fields: { ...detail.fields, ...changed } }));
      },
      keepEntry: ({ orderId, change }) => {
        const detail = detailOf(orderId);
        records.details = records.details.map((one) =>
          one.id === orderId ? { ...detail, entry: changedEntry(detail.entry, change) } : one,
        );
        return null;
      },
      wishCallback: ({ orderId, note }) => {
        const detail = detailOf(orderId);
        return masked(
          replace({ ...detail, fields: { ...detail.fields, callbackWish: true, callbackWishNote: note } }),
        );
      },
      summary: ({ orderId }) => ({ text: detailOf(orderId).number }),
      callbacks: () => records.callbacks,
      callbackRules: () => DEFAULT_CALLBACK_RULES,
      callbackNumber: () => ({ number: '15406320011' }),
      keepCallback: ({ orderId, entry }) => {
        records.callbacks = records.callbacks.map((one) =>
          one.order.id === orderId ? { ...one, entry } : one,
        );
        return null;
      },
      recordCallback: ({ orderId, attempt }) => {
        const due = records.callbacks.find(({ order }) => order.id === orderId);
        if (!due) throw new CodedError('no-such-order', 'There is no such order.');
        const done: DueCallback = {
          ...due,
          standing: attempt.outcome === 'reached' ? 'done' : 'waiting',
          attempts: [...due.attempts, { at: Date.now(), outcome: attempt.outcome }],
          counted: due.counted + 1,
          entry: null,
          nextAt: attempt.outcome === 'reached' ? null : Date.now() + 7_200_000,
        };
        records.callbacks = records.callbacks.map((one) => (one === due ? done : one));
        return done;
      },
    },
    callers: {
      lookUp: ({ number }) =>
        records.known ?? {
          maskedNumber: number,
          marks: [],
          people: [],
          orders: [],
          total: 0,
          open: 0,
          lastContactAt: null,
          places: [],
        },
      markNuisance: () => null,
    },
    places: {
      snapshot: () => records.places,
      add: (place) => {
        const added = { ...place, id: uuidv7(), addedAt: Date.now(), addedBy: '李敏' };
        records.places = { ...records.places, local: [added, ...records.places.local] };
        emit('places');
        return added;
      },
    },
    phrases: {
      snapshot: () => ({ phrases: records.phrases, templates: exampleTemplates }),
      save: ({ id, name, text }) => {
        const phrase = { id: id ?? uuidv7(), name, text, code: 'cyy' };
        records.phrases = [phrase, ...records.phrases.filter((one) => one.id !== id)];
        emit('phrases');
        return phrase;
      },
      remove: ({ id }) => {
        records.phrases = records.phrases.filter((one) => one.id !== id);
        emit('phrases');
        return null;
      },
    },
    suggest: { forText: () => records.suggestions },
    deadlines: {
      snapshot: () => ({
        years: [2025, 2026].map((year) => ({
          year,
          covered: true,
          source: `国务院办公厅关于${year}年部分节假日安排的通知`,
          origin: year === 2026 ? records.yearOrigin : ('shipped' as const),
        })),
        rules: [
          {
            code: 'general',
            name: '一般诉求',
            en: 'Ordinary request',
            basis: '',
            stages: [{ code: 'reply', name: '办结答复', en: 'Reply' }],
          },
          {
            code: 'enterprise',
            name: '企呼枣应',
            en: 'Enterprise request',
            basis: '',
            stages: [
              { code: 'contact', name: '核实对接', en: 'Contact' },
              { code: 'reply', name: '答复', en: 'Reply' },
              { code: 'resolve', name: '解决或确认', en: 'Solved or confirmed' },
              { code: 'hard', name: '疑难事项', en: 'Hard matter' },
            ],
          },
        ],
        unusable: [],
        mayImport: records.mayImport,
      }),
      preview: (facts) => {
        const enterprise = facts.requesterKind === 'enterprise';
        const at = facts.receivedAt + (enterprise ? 2 : 40) * 86_400_000;
        const moment = { at, remindAt: at - 86_400_000 };
        return {
          ...moment,
          rule: enterprise ? 'enterprise' : 'general',
          ruleName: enterprise ? '企呼枣应' : '一般诉求',
          basis: '山东省2020年规定',
          stages: enterprise
            ? (
                [
                  ['contact', 1],
                  ['reply', 2],
                  ['resolve', 14],
                  ['hard', 35],
                ] as const
              ).map(([code, days]) => ({
                code,
                name: code,
                at: facts.receivedAt + days * 86_400_000,
                remindAt: at,
              }))
            : [{ ...moment, code: 'reply', name: '办结答复' }],
          due: 'reply',
          signFor: moment,
          returnWithin: moment,
          provisional: !enterprise,
          reason: enterprise ? null : { code: 'holidays-not-imported' as const, years: [2027] },
        };
      },
      readNotice: () => records.notice,
      importNotice: () => ({ year: records.notice.year?.year ?? null, problems: records.notice.problems }),
    },
    lists: { snapshot: () => records.lists, retired: () => records.retired },
    reading: {
      readParagraph: () => records.findings,
      searchPlaces: ({ query, known: [first] }) => {
        const [, street] = examplePlaces;
        // What the form asks to learn the names of an order's divisions.
        if (query === '' && first && street) return [{ ...street, line: `${street.line}${first.place}` }];
        return examplePlaces.filter(
          ({ line }) => query === '' || line.includes(query) || /[a-z]/.test(query),
        );
      },
    },
  };
}
