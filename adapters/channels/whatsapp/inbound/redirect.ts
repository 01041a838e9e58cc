import type { Address } from '../../../../dialogs/message';
import type { Texts } from '../../../../dialogs/texts';
import type { Locale, Market, MarketProfile } from '../../../../machines/market';
import type { WebhookLog } from './webhook';

/** What this channel needs to know of a market; undefined for one that is not served at all. */
export interface WhatsAppMarket {
  readonly enabled: boolean;
  readonly whatsapp: MarketProfile['channels']['whatsapp'];
  readonly defaultLocale: Locale;
  readonly locales: readonly { readonly tag: Locale }[];
}

export interface RedirectOptions {
  readonly marketInfo: (market: Market) => WhatsAppMarket | undefined;
  readonly texts: Pick<Texts, 'say'>;
  readonly webChatUrl: (market: Market) => string;
  readonly sendText: (address: Address, text: string) => Promise<void>;
  /** A stand-in for an identity: numbers of people we may not talk to are not kept, not even in memory. */
  readonly pseudonym: (identity: string) => string;
  readonly clock: () => number;
  readonly log: WebhookLog;
}

/** The markets behind a sender in which a conversation on WhatsApp may be held, in the order configured. */
export function openMarkets(
  markets: readonly Market[],
  marketInfo: RedirectOptions['marketInfo'],
): readonly [Market, ...Market[]] | undefined {
  const [first, ...rest] = markets.filter((market) => {
    const info = marketInfo(market);
    return info?.enabled === true && info.whatsapp !== 'prohibited';
  });
  return first === undefined ? undefined : [first, ...rest];
}

const QUIET_MS = 24 * 3_600_000;
const MAX_REMEMBERED = 10_000;
const ENGLISH: Locale = 'en';

/**
 * One neutral sentence that leads to the web chat, for customers of a market that bars banks from WhatsApp: once in 24
 * hours, and without a trace of what they wrote.
 */
export function createRedirect(options: RedirectOptions): (address: Address, market: Market) => Promise<void> {
  const sentAt = new Map<string, number>();
  return async (address, market) => {
    const person = options.pseudonym(`${address.sender}\n${address.user}`);
    const now = options.clock();
    const last = sentAt.get(person);
    if (last !== undefined && now - last < QUIET_MS) return;
    remember(sentAt, person, now);
    try {
      await options.sendText(address, redirectText(options, market));
    } catch (err) {
      sentAt.delete(person);
      options.log.error({ code: 'whatsapp.redirectFailed', err }, 'A customer could not be led to the web chat');
    }
  };
}

/** A map keeps the order of entry: the first is the one heard of longest ago. */
function remember(sentAt: Map<string, number>, person: string, now: number): void {
  sentAt.delete(person);
  sentAt.set(person, now);
  const [oldest] = sentAt.keys();
  if (sentAt.size > MAX_REMEMBERED && oldest !== undefined) sentAt.delete(oldest);
}

const MOST_LANGUAGES = 3;

/** Nobody has chosen a language yet: the market's own comes first, and English is among them everywhere. */
function languagesOf(market: WhatsAppMarket | undefined): readonly Locale[] {
  return market === undefined ? [ENGLISH] : [market.defaultLocale, ...market.locales.map(({ tag }) => tag), ENGLISH];
}

function redirectText({ marketInfo, texts, webChatUrl }: RedirectOptions, market: Market): string {
  const url = webChatUrl(market);
  const lines = languagesOf(marketInfo(market)).map((locale) => texts.say(locale, 'whatsapp.redirect', { url }));
  return [...new Set(lines)].slice(0, MOST_LANGUAGES).join('\n\n');
}
