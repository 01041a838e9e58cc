import { join } from 'node:path';
import { createHttp } from './adapters/http';
import { createBanks } from './bot/banks';
import { createSkewAlarm } from './bot/clockSkew';
import type { Config } from './bot/config';
import { loadTexts } from './bot/loadTexts';
import { openStore } from './bot/openStore';
import { createEdgeLog, createLog } from './bot/telemetry';
import { carryOverOf } from './composition/carryOver';
import { botOf, shippedFlows } from './composition/conversation';
import { deskOf } from './composition/desk';
import { meterOf, serverOf, sheddingOf } from './composition/edge';
import { egressOf } from './composition/egress';
import { erasuresOf } from './composition/erasures';
import { asksHub, hubOf } from './composition/hub';
import { marketLookup } from './composition/marketInfo';
import { forgettingOf, ownDataOf, ownDataRoutes } from './composition/ownData';
import { botFrameworkRoutes, operatorRoutes, pagesOf } from './composition/routes';
import { simulatorOf } from './composition/simulator';
import { staffOf, staffRoutes } from './composition/staff';
import { staffTableOf } from './composition/staffTable';
import { flowDoor, studioPageOf } from './composition/studio';
import { upkeepOf } from './composition/upkeep';
import { webChatOf } from './composition/webChat';
import { twilioAimOf, whatsAppAccounts, whatsAppOf } from './composition/whatsApp';
import { sandboxBankProfile } from './sandbox/bankProfiles';

/** A running product: where it listens and how to end it. */
export interface Product {
  readonly port: number;
  /** While nobody can sign in: the link that makes the first account, once. Those it gave before are worth nothing. */
  firstInvite(): Promise<string | undefined>;
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
  const hub = hubOf({ config, http, log: edgeLog });
  const shipped = shippedFlows();
  const ownData = ownDataOf(config);
  const bot = botOf({
    config,
    shipped,
    bankOf,
    http,
    store,
    texts,
    log,
    shedding,
    messenger: whatsApp?.messenger,
    hub,
    ownData: ownData.links,
    carryOver: carryOverOf(config, accounts),
    attends: (market) => (asksHub(config, market) ? undefined : desk.attends(market)),
  });
  const webChat = webChatOf(config, bot.intake, marketInfo);
  const door = bot.messengerGateway && whatsApp?.open(bot.messengerGateway);
  const staff = staffOf(config, store, log);
  const desk = deskOf({ config, bot, store, staff, bankOf, directory: pages, log });
  const studioPage = studioPageOf(config, bankOf, pages);
  const simulator = simulatorOf({ bot, store, clock: Date.now, version: studioPage.version });
  const table = staffTableOf({
    config,
    staff,
    bot,
    store,
    bankOf,
    http,
    desk,
    studioPage,
    simulator,
    shipped,
    heads: log,
    log: edgeLog,
    directory: pages,
  });
  const erasures = erasuresOf({ config, bot, store, log, onErased: webChat.endConversation });
  const forgetting = forgettingOf({ config, store, erasures, ownData, log });
  const routes = [
    ...pagesOf(config, pages, texts, marketInfo),
    ...ownDataRoutes({ config, bot, store, bankOf, texts, directory: pages, ownData }),
    ...botFrameworkRoutes(config, bot.intake, marketInfo, {
      log: edgeLog,
      ...(hub?.handoff && { handoff: hub.handoff }),
    }),
    ...(door?.routes ?? []),
    ...(bot.hub ? (hub?.centre.routes(bot.hub.door) ?? []) : []),
    ...operatorRoutes({ config, bot, store, people: staff.people, erasures, log }),
    ...flowDoor({ config, bot, store, shipped, heads: log, log: edgeLog, replay: simulator.replay }),
    ...staffRoutes(table, config, staff),
  ];
  const server = serverOf({ config, bot, store, shedding, log: edgeLog, routes, webChat });
  const address = await server.listen(config.port);
  const workers = [bot.outbox, bot.replies, bot.timers, bot.hub?.line, forgetting].filter(
    (worker) => worker !== undefined,
  );
  for (const worker of workers) worker.start();
  desk.start();
  shedding.watch(meterOf(config, bot, webChat));
  const upkeep = upkeepOf({ config, store, erasures, log });
  upkeep.start();
  const unwatch = store.watch?.(bot.intake.hears);
  const aim = twilioAimOf({ config, http, port: address.port, log, onAimedLate: () => door?.start() });
  await aim?.start();
  door?.start();
  return {
    port: address.port,
    async firstInvite() {
      // Whom the bank's own sign-in vouches for needs no invite.
      const token = config.oidc ? undefined : await staff.inviteFirst(config.markets);
      // Of any free port only the system knows which.
      const base = config.port === 0 ? `http://localhost:${address.port}` : config.publicBaseUrl;
      return token && `${base}/sign-in/invite#${token}`;
    },
    async stop() {
      await desk.stop();
      await simulator.stop();
      await server.drain();
      shedding.stop();
      await aim?.stop();
      await door?.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
      await bot.intake.idle();
      unwatch?.();
      await upkeep.stop();
      await store.close();
      http.close();
    },
  };
}
