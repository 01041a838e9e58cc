import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createCallouts } from './adapters/callouts';
import { createBotFramework } from './adapters/channels/botframework';
import type { ConversationGateway, Messenger } from './adapters/channels/channel';
import { createWebChat } from './adapters/channels/webchat';
import { createChatTokenRoutes } from './adapters/channels/webchat/chatToken';
import { DEFAULT_WEB_CHAT_LIMITS } from './adapters/channels/webchat/limits';
import { createTokens } from './adapters/channels/webchat/tokens';
import type { WhatsApp, WhatsAppOptions } from './adapters/channels/whatsapp';
import { twilioHosts, type WhatsAppAccount } from './adapters/channels/whatsapp/accounts';
import { createHttp, type Http, type HttpOptions } from './adapters/http';
import { MARKET_PROFILES } from './adapters/markets';
import type { Route } from './adapters/route';
import { type Backups, createBackups } from './bot/backups';
import { type BankOf, bankHosts, banksRestUntil, createBanks } from './bot/banks';
import { createSkewAlarm } from './bot/clockSkew';
import { type Bot, type BotParts, composeBot } from './bot/composeBot';
import type { Config } from './bot/config';
import { openFlows } from './bot/flows';
import { createMeter, grantedMemory } from './bot/load/meter';
import { createShedding, type Shedding } from './bot/load/shedding';
import { loadTexts } from './bot/loadTexts';
import { shareOf } from './bot/messaging/pace';
import { openStore } from './bot/openStore';
import { readiness } from './bot/readiness';
import { createServer, type Server, type ServerOptions } from './bot/server';
import { createEdgeLog, createLog, createPseudonym, deriveKey, type Log, pseudonymOf } from './bot/telemetry';
import type { Texts } from './dialogs/texts';
import { MARKETS, type Market } from './machines/market';
import { createTwilioAim, type TwilioAim } from './sandbox/aimTwilio';
import { sandboxBankProfile } from './sandbox/bankProfiles';
import { SHARED_SENDER, sandboxSenderOf, sandboxTwilioAccount } from './sandbox/twilioAccount';
import type { Erasure, Store } from './store/store';
import { createPages } from './web/pages';

/** A running product: where it listens and how to end it. */
export interface Product {
  readonly port: number;
  /** Takes no new work, finishes what runs, and closes the store. */
  stop(): Promise<void>;
}

/** Composition root: the only place where the parts of the product are built and joined. */
export async function startProduct(config: Config, pages = join(__dirname, 'public')): Promise<Product> {
  const log = createLog(config.logLevel, config.worker);
  const edgeLog = createEdgeLog(log);
  const texts = loadTexts();
  const bankOf = createBanks(config, sandboxBankProfile);
  const marketInfo = marketLookup(config, bankOf);
  const accounts = whatsAppAccounts(config);
  const skew = createSkewAlarm(Date.now, log);
  const http = createHttp({ ...egressOf(config, bankOf, accounts), onAnswer: skew.answered });
  const store = await openStore(config, log, Date.now);

  const whatsApp = whatsAppOf({ config, accounts, http, texts, marketInfo, log: edgeLog });
  const shedding = sheddingOf(config, log);
  const bot = botOf({ config, bankOf, http, store, texts, log, shedding, messenger: whatsApp?.messenger });
  const webChat = webChatOf(config, bot.intake, marketInfo);
  const door = bot.messengerGateway && whatsApp?.open(bot.messengerGateway);
  const routes = [
    ...pagesOf(config, pages, texts, marketInfo),
    ...botFrameworkRoutes(config, bot.intake, marketInfo, edgeLog),
    ...(door?.routes ?? []),
    ...operatorRoutes(config, bot, store, log),
  ];
  const server = serverOf({ config, bot, store, shedding, log: edgeLog, routes, webChat });
  const address = await server.listen(config.port);
  const workers = [bot.outbox, bot.replies, bot.timers].filter((worker) => worker !== undefined);
  for (const worker of workers) worker.start();
  shedding.watch(meterOf(config, bot, webChat));
  const backups = backupsOf(config, log);
  backups?.start();
  const unwatch = store.watch?.(bot.intake.hears);
  const aim = twilioAimOf({ config, http, port: address.port, log, onAimedLate: () => door?.start() });
  await aim?.start();
  door?.start();
  return {
    port: address.port,
    async stop() {
      await server.drain();
      shedding.stop();
      await aim?.stop();
      await door?.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
      await bot.intake.idle();
      unwatch?.();
      await backups?.stop();
      await store.close();
      http.close();
    },
  };
}

/** One process of those that share a store takes them. Cosmos DB backs itself up. */
function backupsOf(config: Config, log: Log): Backups | undefined {
  const { backups, store, worker, dataDirectory: directory, backupDirectory: into } = config;
  if (backups === undefined || store.kind !== 'sqlite' || (worker?.number ?? 1) > 1) return undefined;
  return createBackups({ directory, into, ...backups, clock: Date.now, log });
}

/** For spans of time: a clock that is set must neither stretch nor cut them. */
const steadily = () => performance.now();

function botOf({ config, bankOf, http, messenger, ...parts }: ConversationParts): Bot {
  const connection = (market: Market) => bankOf(market).callout;
  const callouts = createCallouts({ http, connection, clock: steadily, newUuid: randomUUID });
  return composeBot({
    ...parts,
    callout: (market) => callouts[market.callout],
    banksRestUntil: () => banksRestUntil(config.markets, bankOf, http),
    bankProfile: ({ market }) => bankOf(market).profile,
    markets: MARKET_PROFILES,
    flows: openFlows(join(__dirname, 'dialogs', 'flows')),
    clock: Date.now,
    steady: steadily,
    random: Math.random,
    pseudonym: createPseudonym(config.masterKey),
    sealAudit: createPseudonym(deriveKey(config.masterKey, 'audit')),
    applicantOf: createPseudonym(deriveKey(config.masterKey, 'one application')),
    oneApplicationMs: config.oneApplicationMs,
    resumeAfterMs: config.resumeAfterMs,
    calloutsPaused: config.calloutsPaused,
    ...(messenger ? { messenger: { ...messenger, pace: shareOf(messenger.pace, config.workers) } } : {}),
  });
}

interface ConversationParts extends Pick<BotParts, 'store' | 'texts' | 'log' | 'shedding'> {
  readonly config: Config;
  readonly bankOf: BankOf;
  readonly http: Http;
  readonly messenger: Messenger | undefined;
}

/** Loaded only where there are operators. */
function operatorRoutes(config: Config, bot: Bot, store: Store & Erasure, log: Log): readonly Route[] {
  if (config.operators.length === 0) return [];
  const { composeOperatorDoor }: typeof import('./bot/operator/composeDoor') = require('./bot/operator/composeDoor');
  const seal = createPseudonym(deriveKey(config.masterKey, 'audit'));
  return composeOperatorDoor({ config, bot, store, seal, clock: Date.now, log });
}

/** Of this process: with several, each counts its own. */
function sheddingOf({ overload, workers }: Config, log: Log): Shedding {
  const streams = Math.ceil(DEFAULT_WEB_CHAT_LIMITS.streams / workers);
  return createShedding({ limits: { ...overload, memory: MEMORY_SHARE, streams }, log });
}

function meterOf({ workers }: Config, { intake }: Bot, webChat: ReturnType<typeof webChatOf>) {
  const granted = grantedMemory();
  return createMeter({
    queuedTurns: intake.mostAtOnce,
    streams: webChat.openStreams,
    // What is granted is granted to all of them.
    ...(granted === undefined ? {} : { memoryLimitBytes: granted / workers }),
  });
}

/** What is left is for the turns that are under way. */
const MEMORY_SHARE = 0.85;

function serverOf({ config, bot, store, shedding, log, routes, webChat }: ServerParts): Server {
  return createServer({
    routes: [...webChat.routes, ...routes],
    upgrade: webChat,
    log,
    clock: Date.now,
    ready: () => readiness(store, bot.calloutSwitch, shedding),
    admit: shedding.admit,
    // A site that may embed the chat may also show our page in a frame.
    pages: { https: config.publicBaseUrl.startsWith('https:'), frameAncestors: config.directLine.allowedOrigins },
  });
}

interface ServerParts extends Pick<ServerOptions, 'routes' | 'log'> {
  readonly config: Config;
  readonly bot: Bot;
  readonly store: Store;
  readonly shedding: Shedding;
  readonly webChat: ReturnType<typeof webChatOf>;
}

type MarketInfoOf = ReturnType<typeof marketLookup>;

function marketLookup(config: Config, bankOf: BankOf) {
  return (market: Market) => {
    const { locales, defaultLocale, channels } = MARKET_PROFILES[market];
    const enabled = config.markets.includes(market);
    const bankName = enabled ? bankOf(market).profile.name : '';
    return { enabled, locales, defaultLocale, bankName, whatsapp: channels.whatsapp };
  };
}

/** In the sandbox its own account besides. */
function whatsAppAccounts(config: Config): readonly WhatsAppAccount[] {
  const played = isTwilioPlayed(config) ? [sandboxTwilioAccount(config.sandbox.twilioPort)] : [];
  return [...(config.whatsapp?.accounts ?? []), ...played];
}

function isTwilioPlayed({ sandbox }: Config): boolean {
  return sandbox.enabled && sandbox.twilioPort > 0;
}

/** In the sandbox, what a bank does once in Twilio's console. */
function twilioAimOf({ config, http, port, log, onAimedLate }: TwilioAimParts): TwilioAim | undefined {
  if (!isTwilioPlayed(config)) return undefined;
  const { twilioPort } = config.sandbox;
  return createTwilioAim({
    http,
    twilioPort,
    target: { deliverTo: `http://127.0.0.1:${port}`, publicUrl: config.publicBaseUrl },
    onAbsent: () => log.warn({ event: 'sandboxTwilio.absent', port: twilioPort }),
    onAimedLate,
  });
}

interface TwilioAimParts {
  readonly config: Config;
  readonly http: Http;
  readonly port: number;
  readonly log: Log;
  /** Buttons can be made known only now. */
  readonly onAimedLate: () => void;
}

/** The hosts the process may call: the banks', Twilio's, and nobody else's. */
function egressOf(config: Config, bankOf: BankOf, accounts: readonly WhatsAppAccount[]): HttpOptions {
  const { allowedHosts, privateHosts } = bankHosts(config.markets, bankOf);
  return { allowedHosts: [...allowedHosts, ...twilioHosts(accounts)], privateHosts, clock: steadily };
}

/** Loaded only where there are accounts. */
function whatsAppOf({ config, accounts, ...parts }: WhatsAppParts): WhatsApp | undefined {
  if (accounts.length === 0) return undefined;
  const { createWhatsApp }: typeof import('./adapters/channels/whatsapp') = require('./adapters/channels/whatsapp');
  return createWhatsApp({
    ...parts,
    accounts,
    publicBaseUrl: config.publicBaseUrl,
    webChatUrl: (market) => `${config.publicBaseUrl}/chat?market=${market}`,
    pseudonym: (identity) => pseudonymOf(config.masterKey, identity),
    sealKey: deriveKey(config.masterKey, 'payload seal'),
    // What is found twice is taken once; but each look is paid for.
    sweeps: (config.worker?.number ?? 1) === 1,
    clock: Date.now,
  });
}

interface WhatsAppParts extends Pick<WhatsAppOptions, 'http' | 'texts' | 'marketInfo' | 'log'> {
  readonly config: Config;
  readonly accounts: readonly WhatsAppAccount[];
}

/** The Direct Line front, with what our own chat page needs besides. */
function webChatOf({ directLine, ...config }: Config, gateway: ConversationGateway, marketInfo: MarketInfoOf) {
  const clock = Date.now;
  const shared = {
    gateway,
    tokens: createTokens({ keys: [{ id: '1', secret: directLine.signingKey }], issuer: 'lead-capture', clock }),
    clock,
    random: randomBytes,
    marketInfo,
    allowedOrigins: directLine.allowedOrigins,
    allowLocalPages: config.sandbox.enabled,
    publicBaseUrl: config.publicBaseUrl,
    processes: config.workers,
    limits: {
      messagesPerMinute: directLine.messagesPerMinute,
      tokensPerMinutePerAddress: directLine.tokensPerMinutePerAddress,
    },
  };
  const webChat = createWebChat({
    ...shared,
    uploads: directLine.uploads,
    secrets: directLine.secret === undefined ? [] : [directLine.secret],
  });
  const cookieKeys = [deriveKey(config.masterKey, 'visit cookie')];
  return { ...webChat, routes: [...webChat.routes, ...createChatTokenRoutes({ ...shared, cookieKeys })] };
}

function pagesOf(config: Config, directory: string, texts: Texts, marketInfo: MarketInfoOf): readonly Route[] {
  const { enabled, bankPort, twilioPort } = config.sandbox;
  const sandbox = {
    bankName: sandboxBankProfile(MARKETS[0]).name,
    bankPort,
    twilioPort,
    senderOf: sandboxSenderOf,
    sharedSender: SHARED_SENDER,
  };
  return createPages({ profiles: MARKET_PROFILES, marketInfo, texts, directory, ...(enabled ? { sandbox } : {}) });
}

/** `/api/messages` for Azure Bot Service, when a bot is registered. botbuilder is loaded only then. */
function botFrameworkRoutes(
  { botFramework }: Config,
  gateway: ConversationGateway,
  marketInfo: MarketInfoOf,
  log: ReturnType<typeof createEdgeLog>,
): readonly Route[] {
  if (botFramework === undefined) return [];
  const { bankName } = marketInfo(botFramework.market);
  return createBotFramework({ ...botFramework, bankName, gateway, clock: Date.now, random: randomBytes, log });
}
