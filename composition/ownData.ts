import { MARKET_PROFILES } from '../adapters/markets';
import type { Route } from '../adapters/route';
import type { BankOf } from '../bot/banks';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import type { Erasures } from '../bot/operator/erasure';
import { createCertificates } from '../bot/ownData/certificates';
import { createDocumentCodes, type DocumentCodes } from '../bot/ownData/documentCode';
import { createForgetting } from '../bot/ownData/forgetting';
import { createOwnDataLinks, type OwnDataLinks } from '../bot/ownData/links';
import { createReceipts } from '../bot/ownData/receipt';
import { createReceiptTokens, type ReceiptTokens } from '../bot/ownData/receiptToken';
import { createVerifier } from '../bot/ownData/verify';
import { deriveKey, type Log } from '../bot/telemetry';
import type { WorkLoop } from '../bot/workLoop';
import type { Texts } from '../dialogs/texts';
import { MARKETS } from '../machines/market';
import type { Register, Store } from '../store/store';
import { createReceiptRoutes } from '../web/receipt/routes';
import { keyedHash } from './keyedHash';

/** What customers can have of their own data: a receipt, the proof that it is ours, and an end to it. */
export interface OwnData {
  readonly links: OwnDataLinks;
  readonly codes: DocumentCodes;
  readonly tokens: ReceiptTokens;
}

export function ownDataOf(config: Config): OwnData {
  const codes = createDocumentCodes(keyedHash(config, 'document code'));
  const tokens = createReceiptTokens(deriveKey(config.masterKey, 'receipt link'));
  return { codes, tokens, links: createOwnDataLinks({ codes, tokens, publicBaseUrl: config.publicBaseUrl }) };
}

/** The pages: loaded only with the rest of the product around them. */
export function ownDataRoutes({
  config,
  bot,
  store,
  bankOf,
  texts,
  directory,
  ownData,
}: RoutesParts): readonly Route[] {
  const { codes, tokens } = ownData;
  return createReceiptRoutes({
    receipts: createReceipts({ store, look: bot.look, tokens, codes, clock: Date.now }),
    verifier: createVerifier({ codes, certificates: createCertificates(store) }),
    profiles: MARKET_PROFILES,
    bankName: bankOf(config.markets[0] ?? MARKETS[0]).profile.name,
    sandbox: config.sandbox.enabled,
    texts,
    directory,
    publicBaseUrl: config.publicBaseUrl,
    looksPerMinute: config.directLine.tokensPerMinutePerAddress,
  });
}

interface RoutesParts {
  readonly config: Config;
  readonly bot: Pick<Bot, 'look'>;
  readonly store: Store & Register;
  readonly bankOf: BankOf;
  readonly texts: Texts;
  /** Where the build put the pages' files. */
  readonly directory: string;
  readonly ownData: OwnData;
}

/** Who does what customers asked for when they wanted all of it gone. */
export function forgettingOf({ config, store, erasures, ownData, log }: ForgettingOf): WorkLoop {
  const { codes } = ownData;
  const { oneApplicationMs } = config;
  const certificates = createCertificates(store);
  return createForgetting({ store, erasures, certificates, codes, oneApplicationMs, clock: Date.now, log });
}

interface ForgettingOf {
  readonly config: Pick<Config, 'oneApplicationMs'>;
  readonly store: Store & Register;
  readonly erasures: Erasures;
  readonly ownData: OwnData;
  readonly log: Log;
}
