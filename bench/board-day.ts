import { v7 as uuid } from 'uuid';
import { emptyFields, impersonalRecordSchema } from '../src-shared/domain/index.ts';
import { sampleCallRecord } from '../test/support/calls.ts';
import { seeded } from './seeded.ts';

/** What a seat hands in at a time. */
export interface HallEvent {
  /** Epoch ms. */
  readonly at: number;
  readonly seat: number;
  /** When the call rang that it is of, epoch ms. */
  readonly ringAt: number;
  readonly operation: {
    readonly id: string;
    readonly kind: string;
    readonly subject: string;
    readonly createdAt: number;
    readonly payload: object;
  };
}

const DAY = 86_400_000;
const SEATS = 120;
/** Ten times the article's day. */
const CALLS_A_DAY = 5_170;
/** How busy each hour is against the mean; invented, and sums up to 24. */
const BUSY = [
  0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 1, 1.9, 2.3, 2.2, 1.8, 1.3, 1.3, 1.8, 1.9, 1.8, 1.5, 1.2, 1, 0.7, 0.5,
  0.3, 0.2,
];
const CATEGORIES = ['城乡建设/物业服务/电梯', '交通运输/公交/线路', '环境保护/噪声/施工', '民政/养老/补贴'];
const AREAS = ['370402', '370403', '370404', '370405', '370406', '370481'];
const LINK = { sequence: 1, hash: '0'.repeat(64) };

/** The hall's day from a time on: each call rings, is answered, ends and is written up; most become an order. The same each time. */
export function hallDay(begin: number, length: number): HallEvent[] {
  const events: HallEvent[] = [];
  const random = seeded(5_170);
  const free = Array.from({ length: SEATS }, () => begin);
  const total = BUSY.reduce((sum, one) => sum + one, 0) / 24;
  let made = 0;
  for (let at = begin; at < begin + length; ) {
    const busy = (BUSY[new Date(at + 8 * 3_600_000).getUTCHours()] ?? 1) / total;
    at += (-Math.log(1 - random()) * DAY) / CALLS_A_DAY / busy;
    const seat = free.findIndex((until) => until <= at) + 1;
    if (seat === 0) continue;
    made += 1;
    const ringAt = Math.round(at);
    const answerAt = ringAt + 2_000 + Math.round(random() * 9_000);
    const endAt = answerAt + 40_000 + Math.round(random() * 200_000);
    free[seat - 1] = endAt + 31_000;
    const operation = (kind: string, at: number, payload: object, subject: string = uuid()) => {
      const whole = { id: uuid(), kind, subject, createdAt: at, payload: { seat, ...payload } };
      if (at < begin + length) events.push({ at, seat, ringAt, operation: whole });
    };
    const state = (name: string, at: number) =>
      operation('seat.state', at, {
        state: name,
        reason: null,
        before: { state: 'ready', reason: null, milliseconds: 1 },
        by: null,
        link: LINK,
      });
    const id = uuid();
    const record = sampleCallRecord({
      id,
      ringAt,
      queueAt: ringAt - 1_500,
      queuedMilliseconds: 1_500,
      answerAt,
      answeredAfterMilliseconds: answerAt - ringAt + 1_500,
    });
    state('ringing', ringAt);
    state('talking', answerAt);
    operation('call.answered', answerAt, { record: impersonalRecordSchema.parse(record) });
    const over = { ...record, endAt, talkMilliseconds: endAt - answerAt, endReason: 'caller-hung-up' };
    operation('call.record', endAt, { record: over, by: null, link: LINK }, id);
    state('after-call-work', endAt);
    state('ready', endAt + 30_000);
    if (made % 5 < 3) {
      const orderId = uuid();
      const fields = {
        ...emptyFields,
        title: '楼道灯不亮',
        categoryCode: CATEGORIES[made % CATEGORIES.length] ?? '',
        areaCode: AREAS[made % AREAS.length] ?? '',
      };
      const number = `261125-${String(seat).padStart(3, '0')}-${String(made).padStart(4, '0')}`;
      const order = { orderId, number, operator: '008', submittedAt: endAt, fields, call: null };
      operation('work-order.submit', endAt + 20_000, order, orderId);
    }
  }
  return events.sort((one, other) => one.at - other.at);
}
