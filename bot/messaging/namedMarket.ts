import { fold } from '../../dialogs/fold';
import type { Locale, Market, MarketProfile } from '../../machines/market';

type Markets = Readonly<Record<Market, MarketProfile>>;

/**
 * The one market that a text names, in any language of the product: by its code and nothing else, since many a code is
 * a word, or by its name among other words. Undefined when none or several are named.
 */
export function namedMarket(markets: Markets, choices: readonly Market[], text: string): Market | undefined {
  const typed = fold(text);
  const byCode = choices.find((market) => market.toLowerCase() === typed);
  if (byCode) return byCode;
  const found = choices.flatMap((market) =>
    namesOf(markets, market).flatMap((name) => (isIn(typed, name) ? [{ market, name }] : [])),
  );
  const sure = found.filter(
    (one) => !found.some((other) => other.market !== one.market && isPart(one.name, other.name)),
  );
  const [first, ...others] = new Set(sure.map(({ market }) => market));
  return others.length === 0 ? first : undefined;
}

/** How a market is called on a button. */
export function nameIn(locale: Locale, { market, name }: MarketProfile, style: Style = 'short'): string {
  return new Intl.DisplayNames([locale], { type: 'region', style }).of(market) ?? name;
}

const STYLES = ['short', 'long'] as const;
type Style = (typeof STYLES)[number];

/** Scripts that write words without spaces between them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Thai}]/u;

function isIn(typed: string, name: string): boolean {
  if (UNSPACED.test(name)) return typed.replaceAll(' ', '').includes(name.replaceAll(' ', ''));
  return ` ${typed} `.includes(` ${name} `) || typed === name.replaceAll(' ', '');
}

/** The name of one country may begin that of another: 印度, 印度尼西亚. */
function isPart(name: string, other: string): boolean {
  return name.length < other.length && other.includes(name);
}

const known = new WeakMap<MarketProfile, readonly string[]>();

/** Put together once for each market. */
function namesOf(markets: Markets, market: Market): readonly string[] {
  const profile = markets[market];
  const found = known.get(profile);
  if (found) return found;
  const locales = Object.values(markets).flatMap((each) => each.locales.map(({ tag }) => tag));
  const names = [...locales, 'en'].flatMap((locale) => STYLES.map((style) => nameIn(locale, profile, style)));
  const made = [...new Set([profile.name, ...names].map(fold))];
  known.set(profile, made);
  return made;
}
