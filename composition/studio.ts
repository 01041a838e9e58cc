import { join } from 'node:path';
import { MARKET_PROFILES } from '../adapters/markets';
import type { Route } from '../adapters/route';
import type { BankOf } from '../bot/banks';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import type { ShippedFlows } from '../bot/flows';
import { readLocales } from '../bot/loadTexts';
import { anchorIn } from '../bot/operator/anchor';
import { createOperatorThread } from '../bot/operator/thread';
import { checkContent } from '../bot/studio/checkContent';
import { createComments } from '../bot/studio/comments';
import { createContents } from '../bot/studio/contents';
import { createDrafts } from '../bot/studio/drafts';
import { createFlowDoor, type ReplayTraffic } from '../bot/studio/flowDoor';
import { legalTexts } from '../bot/studio/legal/legalTexts';
import { createPublisher } from '../bot/studio/publisher';
import { FLOWS_THREAD } from '../bot/studio/shelf';
import { studioWorld } from '../bot/studio/studioWorld';
import { keepsTests } from '../bot/studio/tests/keepsTests';
import type { EdgeLog, Log } from '../bot/telemetry';
import { localeChain } from '../dialogs/texts';
import { MARKETS, type Market } from '../machines/market';
import { parseFlow } from '../machines/upgrade';
import type { AuditEntry } from '../store/documents';
import type { Attention, Publishing, Register, Store } from '../store/store';
import { type AppPage, createAppPage } from '../web/auth/appPage';
import type { GuardedRoute } from '../web/auth/guard';
import { createStudioRoutes } from '../web/studio/routes';
import { keyedHash } from './keyedHash';
import { testShelfOf } from './simulator';

export interface StudioParts extends Pick<StudioRoutesFrom, 'bot' | 'store' | 'shipped'> {
  readonly studioPage: AppPage;
  readonly config: Pick<Config, 'masterKey'>;
  /** Told where the audit stands. */
  readonly heads: Pick<Log, 'info'>;
}

/** The page designers work on. Few open it: its files are read when somebody does. */
export function studioPageOf(config: Config, bankOf: BankOf, directory: string): AppPage {
  return createAppPage({
    app: 'studio',
    title: 'Studio',
    assetsDir: join(directory, 'studio'),
    isRare: true,
    bankName: bankOf(config.markets[0] ?? MARKETS[0]).profile.name,
    sandbox: config.sandbox.enabled,
  });
}

/** Where flows are changed: every route, with its policy. Nothing is read or built before somebody asks for it. */
export function studioTable({ studioPage: page, config, heads, ...parts }: StudioParts): readonly GuardedRoute[] {
  const audit = { seal: keyedHash(config, 'audit'), onLine: anchorIn(heads) };
  return [
    {
      method: 'GET',
      path: '/studio',
      maxBytes: 0,
      contentTypes: [],
      policy: { roles: 'everybody', market: 'own' },
      answers: 'page',
      handle: page.show,
    },
    { ...page.assets, policy: 'open' },
    ...studioRoutes({ ...parts, ...audit, clock: Date.now, version: page.version }),
  ];
}

export interface StudioRoutesFrom {
  readonly bot: Pick<Bot, 'catalogue' | 'sight'>;
  readonly store: Store & Register & Attention & Publishing;
  readonly shipped: ShippedFlows;
  /** A keyed hash for the lines of the audit, and who is told of each. */
  readonly seal: (text: string) => string;
  readonly onLine?: (line: AuditEntry) => void;
  readonly clock: () => number;
  /** Of the page. */
  readonly version: string;
}

/** The same with a clock and a key of somebody's own. */
export function studioRoutes(parts: StudioRoutesFrom): readonly GuardedRoute[] {
  const { bot, store, clock, version } = parts;
  return createStudioRoutes({
    ...deskOfFlows(parts),
    comments: createComments(store, clock),
    check: (flow, words) => checkContent(flow, words, bot.catalogue()),
    world: () => studioWorld(MARKET_PROFILES, bot.catalogue(), readLocales()),
    version,
  });
}

/** What the command line does about flows on a running server: there where operators are. */
export function flowDoor({ config, heads, ...parts }: FlowDoorParts): readonly Route[] {
  if (config.operators.length === 0) return [];
  const audit = { seal: keyedHash(config, 'audit'), onLine: anchorIn(heads) };
  const { operators } = config;
  const { log, replay } = parts;
  return createFlowDoor({ ...deskOfFlows({ ...parts, ...audit, clock: Date.now }), operators, log, replay });
}

interface FlowDoorParts extends Pick<StudioRoutesFrom, 'bot' | 'store' | 'shipped'> {
  readonly config: Pick<Config, 'masterKey' | 'operators'>;
  readonly heads: Pick<Log, 'info'>;
  readonly log: EdgeLog;
  readonly replay: ReplayTraffic;
}

/** Drafts, what is published, and who decides about it. */
function deskOfFlows(parts: Omit<StudioRoutesFrom, 'version'>) {
  const { bot, store, shipped, clock } = parts;
  const { flows } = bot.sight;
  const drafts = createDrafts(store, clock);
  const localesOf = (market: Market) => [
    ...new Set(MARKET_PROFILES[market].locales.flatMap(({ tag }) => localeChain(tag))),
  ];
  return {
    drafts,
    contents: createContents({ store, shipped, flows, drafts, localesOf, clock }),
    publisher: keepsTests(
      createPublisher({
        store,
        shipped,
        thread: createOperatorThread({ ...parts, id: FLOWS_THREAD }),
        check: ({ flow, words }) => checkContent(parseFlow(flow), words, bot.catalogue()),
        legalTexts: ({ flow, words }, market) => legalTexts({ flow: parseFlow(flow), words }, market, bot.catalogue()),
        localesOf,
        clock,
      }),
      testShelfOf(store),
    ),
  };
}
