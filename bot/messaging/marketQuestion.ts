import { fold, toAsciiDigits } from '../../dialogs/fold';
import type { CustomerMessage, InboundMessage, QuickReply, Start } from '../../dialogs/message';
import { notice } from '../../dialogs/notice';
import { parsePayload } from '../../dialogs/payload';
import type { Locale, Market, MarketProfile } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import type { OpenConversation } from '../conversation';
import { isFromCustomer, isLate } from '../inbound';
import { stay } from '../moves';
import type { Next } from '../next';

type Markets = Readonly<Record<Market, MarketProfile>>;

/** Asks a customer of a sender that serves several markets which one is theirs. Until they say, nothing else is heard. */
export function askMarket(open: OpenConversation): Next {
  const choices = (open.document.marketChoices ?? []).map(
    (market): QuickReply => ({
      payload: `cmd|market:${market}`,
      label: nameIn(open.document.locale, open.markets[market]),
    }),
  );
  return stay(open, notice('say.chooseMarket', {}, choices));
}

/** The market a message names while it is asked for: by a tap, its number, its code, or its name in a language spoken there. */
export function chosenMarket(
  markets: Markets,
  document: ConversationDocument,
  message: InboundMessage,
): Market | undefined {
  const { marketChoices: choices, optedOut } = document;
  if (choices === undefined || optedOut !== undefined) return undefined;
  if (!isFromCustomer(message) || isLate(document, message)) return undefined;
  return named(markets, choices, message);
}

/** Whose language the question is asked in: of the market the customer's number is from, else of the first. */
export function standInMarket(markets: Markets, { markets: choices, address }: Start): Market {
  const number = /\+(\d+)$/.exec(address.user)?.[1] ?? '';
  return choices.find((market) => number.startsWith(markets[market].phone.callingCode)) ?? choices[0];
}

function named(markets: Markets, choices: readonly Market[], message: CustomerMessage): Market | undefined {
  if (message.kind === 'choice') {
    const tap = parsePayload(message.payload);
    const isMarket = tap?.kind === 'command' && tap.command === 'market';
    return isMarket ? choices.find((market) => market === tap.argument) : undefined;
  }
  if (message.kind !== 'text') return undefined;
  const typed = fold(message.text);
  const number = toAsciiDigits(typed);
  if (/^\d+$/.test(number)) return choices[Number(number) - 1];
  const locales = choices.flatMap((market) => markets[market].locales.map(({ tag }) => tag));
  return choices.find((market) => namesOf(markets[market], locales).some((name) => fold(name) === typed));
}

function namesOf(profile: MarketProfile, locales: readonly Locale[]): readonly string[] {
  const names = [...locales, 'en'].flatMap((locale) => STYLES.map((style) => nameIn(locale, profile, style)));
  return [profile.market, profile.name, ...names];
}

const STYLES = ['short', 'long'] as const;

function nameIn(locale: Locale, { market, name }: MarketProfile, style: (typeof STYLES)[number] = 'short'): string {
  return new Intl.DisplayNames([locale], { type: 'region', style }).of(market) ?? name;
}
