import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  CodedError,
  DEFAULT_MARKS_MILLISECONDS,
  figureFormulaSchema,
  messageOf,
  staffRoleSchema,
} from '#shared/domain/index.ts';
import {
  type AgentStateReportSettings,
  agentStateReportSchema,
  answerMarksSchema,
  type ExchangeSettings,
  exchangeSettingsSchema,
  intakeRulesSchema,
  shiftSettingsSchema,
  supervisionSettingsSchema,
} from '#shared/settings/index.ts';
import { seatOperatorSchema } from '../shift/index.ts';
import { keptProvision } from './provision.ts';
import type { SecretStore } from './secrets.ts';

export {
  type KeptProvision,
  keepProvision,
  keptProvision,
  readProvision,
} from './provision.ts';
export { rulesOf, type SeatRules } from './rules.ts';
export { openSecrets, type SecretStore } from './secrets.ts';

/**
 * `settings.json` in the data folder, written by an administrator (docs/administration.md). Everything has a
 * default, so that a seat without the file practises on its own.
 *
 * Secrets may be written into it once: at the next start they move into a sealed file and this one is
 * rewritten without them ({@link sealSecrets}).
 */
const settingsSchema = z.strictObject({
  seat: z.number().int().min(1).max(999).default(1),
  operator: z.string().min(1).max(64).default('练习坐席'),
  /** Written here it goes before what the hub gives; without both the seat practises. */
  exchange: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('practice') }),
      exchangeSettingsSchema
        .omit({ marks: true })
        .extend({ kind: z.literal('sip'), password: z.string().optional() }),
    ])
    .optional(),
  hub: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded') }),
      z.strictObject({
        kind: z.literal('remote'),
        url: z.url({ protocol: /^https?$/ }),
        token: z.string().optional(),
      }),
    ])
    .default({ kind: 'embedded' }),
  /** By what the exchange is told of the agent state; nothing is told without it. */
  agentState: agentStateReportSchema.optional(),
  /** People who may sign in here without a hub; with none, and no remote hub, `operator` sits here unasked. */
  operators: z.array(seatOperatorSchema).max(200).default([]),
  // From here on: what is not written is the hub's, and without that the default (rules.ts).
  shift: shiftSettingsSchema.optional(),
  /** How rates are made (docs/spec/figures.md). */
  figures: figureFormulaSchema.optional(),
  /** Who may take figures and the masked lists behind them away as files; everybody in practice and where nobody signs in. */
  figuresExportedBy: z.array(staffRoleSchema).optional(),
  answerMarks: answerMarksSchema.optional(),
  /** Feature codes by which supervisors join a call (docs/phone.md). */
  supervision: supervisionSettingsSchema.optional(),
  /** How long orders can be amended and are kept, how citizens are called back. */
  intake: intakeRulesSchema.optional(),
});
export type Settings = z.output<typeof settingsSchema>;

const FILE = 'settings.json';

/**
 * Reads `settings.json`. A missing file is the defaults; a bad one is refused with the path of each wrong
 * value, as guessing what an administrator meant could send citizens' calls nowhere.
 *
 * @throws CodedError `settings-invalid`
 */
export function loadSettings(dataDirectory: string): Settings {
  const file = join(dataDirectory, FILE);
  if (!existsSync(file)) return settingsSchema.parse({});
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CodedError('settings-invalid', `${file} is not valid JSON: ${messageOf(error)}`);
  }
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || '(whole file)'}: ${issue.message}`,
  );
  throw new CodedError('settings-invalid', `${file}: ${wrong.join('; ')}`);
}

const EXCHANGE_PASSWORD = 'secret.exchange.password';
const HUB_TOKEN = 'secret.hub.token';
const AGENT_STATE_AUTHORIZATION = 'secret.agentState.authorization';
const iceCredential = (urls: string) => `secret.exchange.media.iceServers.${urls}`;

/**
 * Moves secrets out of the settings file into the sealed store. The store is written first, so that a
 * crash in between leaves the secret twice rather than nowhere; the file is replaced by a rename.
 */
export function sealSecrets(dataDirectory: string, settings: Settings, store: SecretStore): void {
  const password = settings.exchange?.kind === 'sip' ? settings.exchange.password : undefined;
  const token = settings.hub.kind === 'remote' ? settings.hub.token : undefined;
  const authorization = settings.agentState?.by === 'http' ? settings.agentState.authorization : undefined;
  const iceServers =
    settings.exchange?.kind === 'sip'
      ? settings.exchange.media.iceServers.filter(({ credential }) => credential !== '')
      : [];
  const ofOperators = settings.operators.map((operator) => operator.password);
  const written = [password, token, authorization, ...ofOperators];
  if (written.every((secret) => secret === undefined) && iceServers.length === 0) return;
  if (password !== undefined) store.set(EXCHANGE_PASSWORD, password);
  if (token !== undefined) store.set(HUB_TOKEN, token);
  if (authorization !== undefined) store.set(AGENT_STATE_AUTHORIZATION, authorization);
  for (const { urls, credential } of iceServers) store.set(iceCredential(urls), credential);
  const file = join(dataDirectory, FILE);
  const json = z
    .looseObject({
      exchange: z
        .looseObject({
          media: z.looseObject({ iceServers: z.array(z.looseObject({})).optional() }).optional(),
        })
        .optional(),
      hub: z.looseObject({}).optional(),
      agentState: z.looseObject({}).optional(),
      operators: z.array(z.looseObject({})).optional(),
    })
    .parse(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')));
  if (json.exchange) delete json.exchange['password'];
  for (const server of json.exchange?.media?.iceServers ?? []) delete server['credential'];
  if (json.hub) delete json.hub['token'];
  if (json.agentState) delete json.agentState['authorization'];
  // Their verifiers are in the store already (src-main/shift/operators.ts).
  for (const operator of json.operators ?? []) delete operator['password'];
  writeFileSync(`${file}.new`, `${JSON.stringify(json, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * The exchange's settings: what an administrator wrote into the file, with the password from there or the sealed store;
 * else what the hub gave. An account is one or the other as a whole, never half of each. Undefined: practice.
 *
 * @throws CodedError `settings-invalid` when no password was ever given
 */
export function exchangeOf(settings: Settings, store: SecretStore): ExchangeSettings | undefined {
  if (settings.exchange === undefined) {
    const given = keptProvision(store)?.provision.exchange;
    return given && { ...given, marks: marksOf(settings, store) };
  }
  if (settings.exchange.kind === 'practice') return undefined;
  const { kind: _kind, password: written, ...rest } = settings.exchange;
  const password = written ?? store.get(EXCHANGE_PASSWORD);
  if (password === undefined)
    throw new CodedError('settings-invalid', 'settings.json: exchange.password was never given');
  const iceServers = rest.media.iceServers.map((server) => ({
    ...server,
    credential: server.credential || (store.get(iceCredential(server.urls)) ?? ''),
  }));
  return { ...rest, password, media: { ...rest.media, iceServers }, marks: marksOf(settings, store) };
}

/**
 * How the exchange is told of the agent state: the file's word, with what it authorizes by from there or the sealed store;
 * else the hub's. Undefined: it is not told.
 */
export function agentStateReportOf(
  settings: Settings,
  store: SecretStore,
): AgentStateReportSettings | undefined {
  const { agentState } = settings;
  if (agentState === undefined) return keptProvision(store)?.provision.agentState;
  if (agentState.by !== 'http') return agentState;
  const authorization = agentState.authorization ?? store.get(AGENT_STATE_AUTHORIZATION);
  return { ...agentState, ...(authorization !== undefined && { authorization }) };
}

/** The answer clock's marks in milliseconds: the file's, else the hub's, else 8, 12 and 15 seconds. */
export function marksOf(settings: Settings, store: SecretStore): [number, number, number] {
  const given = settings.answerMarks ?? keptProvision(store)?.provision.answerMarks;
  if (given === undefined) return [...DEFAULT_MARKS_MILLISECONDS];
  const [first, second, third] = given;
  return [first * 1000, second * 1000, third * 1000];
}

/**
 * The configured hub with its token from the file or the sealed store; undefined for the embedded one.
 * @throws CodedError `settings-invalid` when no token was ever given
 */
export function remoteHubOf(
  settings: Settings,
  store: SecretStore,
): { url: string; token: string } | undefined {
  if (settings.hub.kind === 'embedded') return undefined;
  const token = settings.hub.token ?? store.get(HUB_TOKEN);
  if (token === undefined)
    throw new CodedError('settings-invalid', 'settings.json: hub.token was never given');
  return { url: settings.hub.url, token };
}
