import { z } from 'zod';
import { limitedText } from './text.ts';

/** Request types 诉求类型 (DOMAIN.md §2.1): 咨询 求助 投诉 举报 建议 表扬 其他. */
export const requestTypeSchema = z.enum(['ZX', 'QZ', 'TS', 'JB', 'JY', 'BY', 'QT']);
export type RequestType = z.infer<typeof requestTypeSchema>;

/** 诉求人类别: 自然人, 企业, 其他组织. */
export const requesterKindSchema = z.enum(['person', 'enterprise', 'organisation']);
export type RequesterKind = z.infer<typeof requesterKindSchema>;

/** 先生, 女士, 未知. */
export const genderTitleSchema = z.enum(['sir', 'madam', 'unknown']);

/** 一般, 紧急, 特急. */
export const urgencySchema = z.enum(['normal', 'urgent', 'critical']);
export type Urgency = z.infer<typeof urgencySchema>;

/** 直接答复, 派单, 转接, 三方通话, 不予受理 (DOMAIN.md §2.3). */
export const handlingSchema = z.enum([
  'answered',
  'dispatched',
  'transferred',
  'three-party',
  'not-accepted',
]);
export type Handling = z.infer<typeof handlingSchema>;

/** Longest texts in code points (DOMAIN.md §2.3), for the schema below and for counters on screen. */
export const FIELD_LIMITS = {
  line: 32,
  callerName: 64,
  callerNumber: 64,
  organisationName: 100,
  organisationCode: 32,
  organisationContact: 64,
  title: 30,
  content: 2000,
  aim: 200,
  occurredText: 60,
  place: 200,
  respondentName: 100,
  replyText: 2000,
  guidance: 500,
  transferTarget: 100,
  leadUnit: 100,
  callbackWishNote: 100,
  leaderInstruction: 500,
} as const;

/** So many units of a kind, and other numbers, an order takes. */
export const MOST_UNITS = 8;
export const MOST_CONTACT_NUMBERS = 4;

/** A field of text that has a limit. */
export type LimitedField = keyof typeof FIELD_LIMITS;

/**
 * Longest text of any field of a draft, code points. What is pasted or typed is kept whole while the order is written
 * (rule DR-16); too long for its field, it can't be submitted (rule WO-29). Far beyond what anybody pastes.
 */
export const DRAFT_TEXT_LIMIT = 100_000;

/** A code of a list in `assets/codes`, which a centre may extend; or empty. */
const openCode = z.string().max(32);
/** An order's id, or empty. */
const orderReference = z.uuidv7().or(z.literal(''));
/** Epoch ms, or null. */
const moment = z.number().nullable();
/** Fields whose texts are as long as `limitOf` says, in code points. */
const fieldsWithin = (limitOf: (field: LimitedField) => number) => {
  const text = (field: LimitedField) => limitedText(limitOf(field));
  /** Names as the unit directory has them; its codes are looked up there. */
  const units = z.array(text('leadUnit')).max(MOST_UNITS);
  return z.object({
    requestType: requestTypeSchema,
    /** Code of `channels`. */
    channel: openCode,
    /** Hotline number that was dialled («12345»), or empty. */
    line: text('line'),
    requesterKind: requesterKindSchema,
    callerName: text('callerName'),
    genderTitle: genderTitleSchema,
    /** The number to reach the citizen by; at first the one that called. */
    callerNumber: text('callerNumber'),
    /** Other numbers to reach the citizen by. */
    contactNumbers: z.array(text('callerNumber')).max(MOST_CONTACT_NUMBERS),
    /** Anonymous: name and number may stay empty (DOMAIN.md CF02). */
    anonymous: z.boolean(),
    /** Confidential: the unit gets the content without identity (DOMAIN.md §2.7). */
    confidential: z.boolean(),
    organisationName: text('organisationName'),
    /** 统一社会信用代码, GB 32100: 18 characters with a check character. */
    organisationCode: text('organisationCode'),
    organisationContact: text('organisationContact'),
    /** «地点+事项». */
    title: text('title'),
    content: text('content'),
    /** 诉求目的: what the citizen wants. */
    aim: text('aim'),
    /** When it happened, where that is exactly known. */
    occurredAt: moment,
    /** When it happened, as it was said («上周五晚十一点左右»). */
    occurredText: text('occurredText'),
    /** It goes on. */
    ongoing: z.boolean(),
    /** GB/T 2260, six digits; or empty. */
    areaCode: z.string().regex(/^(\d{6})?$/),
    /** NBS code of the township level, nine digits; or empty. */
    streetCode: z.string().regex(/^(\d{9})?$/),
    /** NBS code of the village level, twelve digits; or empty. */
    villageCode: z.string().regex(/^(\d{12})?$/),
    /** The address below the divisions, as text. */
    place: text('place'),
    /** Degrees, WGS 84. */
    longitude: z.number().min(-180).max(180).nullable(),
    latitude: z.number().min(-90).max(90).nullable(),
    /** 被反映对象. */
    respondentName: text('respondentName'),
    respondentKind: openCode,
    /** Names of the levels joined by `/`: a leaf's {@link Category.code}, or its first two levels. */
    categoryCode: z.string().max(120),
    urgency: urgencySchema,
    /** Codes of `safety-flags`. */
    safetyFlags: z.array(openCode).max(8),
    handling: handlingSchema.or(z.literal('')),
    /** Answer given to the citizen. */
    replyText: text('replyText'),
    /** Item of the knowledge base that the answer was taken from, and its version. */
    knowledgeId: z.string().max(64),
    knowledgeVersion: z.string().max(32),
    /** Code of `reject-reasons`. */
    rejectReason: openCode,
    /** The lawful way that the citizen was told. */
    guidance: text('guidance'),
    /** Whom the call was handed to, or who joined it. */
    transferTarget: text('transferTarget'),
    /** 主办单位, by name. */
    leadUnit: text('leadUnit'),
    /** 协办单位. */
    assistUnits: units,
    /** 抄送单位. */
    copyTo: units,
    /** Code of the deadline rule that a person chose instead of the one that fits, or empty. */
    deadlineRule: z.string().max(32),
    /** A time limit set by a person («限期»), epoch ms; null: by the rules. */
    deadlineAt: moment,
    /** What an enterprise asks by 企呼枣应, code of `enterprise-kinds`. */
    enterpriseKind: openCode,
    /** Earlier order on the same matter. */
    repeatOf: orderReference,
    /** The draft is a 催办 of this order. */
    followUpOf: orderReference,
    /** The draft joins this order as a co-complainant (并单). */
    mergedInto: orderReference,
    /** The citizen wants to be called back, whatever comes of it. */
    callbackWish: z.boolean(),
    callbackWishAt: moment,
    callbackWishNote: text('callbackWishNote'),
    leaderShiftId: z.string().max(64),
    /** The official's words when handing the matter over. */
    leaderInstruction: text('leaderInstruction'),
  });
};

/**
 * What the operator writes. Every field always has a value, so that a patch is just some of its keys. Fields of
 * a choice that is not taken keep what was typed into them: going back to the choice brings it back, and
 * {@link settledFields} leaves it out at submission.
 */
export const workOrderFieldsSchema = fieldsWithin((field) => FIELD_LIMITS[field]);
export type WorkOrderFields = z.infer<typeof workOrderFieldsSchema>;
export type WorkOrderField = keyof WorkOrderFields;
/** The fields of a draft: the same, with room for texts that are too long for an order yet. */
export const draftFieldsSchema = fieldsWithin(() => DRAFT_TEXT_LIMIT);
export const WORK_ORDER_FIELDS = Object.keys(workOrderFieldsSchema.shape) as readonly WorkOrderField[];

/** The fields of a draft nobody has typed into. */
export const emptyFields: WorkOrderFields = {
  requestType: 'QZ',
  channel: 'TEL',
  line: '',
  requesterKind: 'person',
  callerName: '',
  genderTitle: 'unknown',
  callerNumber: '',
  contactNumbers: [],
  anonymous: false,
  confidential: false,
  organisationName: '',
  organisationCode: '',
  organisationContact: '',
  title: '',
  content: '',
  aim: '',
  occurredAt: null,
  occurredText: '',
  ongoing: false,
  areaCode: '',
  streetCode: '',
  villageCode: '',
  place: '',
  longitude: null,
  latitude: null,
  respondentName: '',
  respondentKind: '',
  categoryCode: '',
  urgency: 'normal',
  safetyFlags: [],
  handling: '',
  replyText: '',
  knowledgeId: '',
  knowledgeVersion: '',
  rejectReason: '',
  guidance: '',
  transferTarget: '',
  leadUnit: '',
  assistUnits: [],
  copyTo: [],
  deadlineRule: '',
  deadlineAt: null,
  enterpriseKind: '',
  repeatOf: '',
  followUpOf: '',
  mergedInto: '',
  callbackWish: false,
  callbackWishAt: null,
  callbackWishNote: '',
  leaderShiftId: '',
  leaderInstruction: '',
};

/** The fields of the first published program: these an older row or seat must have. */
const FIRST_FIELDS: readonly WorkOrderField[] = [
  'requestType',
  'callerName',
  'callerNumber',
  'anonymous',
  'confidential',
  'title',
  'content',
  'aim',
  'place',
  'categoryCode',
  'handling',
  'replyText',
  'leadUnit',
];

const joinedSince = Object.fromEntries(
  Object.entries(emptyFields).filter(([field]) => !FIRST_FIELDS.some((one) => one === field)),
);

const withJoined = (raw: unknown) =>
  typeof raw === 'object' && raw !== null ? { ...joinedSince, ...raw } : raw;

/** Fields written by an earlier program: what has joined since takes its empty value. */
export const storedFieldsSchema = z.preprocess(withJoined, workOrderFieldsSchema);
/** The same of a draft. */
export const storedDraftFieldsSchema = z.preprocess(withJoined, draftFieldsSchema);
