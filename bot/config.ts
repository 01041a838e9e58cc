import { join } from 'node:path';
import { z } from 'zod';
import { MARKET_PROFILES } from '../adapters/markets';
import { BankProfile } from '../machines/bank';
import { MARKETS, Market } from '../machines/market';
import { readConfigFile } from './configFile';
import { givenVariables, refusal } from './environment';
import { type Operator, readOperators } from './operator/operators';
import { readOrCreateSecrets } from './secrets';
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
  readonly directLine: {
    readonly signingKey: string;
    /** For other back ends that mint tokens; undefined closes that door. */
    readonly secret: string | undefined;
    readonly allowedOrigins: readonly string[];
    readonly uploads: 'refuse' | 'accept';
    readonly messagesPerMinute: number;
    readonly tokensPerMinutePerAddress: number;
  };
  readonly botFramework:
    | { readonly appId: string; readonly tenantId: string; readonly password: string; readonly market: Market }
    | undefined;
  /** Undefined: there are no accounts, and nothing listens for messages of WhatsApp. */
  readonly whatsapp: WhatsAppConfig | undefined;
  /** Who may open the operators' door, each by a token of their own; nobody: there is no door. */
  readonly operators: readonly Operator[];
  /** Nothing goes to the bank until this is taken away. */
  readonly calloutsPaused: boolean;
  readonly backupDirectory: string;
  /** Undefined: backups are taken by hand only. */
  readonly backups: { readonly everyMs: number; readonly kept: number } | undefined;
  readonly resumeAfterMs: number;
  /** How long one person's application stands in the way of another for the same card; 0: never. */
  readonly oneApplicationMs: number;
  /** From where on the less urgent is turned away. */
  readonly overload: { readonly loopDelayMs: number; readonly queuedTurns: number };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/** The file named by `BANK_CONFIG`: everything of a bank but its secret. */
const BankFile = z.partialRecord(
  Market,
  z.strictObject({
    profile: BankProfile,
    callout: z.strictObject({
      baseUrl: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1),
      privateNetwork: z.boolean().default(false),
    }),
  }),
);
export type BankConfig = Partial<
  Record<
    Market,
    {
      readonly profile: BankProfile;
      readonly callout: {
        readonly baseUrl: string;
        readonly clientId: string;
        readonly clientSecret: string;
        /** The host's name may resolve to a private address: a bank's gateway often has no other. */
        readonly privateNetwork: boolean;
      };
    }
  >
>;

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const Environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: port.default(3978),
  PUBLIC_BASE_URL: z.url().optional(),
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
  MARKETS: list.pipe(z.array(Market).min(1)).optional(),
  BANK_CONFIG: z.string().optional(),
  MASTER_KEY: z.string().optional(),
  DIRECT_LINE_SIGNING_KEY: z.string().optional(),
  DIRECT_LINE_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  ALLOWED_ORIGINS: list.default([]),
  UPLOADS: z.enum(['refuse', 'accept']).default('refuse'),
  MESSAGES_PER_MINUTE: z.coerce.number().int().min(1).default(60),
  TOKENS_PER_MINUTE: z.coerce.number().int().min(1).default(60),
  MICROSOFT_APP_ID: z.string().optional(),
  MICROSOFT_APP_TENANT_ID: z.string().optional(),
  MICROSOFT_APP_PASSWORD: z.string().optional(),
  MICROSOFT_APP_MARKET: Market.optional(),
  WHATSAPP_CONFIG: z.string().optional(),
  OPERATOR_TOKENS: list.default([]),
  CALLOUTS: z.enum(['running', 'paused']).default('running'),
  BACKUP_DIR: z.string().min(1).optional(),
  BACKUP_EVERY_MINUTES: z.coerce.number().min(0).default(0),
  BACKUPS_KEPT: z.coerce.number().int().min(1).default(96),
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
  if (production) problems.push(...productionProblems(env, sandbox));
  if (!sandbox) problems.push(...marketsWithoutBank(env, banks));
  if (problems.length > 0) throw refusal(problems);
  return {
    port: env.PORT,
    publicBaseUrl: env.PUBLIC_BASE_URL ?? `http://localhost:${env.PORT}`,
    dataDirectory: env.DATA_DIR,
    workers: env.WORKERS,
    worker: workerOf(env),
    store,
    sandbox: { enabled: sandbox, bankPort: env.SANDBOX_BANK_PORT, twilioPort: env.SANDBOX_TWILIO_PORT },
    markets: env.MARKETS ?? (sandbox ? MARKETS : enabledWithBank(banks)),
    banks,
    masterKey: secrets.masterKey,
    storeKeys,
    directLine: {
      signingKey: secrets.directLineSigningKey,
      secret: secrets.directLineSecret,
      allowedOrigins: env.ALLOWED_ORIGINS,
      uploads: env.UPLOADS,
      messagesPerMinute: env.MESSAGES_PER_MINUTE,
      tokensPerMinutePerAddress: env.TOKENS_PER_MINUTE,
    },
    botFramework,
    whatsapp,
    operators,
    calloutsPaused: env.CALLOUTS === 'paused',
    backupDirectory: env.BACKUP_DIR ?? join(env.DATA_DIR, 'backups'),
    backups:
      env.BACKUP_EVERY_MINUTES > 0 ? { everyMs: env.BACKUP_EVERY_MINUTES * 60_000, kept: env.BACKUPS_KEPT } : undefined,
    resumeAfterMs: env.RESUME_AFTER_HOURS * 3_600_000,
    // Whoever tries the sandbox gives the sample answers again and again.
    oneApplicationMs: (env.ONE_APPLICATION_HOURS ?? (sandbox ? 0 : 24)) * 3_600_000,
    overload: { loopDelayMs: env.OVERLOAD_LOOP_DELAY_MS, queuedTurns: env.OVERLOAD_QUEUED_TURNS },
    logLevel: env.LOG_LEVEL,
  };
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

function marketsWithoutBank(env: Environment, banks: BankConfig | undefined): readonly string[] {
  const missing = (env.MARKETS ?? []).filter((market) => banks?.[market] === undefined);
  return missing.map((market) => `MARKETS: ${market} has no bank in BANK_CONFIG`);
}

export interface Secrets {
  readonly masterKey: string;
  readonly directLineSigningKey: string;
  /** In production there is one only when the operator gives it. */
  readonly directLineSecret: string | undefined;
}

function productionSecrets(env: Environment, problems: string[]): Secrets {
  const check = (name: 'MASTER_KEY' | 'DIRECT_LINE_SIGNING_KEY') => {
    const value = env[name] ?? '';
    if (value.length < 43)
      problems.push(`${name}: required in production, at least 32 random bytes in base64url (43 characters)`);
    return value;
  };
  return {
    masterKey: check('MASTER_KEY'),
    directLineSigningKey: check('DIRECT_LINE_SIGNING_KEY'),
    directLineSecret: env.DIRECT_LINE_SECRET,
  };
}

function readBanks(
  env: Environment,
  environment: NodeJS.ProcessEnv,
  sandbox: boolean,
  problems: string[],
): BankConfig | undefined {
  if (env.BANK_CONFIG === undefined) {
    if (!sandbox)
      problems.push('BANK_CONFIG: path of the JSON file with the banks of your markets, required without the sandbox');
    return undefined;
  }
  const parsed = readConfigFile('BANK_CONFIG', env.BANK_CONFIG, BankFile, problems) ?? {};
  const banks: BankConfig = {};
  for (const [market, bank] of Object.entries(parsed) as [Market, NonNullable<(typeof parsed)[Market]>][]) {
    const clientSecret = environment[`BANK_CLIENT_SECRET_${market}`] ?? '';
    if (clientSecret.length < 8)
      problems.push(`BANK_CLIENT_SECRET_${market}: required, since BANK_CONFIG has ${market}`);
    banks[market] = { profile: bank.profile, callout: { ...bank.callout, clientSecret } };
  }
  return banks;
}

/** A registration of Azure Bot Service serves one market, and exists whole or not at all. */
function readBotFramework(env: Environment, problems: string[]): Config['botFramework'] {
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_TENANT_ID: tenantId } = env;
  const { MICROSOFT_APP_PASSWORD: password, MICROSOFT_APP_MARKET: market } = env;
  if ([appId, tenantId, password, market].every((value) => value === undefined)) return undefined;
  if (appId !== undefined && tenantId !== undefined && password !== undefined && market !== undefined) {
    if (env.WORKERS > 1)
      problems.push('WORKERS: 1 with Azure Bot Service, where only the process that heard a customer can answer');
    return { appId, tenantId, password, market };
  }
  problems.push('MICROSOFT_APP_ID, _TENANT_ID, _PASSWORD and _MARKET: give all four or none');
  return undefined;
}

/** Without the sandbox a market needs a bank; the ones that ship disabled must also be named in MARKETS. */
function enabledWithBank(banks: BankConfig | undefined): readonly Market[] {
  return MARKETS.filter((market) => banks?.[market] !== undefined && MARKET_PROFILES[market].enabledByDefault);
}
