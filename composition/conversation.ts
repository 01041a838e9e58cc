import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createCallouts } from '../adapters/callouts';
import type { Messenger } from '../adapters/channels/channel';
import type { Http } from '../adapters/http';
import { MARKET_PROFILES } from '../adapters/markets';
import { type BankOf, bankRestsUntil, banksRestUntil } from '../bot/banks';
import { type Bot, type BotParts, composeBot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import { openFlows, type ShippedFlows } from '../bot/flows';
import { shareOf } from '../bot/messaging/pace';
import { createPublishedFlows } from '../bot/publishedFlows';
import { createPseudonym } from '../bot/telemetry';
import type { Market } from '../machines/market';
import type { Publishing, Store } from '../store/store';
import { keyedHash } from './keyedHash';
import { steadily } from './steadily';

/** The conversation with the banks behind it, and what sends its replies where there is a messenger. */
export function botOf({ config, shipped, bankOf, http, messenger, hub, ...parts }: ConversationParts): Bot {
  const connection = (market: Market) => bankOf(market).callout;
  const callouts = createCallouts({ http, connection, clock: steadily, newUuid: randomUUID });
  return composeBot({
    ...parts,
    callout: (market) => callouts[market.callout],
    banksRestUntil: () => banksRestUntil(config.markets, bankOf, http),
    bankRestsUntil: (market) => bankRestsUntil(market, bankOf, http),
    bankProfile: ({ market }) => bankOf(market).profile,
    markets: MARKET_PROFILES,
    flows: createPublishedFlows({ shipped, store: parts.store, clock: steadily, lot: lotOf(config) }),
    clock: Date.now,
    steady: steadily,
    random: Math.random,
    pseudonym: createPseudonym(config.masterKey),
    sealAudit: keyedHash(config, 'audit'),
    hashes: {
      applicantOf: keyedHash(config, 'one application'),
      referenceName: keyedHash(config, 'reference owner'),
      submissionKey: keyedHash(config, 'submission'),
      fingerprint: keyedHash(config, 'lead fingerprint'),
    },
    oneApplicationMs: config.oneApplicationMs,
    resumeAfterMs: config.resumeAfterMs,
    calloutsPaused: config.calloutsPaused,
    ...(hub && { hub }),
    ...(messenger ? { messenger: { ...messenger, pace: shareOf(messenger.pace, config.workers) } } : {}),
  });
}

/** The flows that come with the product. */
export function shippedFlows(): ShippedFlows {
  return openFlows(join(__dirname, '..', 'dialogs', 'flows'));
}

/** Which side of an experiment a customer is on. */
function lotOf(config: Config): (text: string) => number {
  const hash = keyedHash(config, 'flow experiment');
  return (text) => Buffer.from(hash(text), 'base64url').readUInt32BE(0) / 2 ** 32;
}

interface ConversationParts extends Pick<BotParts, 'texts' | 'log' | 'shedding' | 'attends' | 'ownData' | 'carryOver'> {
  readonly store: Store & Publishing;
  readonly shipped: ShippedFlows;
  readonly config: Config;
  readonly bankOf: BankOf;
  readonly http: Http;
  readonly messenger: Messenger | undefined;
  readonly hub: BotParts['hub'] | undefined;
}
