import type { IncomeBand, Locale, MarketProfile } from '../machines/market';
import { stripInvisible, toAsciiDigits } from './fold';
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

const AMOUNT = /^(\d{1,3}(?:[ .,']\d{3})+|\d{3,12}|\d{1,3}(?=k$))(?:[.,]\d{1,2})?(k?)$/;

/** The band of an amount typed instead of a choice. Undefined for whatever else stands around it: it may change the sense. */
export function bandOfAmount(market: MarketProfile, text: string): string | undefined {
  const [, digits, thousands] = AMOUNT.exec(withoutCurrency(market, text)) ?? [];
  if (digits === undefined) return undefined;
  const amount = Number(digits.replace(/\D/g, '')) * (thousands ? 1000 : 1);
  return market.income.bands.find(({ from, to }) => amount >= from && (to === null || amount <= to))?.code;
}

function withoutCurrency({ currency }: MarketProfile, text: string): string {
  let typed = toAsciiDigits(stripInvisible(text.slice(0, 40).normalize('NFKC')))
    .toLowerCase()
    .trim();
  for (const unit of [currency.label, currency.code].map((name) => name.normalize('NFKC').toLowerCase())) {
    if (typed.startsWith(unit)) typed = typed.slice(unit.length).trim();
    if (typed.endsWith(unit)) typed = typed.slice(0, -unit.length).trim();
  }
  return typed;
}

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
