import { join } from 'node:path';
import { z } from 'zod';
import { MARKETS, type Market } from '../machines/market';
import { type BankConfig, BanksEnvironment, enabledWithBank, marketsWithoutBank, readBanks } from './banksConfig';
import { type BotFrameworkConfig, BotFrameworkEnvironment, readBotFramework } from './botFrameworkConfig';
import { isNetwork } from './clientAddress';
import { type DeskConfig, readDesk } from './deskConfig';
import { type DirectLineConfig, DirectLineEnvironment, readDirectLine } from './directLineConfig';
import { commaSeparated, givenVariables, refusal } from './environment';
import { type HubConfig, HubEnvironment, readHub } from './hubConfig';
import { type Operator, readOperators } from './operator/operators';
import type { RetentionRule } from './retention';
import { productionSecrets, readOrCreateSecrets, SecretsEnvironment } from './secrets';
import { type OidcConfig, readOidc } from './staff/oidcConfig';
import { readStore, type StoreConfig, StoreEnvironment } from './storeConfig';
import { readStoreKeys, StoreKeyEnvironment, type StoreKeys } from './storeKeys';
import { readWhatsApp, type WhatsAppConfig } from './whatsappConfig';

/**
 * The only place that reads the environment. Every variable is described in `.env.example`; the README's table is
 * the same list. In production nothing is generated: whatever is missing or too short is listed in one refusal.
 */
export interface Config {
  readonly port: number;
  readonly publicBaseUrl: string;
  /** Addresses and networks of the proxies whose word is taken on whom a request is from. */
  readonly trustedProxies: readonly string[];
  readonly dataDirectory: string;
  /** How many processes serve; of one there is nobody to look after. */
  readonly workers: number;
  /** Which of several processes this is, and the name they share; undefined: none of several. */
  readonly worker: { readonly number: number; readonly group: string } | undefined;
  readonly store: StoreConfig;
  readonly sandbox: { readonly enabled: boolean; readonly bankPort: number; readonly twilioPort: number };
  readonly markets: readonly Market[];
  /** Bank and connection per market; undefined in the sandbox, which wears its own. */
  readonly banks: BankConfig | undefined;
  readonly masterKey: string;
  readonly storeKeys: StoreKeys;
  readonly directLine: DirectLineConfig;
  /** Undefined: there is no bot of Azure Bot Service. */
  readonly botFramework: BotFrameworkConfig | undefined;
  /** Undefined: there are no accounts, and nothing listens for messages of WhatsApp. */
  readonly whatsapp: WhatsAppConfig | undefined;
  /** Who may open the operators' door, each by a token of their own; nobody: there is no door. */
  readonly operators: readonly Operator[];
  /** The bank's own sign-in for the staff; undefined: password and code alone. */
  readonly oidc: OidcConfig | undefined;
  /** How the desk serves. */
  readonly desk: DeskConfig;
  /** The contact centre that customers are passed on to; undefined: our own desk alone. */
  readonly hub: HubConfig | undefined;
  /** Nothing goes to the bank until this is taken away. */
  readonly calloutsPaused: boolean;
  readonly backupDirectory: string;
  /** Undefined: backups are taken by hand only. */
  readonly backups: { readonly everyMs: number; readonly kept: number } | undefined;
  readonly retention: RetentionRule;
  readonly resumeAfterMs: number;
  /** How long one person's application stands in the way of another for the same card; 0: never. */
  readonly oneApplicationMs: number;
  /** From where on the less urgent is turned away. */
  readonly overload: { readonly loopDelayMs: number; readonly queuedTurns: number };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const port = z.coerce.number().int().min(0).max(65_535);

const Environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: port.default(3978),
  PUBLIC_BASE_URL: z.url().optional(),
  TRUSTED_PROXIES: commaSeparated
    .pipe(z.array(z.string().refine(isNetwork, 'must be addresses and networks, such as 10.0.0.0/8')))
    .default([]),
  DATA_DIR: z.string().min(1).default('./data'),
  WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  // Given by the first of several processes to each of the others.
  WORKER: z
    .string()
    .regex(/^\d+:[\w-]+$/)
    .optional(),
  ...StoreEnvironment.shape,
  ...StoreKeyEnvironment.shape,
  SANDBOX: flag.optional(),
  SANDBOX_BANK_PORT: port.default(4010),
  SANDBOX_TWILIO_PORT: port.default(4011),
  ...BanksEnvironment.shape,
  ...SecretsEnvironment.shape,
  ...DirectLineEnvironment.shape,
  ...BotFrameworkEnvironment.shape,
  WHATSAPP_CONFIG: z.string().optional(),
  OIDC_CONFIG: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  DESK_CONFIG: z.string().optional(),
  ...HubEnvironment.shape,
  OPERATOR_TOKENS: commaSeparated.default([]),
  CALLOUTS: z.enum(['running', 'paused']).default('running'),
  BACKUP_DIR: z.string().min(1).optional(),
  BACKUP_EVERY_MINUTES: z.coerce.number().min(0).default(0),
  BACKUPS_KEPT: z.coerce.number().int().min(1).default(96),
  RETENTION_ABANDONED_DAYS: z.coerce.number().min(0).default(30),
  RETENTION_SUBMITTED_DAYS: z.coerce.number().min(0).default(0),
  ONE_APPLICATION_HOURS: z.coerce.number().min(0).optional(),
  RESUME_AFTER_HOURS: z.coerce.number().positive().default(6),
  OVERLOAD_LOOP_DELAY_MS: z.coerce.number().positive().default(200),
  OVERLOAD_QUEUED_TURNS: z.coerce.number().int().min(1).default(1_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});
type Environment = z.infer<typeof Environment>;

/** Reads and checks everything at once; a `BotFault` lists every problem, so one edit mends them all. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { env, problems } = readEnvironment(environment);
  const production = env.NODE_ENV === 'production';
  const sandbox = env.SANDBOX ?? !production;
  const secrets = production ? productionSecrets(env, problems) : readOrCreateSecrets(env.DATA_DIR, env);
  const store = readStore(env, problems);
  const storeKeys = readStoreKeys(env, secrets.masterKey, problems);
  const banks = readBanks(env, environment, sandbox, problems);
  const botFramework = readBotFramework(env, problems);
  const { WHATSAPP_CONFIG: path, PUBLIC_BASE_URL: publicBaseUrl } = env;
  const whatsapp = readWhatsApp({ path, publicBaseUrl }, environment, problems);
  const operators = readOperators(env.OPERATOR_TOKENS, problems);
  const oidc = readOidc({ path: env.OIDC_CONFIG, secret: env.OIDC_CLIENT_SECRET }, problems);
  const desk = readDesk(env.DESK_CONFIG, problems);
  const hub = readHub(env, { botFramework, environment }, problems);
  if (production) problems.push(...productionProblems(env, sandbox));
  if (!sandbox) problems.push(...marketsWithoutBank(env, banks));
  if (problems.length > 0) throw refusal(problems);
  return {
    port: env.PORT,
    publicBaseUrl: env.PUBLIC_BASE_URL ?? `http://localhost:${env.PORT}`,
    trustedProxies: env.TRUSTED_PROXIES,
    dataDirectory: env.DATA_DIR,
    workers: env.WORKERS,
    worker: workerOf(env),
    store,
    sandbox: { enabled: sandbox, bankPort: env.SANDBOX_BANK_PORT, twilioPort: env.SANDBOX_TWILIO_PORT },
    markets: env.MARKETS ?? (sandbox ? MARKETS : enabledWithBank(banks)),
    banks,
    masterKey: secrets.masterKey,
    storeKeys,
    directLine: readDirectLine(env, secrets),
    botFramework,
    whatsapp,
    operators,
    oidc,
    desk,
    hub,
    calloutsPaused: env.CALLOUTS === 'paused',
    backupDirectory: env.BACKUP_DIR ?? join(env.DATA_DIR, 'backups'),
    backups:
      env.BACKUP_EVERY_MINUTES > 0 ? { everyMs: env.BACKUP_EVERY_MINUTES * 60_000, kept: env.BACKUPS_KEPT } : undefined,
    retention: {
      abandonedMs: daysMs(env.RETENTION_ABANDONED_DAYS),
      submittedMs: daysMs(env.RETENTION_SUBMITTED_DAYS),
    },
    resumeAfterMs: env.RESUME_AFTER_HOURS * 3_600_000,
    // Whoever tries the sandbox gives the sample answers again and again.
    oneApplicationMs: (env.ONE_APPLICATION_HOURS ?? (sandbox ? 0 : 24)) * 3_600_000,
    overload: { loopDelayMs: env.OVERLOAD_LOOP_DELAY_MS, queuedTurns: env.OVERLOAD_QUEUED_TURNS },
    logLevel: env.LOG_LEVEL,
  };
}

/** 0: for good. */
function daysMs(days: number): number | undefined {
  return days > 0 ? days * 86_400_000 : undefined;
}

function workerOf({ WORKER }: Environment): Config['worker'] {
  const [number, group] = WORKER?.split(':') ?? [];
  return number === undefined || group === undefined ? undefined : { number: Number(number), group };
}

/** Malformed variables are named and then left out, so that what else is wrong is found too. */
function readEnvironment(environment: NodeJS.ProcessEnv): { readonly env: Environment; readonly problems: string[] } {
  const given = givenVariables(environment);
  const parsed = Environment.safeParse(given);
  if (parsed.success) return { env: parsed.data, problems: [] };
  const malformed = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  const rest = Object.entries(given).filter(([name]) => !malformed.has(name));
  return {
    env: Environment.parse(Object.fromEntries(rest)),
    problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  };
}

function productionProblems(env: Environment, sandbox: boolean): readonly string[] {
  const found: string[] = [];
  if (sandbox) found.push('SANDBOX: the sandbox bank is not for production; remove it');
  if (env.PUBLIC_BASE_URL === undefined && env.WHATSAPP_CONFIG === undefined)
    found.push('PUBLIC_BASE_URL: required in production');
  return found;
}
