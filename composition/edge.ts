import { DEFAULT_WEB_CHAT_LIMITS } from '../adapters/channels/webchat/limits';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import { createMeter, grantedMemory } from '../bot/load/meter';
import { createShedding, type Shedding } from '../bot/load/shedding';
import { readiness } from '../bot/readiness';
import { createServer, type Server, type ServerOptions } from '../bot/server';
import type { Log } from '../bot/telemetry';
import type { Store } from '../store/store';
import type { WebChat } from './webChat';

/** What listens for customers. */
export function serverOf({ config, bot, store, shedding, log, routes, webChat }: ServerParts): Server {
  return createServer({
    routes: [...webChat.routes, ...routes],
    upgrade: webChat,
    log,
    clock: Date.now,
    trustedProxies: config.trustedProxies,
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
  readonly webChat: WebChat;
}

/** Of this process: with several, each counts its own. */
export function sheddingOf({ overload, workers }: Config, log: Log): Shedding {
  const streams = Math.ceil(DEFAULT_WEB_CHAT_LIMITS.streams / workers);
  return createShedding({ limits: { ...overload, memory: MEMORY_SHARE, streams }, log });
}

/** What shedding goes by. */
export function meterOf({ workers }: Config, { intake }: Bot, webChat: WebChat) {
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
