import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import {
  type CalendarYear,
  calendarYearSchema,
  createWorkCalendar,
  deadlineBookSchema,
  deadlineOf,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { type IntakeRules, intakeRulesSchema } from '#shared/settings/index.ts';
import { type Cache, openCache } from '../../cache/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import { createIntake, type Intake, loadCategories, loadCodes } from '../index.ts';

/** 10:00 in Zaozhuang on Sunday, 22 November 2026. */
export const TEN = Date.UTC(2026, 10, 22, 2);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const localDate = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(0, 10);

const asset = (path: string) => fileURLToPath(new URL(`../../../assets/${path}`, import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(asset(path), 'utf8'));
const years: CalendarYear[] = [2026].map((year) => calendarYearSchema.parse(json(`calendar/${year}.json`)));
const calendar = createWorkCalendar(years);
const book = deadlineBookSchema.parse(json('rules/deadlines.json'));

/** A complete order that is dispatched. */
export const DISPATCHED: Partial<WorkOrderFields> = {
  requestType: 'TS',
  callerName: '王小明',
  genderTitle: 'sir',
  callerNumber: '13812341234',
  title: '光明路夜间施工噪声',
  content: '每晚十一点后工地仍在施工，无法休息。',
  aim: '夜间停工',
  occurredText: '上周起',
  ongoing: true,
  areaCode: '370402',
  place: '光明路1号',
  respondentName: '某建筑工地',
  categoryCode: '城乡建设/安全生产/事故处理',
  handling: 'dispatched',
  leadUnit: '市城市管理局',
};

/** A complete order that was answered in the call. */
export const ANSWERED: Partial<WorkOrderFields> = {
  requestType: 'ZX',
  callerNumber: '13812341234',
  title: '医保缴费时间',
  content: '询问居民医保缴费截止时间',
  categoryCode: 'a/b/c',
  handling: 'answered',
  replyText: '12月31日',
};

/** A seat's intake on a cache of its own, with the clock in the test's hand. */
export interface TestDesk {
  readonly time: { now: number };
  cache: Cache;
  readonly intake: Intake;
  /** Operations handed to the outbox. */
  sent: number;
  /** Ends the program and starts it again. */
  restart(): void;
  remove(): void;
  /** Types a draft and submits it. */
  submit(fields: Partial<WorkOrderFields>): ReturnType<Intake['handlers']['submitDraft']>;
  /** One patch of a writer. */
  type(draftId: string, fields: Partial<WorkOrderFields>, writer?: string, sequence?: number): void;
  /** Takes everything in the outbox as the hub would. */
  deliver(): void;
}

export function createTestDesk(rules: IntakeRules = intakeRulesSchema.parse({})): TestDesk {
  const directory = mkdtempSync(join(tmpdir(), 'lianxinqiao-intake-'));
  const time = { now: TEN };
  const clock = { wall: () => time.now, monotonic: () => time.now };
  const categories = loadCategories('level1,level2,level3\na,b,c\n');
  const codes = loadCodes(asset('codes'));
  const open = () => openCache({ directory, key: Buffer.alloc(32, 1), clock, log: createMemoryLog() }).cache;
  const start = (cache: Cache) => {
    const intake = createIntake({
      cache,
      clock,
      seat: 7,
      operator: () => '七号',
      rules: () => rules,
      categories,
      codes,
      deadlineOf: (facts) => deadlineOf(facts, book, calendar),
      newId: () => v7(),
      localDate,
    });
    intake.onSubmitted(() => {
      desk.sent += 1;
    });
    return intake;
  };
  const first = open();
  const desk: TestDesk = {
    time,
    cache: first,
    sent: 0,
    get intake(): Intake {
      return running;
    },
    restart: () => {
      desk.cache.close();
      desk.cache = open();
      running = start(desk.cache);
    },
    remove: () => {
      desk.cache.close();
      rmSync(directory, { recursive: true });
    },
    submit: async (fields) => {
      const draft = await desk.intake.handlers.createDraft(null);
      desk.type(draft.id, fields);
      return desk.intake.handlers.submitDraft({ draftId: draft.id });
    },
    type: (draftId, fields, writer = v7(), sequence = 1) => {
      void desk.intake.handlers.patchDraft({ draftId, writer, sequence, fields });
    },
    deliver: () => {
      const results = desk.cache.outbox
        .next(1_000)
        .map(({ id }) => ({ id, outcome: 'accepted' as const, receivedAt: time.now }));
      desk.cache.outbox.settle(results, time.now);
    },
  };
  let running = start(first);
  return desk;
}
