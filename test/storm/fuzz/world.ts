import { randomBytes } from 'node:crypto';
import { createWebChat } from '../../../adapters/channels/webchat';
import { createTokens } from '../../../adapters/channels/webchat/tokens';
import { createWhatsAppInbox } from '../../../adapters/channels/whatsapp/inbound/inbox';
import { createWhatsAppMessenger } from '../../../adapters/channels/whatsapp/outbound/messenger';
import { createPayloadSeal } from '../../../adapters/channels/whatsapp/payloadSeal';
import { createHttp } from '../../../adapters/http';
import { MARKET_PROFILES } from '../../../adapters/markets';
import type { HttpResponse, Route } from '../../../adapters/route';
import { composeBot } from '../../../bot/composeBot';
import { openFlows } from '../../../bot/flows';
import { loadTexts } from '../../../bot/loadTexts';
import { NEWEST_LINES } from '../../../bot/operator/audit';
import { createOperatorRoutes } from '../../../bot/operator/routes';
import { createServer } from '../../../bot/server';
import { createPseudonym, type Log } from '../../../bot/telemetry';
import type { TranscriptEntry } from '../../../dialogs/message';
import type { Market } from '../../../machines/market';
import { sandboxBankProfile } from '../../../sandbox/bankProfiles';
import { sandboxTwilioAccount } from '../../../sandbox/twilioAccount';
import type { ConversationDocument, RecordDocument } from '../../../store/documents';
import type { CommitOutcome, Store } from '../../../store/store';
import { FLOWS_DIRECTORY } from './flowsDirectory';

export const PUBLIC_URL = 'https://chat.bank.example';
export const SECRET = 'fuzz-secret-of-the-banks-back-end-0001';
export const OPERATOR_TOKEN = 'fuzz-operator-token-of-32-characters';
export const ACCOUNT = sandboxTwilioAccount(9);

/** One request as the edge hands it on. */
export interface Sent {
  readonly method: string;
  /** The path of a route, and what stands for its parameters. */
  readonly route: string;
  readonly id?: string;
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * The product without processes, disk and bank: real channels, turns and operators' door, over a store that forgets.
 * What is sent to it is answered as at the edge, or a promise rejects, which at the edge is a 500.
 */
export function createWorld() {
  const logged: string[] = [];
  const log: Log = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (line) => void logged.push(JSON.stringify(line)),
  };
  const edgeLog = { info: ignore, warn: ignore, error: (fields: object) => void logged.push(JSON.stringify(fields)) };
  const texts = loadTexts();
  const http = createHttp({ allowedHosts: [] });
  const shared = {
    accounts: [ACCOUNT],
    texts,
    seal: createPayloadSeal('fuzz seal key'),
    publicBaseUrl: PUBLIC_URL,
    clock,
    log: edgeLog,
  };
  const messenger = createWhatsAppMessenger({ ...shared, http });
  const { store, forget, falter, documents } = forgetfulStore();
  const bot = composeBot({
    store,
    callout: () => NO_BANK,
    bankProfile: ({ market }) => sandboxBankProfile(market),
    markets: MARKET_PROFILES,
    texts,
    flows: openFlows(FLOWS_DIRECTORY),
    clock,
    random: () => 0.5,
    log,
    pseudonym: createPseudonym('fuzz key'),
    sealAudit: createPseudonym('fuzz audit key'),
    resumeAfterMs: 6 * 3_600_000,
    messenger,
  });
  const gateway = bot.messengerGateway;
  if (gateway === undefined) throw new Error('The fuzzed bot has no messenger.');
  const marketInfo = (market: Market) => {
    const { channels, defaultLocale, locales } = MARKET_PROFILES[market];
    return { enabled: true, bankName: 'Larkfield Bank', whatsapp: channels.whatsapp, defaultLocale, locales };
  };
  const inbox = createWhatsAppInbox({
    ...shared,
    gateway,
    marketInfo,
    webChatUrl: (market) => `${PUBLIC_URL}/chat?market=${market}`,
    sendText: async () => undefined,
    purge: async () => true,
    pseudonym: createPseudonym('fuzz key'),
  });
  const tokens = createTokens({
    keys: [{ id: '1', secret: 'fuzz signing key of 32 characters' }],
    issuer: 'fuzz',
    clock,
  });
  const webChat = createWebChat({
    gateway: bot.intake,
    tokens,
    clock,
    random: randomBytes,
    marketInfo,
    allowedOrigins: [],
    secrets: [SECRET],
    uploads: 'accept',
    publicBaseUrl: PUBLIC_URL,
    limits: { messagesPerMinute: 1e9, readsPerMinute: 1e9, streamOpensPerMinute: 1e9, tokensPerMinutePerAddress: 1e9 },
  });
  const door = createOperatorRoutes({
    operators: [{ name: 'ann', token: OPERATOR_TOKEN }],
    casework: EMPTY_DESK,
    erasures: EMPTY_DESK,
    calloutSwitch: bot.calloutSwitch,
    onResumed: ignore,
    checkAudit: async () => ({ streams: 0, lines: 0, broken: [] }) as never,
    backUp: async () => undefined,
    log: edgeLog,
  });
  const routes = [...webChat.routes, ...inbox.routes, ...door];
  const byName = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return {
    bot,
    tokens,
    messenger,
    routes,
    logged,
    forget,
    documentOf: (id: string) => documents.get(id),
    falter,
    /** Time passes without anybody writing. */
    passes: (ms: number) => {
      now += ms;
    },
    /** Starts a real server of the same parts. */
    listen: async () => {
      const server = createServer({ routes, upgrade: webChat, log: edgeLog, clock, ready: () => ({ ok: true }) });
      const { port } = await server.listen(0, '127.0.0.1');
      return { port, close: () => server.drain() };
    },
    close: () => webChat.close(),
    answer(sent: Sent): Promise<HttpResponse> {
      const route = byName.get(`${sent.method} ${sent.route}`);
      if (route === undefined) throw new Error(`There is no ${sent.method} ${sent.route}.`);
      return answerOf(route, sent);
    },
  };
}

export type World = ReturnType<typeof createWorld>;

async function answerOf(route: Route, { method, id, query = '', headers, body }: Sent): Promise<HttpResponse> {
  if (body.length > route.maxBytes) return { status: 413 };
  return route.handle({
    method,
    path: route.path,
    params: id === undefined ? {} : { id },
    query: new URLSearchParams(query),
    rawQuery: query,
    headers,
    body,
    ip: '127.0.0.1',
  });
}

/** Time goes on by itself, a little faster than people type. */
function clock(): number {
  now += 7;
  return now;
}

let now = Date.UTC(2026, 0, 1);
const ignore = (): void => undefined;
const NO_BANK = { products: async () => undefined, referenceData: async () => [] } as never;
const EMPTY_DESK = {
  cases: async () => [],
  deadLetters: async () => [],
  decide: async () => undefined,
  replay: async () => undefined,
} as never;

/** Keeps what was said of the conversations that are still talked to, whose telephones are whose, and the last lines of operators. */
function forgetfulStore() {
  const said = new Map<string, TranscriptEntry[]>();
  const ofOperators = new Map<string, RecordDocument[]>();
  const people = new Map<string, string>();
  const documents = new Map<string, ConversationDocument>();
  let faltering: CommitOutcome | undefined;
  const store: Store = {
    load: async (id) => documents.get(id),
    commit: async ({ conversationId, conversation, transcript = [], records = [] }) => {
      const instead = documents.has(conversationId) ? faltering : undefined;
      if (instead !== undefined) {
        faltering = undefined;
        return instead;
      }
      if (conversation !== undefined) documents.set(conversationId, conversation);
      if (conversationId.startsWith('operators:')) {
        ofOperators.set(
          conversationId,
          [...records, ...(ofOperators.get(conversationId) ?? [])].slice(0, NEWEST_LINES),
        );
      }
      const entries = said.get(conversationId) ?? [];
      said.set(conversationId, [...entries, ...transcript].slice(-50));
      return { status: 'committed' };
    },
    transcript: async (id, afterSeq, limit) => (said.get(id) ?? []).filter(({ seq }) => seq > afterSeq).slice(0, limit),
    // Of the kinds that are asked for, the door keeps the audit alone.
    records: (async (_kind: string, { conversationId = '' }) => ofOperators.get(conversationId) ?? []) as never,
    claim: async () => [],
    settle: async () => true,
    identify: async ({ personId, number, conversationId }) => {
      const name = `${personId ?? number}`;
      const known = people.get(name) ?? conversationId;
      people.set(name, known);
      return known;
    },
    deliver: async () => true,
    deliveries: async () => [],
    nextDueAt: async () => undefined,
    work: async () => [],
    healthy: () => true,
    close: async () => undefined,
  };
  return {
    store,
    documents: documents as ReadonlyMap<string, ConversationDocument>,
    forget: (id: string) => {
      said.delete(id);
      documents.delete(id);
    },
    /** What the next commit comes to instead. */
    falter: (outcome: CommitOutcome) => {
      faltering = outcome;
    },
  };
}
