import { join } from 'node:path';
import { MARKET_PROFILES } from '../adapters/markets';
import type { BankOf } from '../bot/banks';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import { nextSlot } from '../bot/desk/callSlots';
import { createCannedShelf } from '../bot/desk/cannedShelf';
import { createLiveDesk, type LiveDesk } from '../bot/desk/liveDesk';
import { rememberedHours } from '../bot/desk/openHours';
import { createReveal, REVEALS_THREAD } from '../bot/desk/reveal';
import { anchorIn } from '../bot/operator/anchor';
import { createCasework } from '../bot/operator/casework';
import { createOperatorThread } from '../bot/operator/thread';
import { createDirectory, type Directory } from '../bot/staff/directory';
import type { Staff } from '../bot/staff/staff';
import type { Log } from '../bot/telemetry';
import { MARKETS, type Market } from '../machines/market';
import type { Attention, Register, Store } from '../store/store';
import { createAppPage } from '../web/auth/appPage';
import type { GuardedRoute } from '../web/auth/guard';
import { createEventsRoute } from '../web/desk/eventsRoute';
import { createDeskRoutes } from '../web/desk/routes';
import { keyedHash } from './keyedHash';

export interface DeskParts {
  readonly config: Config;
  readonly bot: Bot;
  readonly store: Store & Register & Attention;
  readonly staff: Staff;
  readonly bankOf: BankOf;
  /** Where the build put the pages' files. */
  readonly directory: string;
  readonly log: Log;
}

/** Where people take conversations over: its routes, and what it does by itself. */
export interface Desk {
  /** Every route, with its policy. */
  readonly table: readonly GuardedRoute[];
  /** Whether somebody of a market is there now; undefined while nobody knows. */
  attends(market: Market): boolean | undefined;
  start(): void;
  /** Pages that follow what happens are told to come back, to whoever is there then. */
  stop(): Promise<void>;
}

export function deskOf(parts: DeskParts): Desk {
  const { config, bot, store, staff, log } = parts;
  const directory = createDirectory({ everybody: staff.everybody, clock: Date.now });
  const live = createLiveDesk({
    ...(config.hub && { hub: config.hub.kind }),
    store,
    intake: bot.intake,
    staff: directory,
    times: {
      hours: rememberedHours((market, at) => nextSlot(MARKET_PROFILES[market], at)),
      serviceTimes: config.desk.serviceTimes,
    },
    clock: Date.now,
    onFault: (cause) => log.error({ event: 'desk.fault', cause: String(cause) }),
  });
  const unwatch = [
    bot.intake.watchTurns(live.moved),
    bot.intake.typing.watch((conversationId, { from }) => {
      if (from === 'customer') live.typing(conversationId, from);
    }),
  ];
  return {
    table: tableOf(parts, live, directory),
    attends: live.attends,
    start: () => live.leases.start(),
    async stop() {
      for (const stop of unwatch) stop();
      live.events.close();
      await live.leases.stop();
    },
  };
}

function tableOf(parts: DeskParts, live: LiveDesk, people: Directory): readonly GuardedRoute[] {
  const { config, bot, store, staff, bankOf, directory, log } = parts;
  const clock = Date.now;
  const seal = keyedHash(config, 'audit');
  const thread = (id: `operators:${string}`) => createOperatorThread({ id, store, clock, seal, onLine: anchorIn(log) });
  const page = createAppPage({
    app: 'desk',
    title: 'Desk',
    assetsDir: join(directory, 'desk'),
    bankName: bankOf(config.markets[0] ?? MARKETS[0]).profile.name,
    sandbox: config.sandbox.enabled,
  });
  return [
    {
      method: 'GET',
      path: '/desk',
      maxBytes: 0,
      contentTypes: [],
      policy: { roles: 'everybody', market: 'own' },
      answers: 'page',
      handle: page.show,
    },
    { ...page.assets, policy: 'open' },
    createEventsRoute({ events: live.events, version: page.version }),
    ...createDeskRoutes({
      store,
      bot,
      people: staff.people,
      staff: people,
      casework: createCasework({
        store,
        intake: bot.intake,
        thread: thread('operators:desk'),
        people: staff.people,
        clock,
        log,
      }),
      shelf: createCannedShelf(store),
      reveal: createReveal({ store, bot, thread: thread(REVEALS_THREAD), clock, log }),
      live,
      queues: (market) => queuesOf(bot, market),
      version: page.version,
      clock,
    }),
  ];
}

/** Where the current flow of a market has customers wait for a person. */
function queuesOf({ sight }: Bot, market: Market): readonly string[] {
  const { resolved } = sight.flows.current(market);
  return [...new Set(Object.values(resolved.steps).flatMap((step) => (step.kind === 'handoff' ? [step.queue] : [])))];
}
