import type { IncomeBand, Locale, MarketProfile } from '../machines/market';
import { parseAmount } from './amounts';
import { stripInvisible } from './fold';
import { formatMoney, type MoneyStyle } from './money';
import type { Texts } from './texts';
import type { ListChoice } from './view';

/** The longest title a list row may have on any channel, in UTF-16 units. */
export const MAX_LABEL = 24;

/** The market's income bands as rows. When one is too long for a title, all are written short, so that they compare. */
export function incomeChoices(market: MarketProfile, locale: Locale, texts: Texts): readonly ListChoice[] {
  const { bands } = market.income;
  const label = (style: MoneyStyle) => (band: IncomeBand) => bandLabel({ market, locale, texts, band, style });
  const full = bands.map(label({}));
  const labels = full.every((text) => text.length <= MAX_LABEL) ? full : bands.map(label({ compact: true }));
  return bands.map((band, index) => ({ code: band.code, label: labels[index] ?? band.code }));
}

/** The band of an amount typed instead of a choice. Undefined for whatever else stands around it: it may change the sense. */
export function bandOfAmount(market: MarketProfile, text: string): string | undefined {
  const amount = parseAmount(withoutCurrency(market, text));
  if (amount === undefined) return undefined;
  return market.income.bands.find(({ from, to }) => amount >= from && (to === null || amount <= to))?.code;
}

function withoutCurrency({ currency }: MarketProfile, text: string): string {
  let typed = stripInvisible(text.slice(0, 40).normalize('NFKC')).toLowerCase().trim();
  const names = [currency.label, currency.code, ...(CURRENCY_WORDS[currency.code] ?? [])];
  for (const unit of names.map((name) => name.normalize('NFKC').toLowerCase())) {
    if (typed.startsWith(unit)) typed = typed.slice(unit.length).trim();
    if (typed.endsWith(unit)) typed = typed.slice(0, -unit.length).trim();
  }
  return typed;
}

/** What customers call the money of their country. */
const CURRENCY_WORDS: Readonly<Record<string, readonly string[]>> = {
  AUD: ['dollars', '$'],
  HKD: ['dollars', '元', '蚊', '$'],
  SGD: ['dollars', '$', '元'],
  INR: ['rupees', 'rs.', 'rs', 'रुपये', 'रुपए'],
  MYR: ['ringgit', '令吉'],
  PHP: ['pesos', 'piso'],
  IDR: ['rupiah'],
  THB: ['บาท', 'baht'],
  VND: ['đồng', 'vnđ'],
  PLN: ['złotych', 'złote', 'zł'],
  RUB: ['рублей', 'рубля', 'руб.', 'руб'],
  AED: ['درهم', 'dirhams', 'dhs'],
};

interface Band {
  readonly market: MarketProfile;
  readonly locale: Locale;
  readonly texts: Texts;
  readonly band: IncomeBand;
  readonly style: MoneyStyle;
}

function bandLabel({ market, locale, texts, band, style }: Band): string {
  const money = (amount: number) => formatMoney(market, locale, amount, style);
  if (band.to === null) return texts.say(locale, 'band.above', { from: money(band.from) });
  if (band.from === 0) return texts.say(locale, 'band.below', { to: money(band.to + 1) });
  return texts.say(locale, 'band.range', { from: money(band.from), to: money(band.to) });
}
