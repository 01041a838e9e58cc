import type { QuickReply } from '../../dialogs/message';
import { notice } from '../../dialogs/notice';
import type { Notice } from '../../dialogs/view';
import { NO_FACTS } from '../../machines/facts';
import type { Locale, Market } from '../../machines/market';
import type { OpenConversation } from '../conversation';
import { stay, withPenBack } from '../moves';
import type { Next } from '../next';
import { nameIn } from './namedMarket';

/**
 * Asks a customer of a sender that serves several markets which one is theirs, after any remarks. Until they say, nobody
 * knows their language either: all is said in that of their number and in English.
 */
export function askMarket(open: OpenConversation, ...remarks: readonly Notice[]): Next {
  const choices = open.document.marketChoices ?? [];
  return stay(open, ...inEachLanguage(open, [...remarks, notice('say.chooseMarket')], marketChoices(open, choices)));
}

/** The first time with who speaks, as any conversation begins. */
export function greetAndAskMarket(open: OpenConversation, ...remarks: readonly Notice[]): Next {
  return askMarket(open, greeting(open), ...remarks);
}

/** From the beginning, as a new application, since the choice may have been a mistake. */
export function askMarketAgain(open: OpenConversation, ...first: readonly Notice[]): Next {
  const { marketsOffered = [], run } = open.document;
  const question = inEachLanguage(open, [...first, notice('say.chooseMarket')], marketChoices(open, marketsOffered));
  return {
    ...withPenBack(open),
    marketChoices: marketsOffered,
    facts: NO_FACTS,
    step: open.flow.resolved.initial,
    run: run + 1,
    attempts: 0,
    utterances: question,
  };
}

/** The same in each language that the customer may read, with what there is to choose from under the last. */
export function inEachLanguage(
  open: OpenConversation,
  notices: readonly Notice[],
  choices: readonly QuickReply[],
): readonly Notice[] {
  const said = languagesOf(open).flatMap((locale) => notices.map((one): Notice => ({ ...one, locale })));
  return said.map((one, at) => (at === said.length - 1 ? { ...one, choices } : one));
}

const ENGLISH: Locale = 'en';

function languagesOf({ document, market }: OpenConversation): readonly [Locale, ...Locale[]] {
  const own = document.locale;
  const other = isEnglish(own) ? market.defaultLocale : ENGLISH;
  return isEnglish(own) && isEnglish(other) ? [own] : [own, other];
}

function isEnglish(locale: Locale): boolean {
  return locale.split('-', 1)[0] === ENGLISH;
}

/** The bank is named when the number serves one alone: nobody is told of a bank that may not be theirs. */
function greeting({ document, markets, bankOf }: OpenConversation): Notice {
  const names = new Set((document.marketChoices ?? []).map((market) => bankOf(markets[market]).name));
  const [bank] = names;
  return bank !== undefined && names.size === 1
    ? notice('say.marketWelcome', { bank })
    : notice('say.marketWelcomeNoBank');
}

function marketChoices(open: OpenConversation, choices: readonly Market[]): readonly QuickReply[] {
  return choices.map((market) => ({ payload: `cmd|market:${market}`, label: labelOf(open, market) }));
}

/** What a button holds. */
const MAX_TITLE = 20;

/** In both languages where both fit. */
function labelOf(open: OpenConversation, market: Market): string {
  const [own = '', ...others] = languagesOf(open).map((locale) => nameIn(locale, open.markets[market]));
  const both = [...new Set([own, ...others])].join(' / ');
  return both.length <= MAX_TITLE ? both : own;
}
