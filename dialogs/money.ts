import type { Locale, MarketProfile } from '../machines/market';

/** `compact` is for titles that must stay short: "Rp 15 jt". */
export interface MoneyStyle {
  readonly compact?: boolean;
}

const NO_BREAK = '\u00a0';
const LATIN_LETTER_END = /\p{Script=Latin}$/u;
const FOREIGN_LETTERS = /(?!\p{Script=Latin})\p{L}/u;
const formats = new Map<string, Intl.NumberFormat>();

/**
 * An amount as the market's customers write it: the market's own label on the side its main language puts it, digits
 * grouped as the reader's language does. Digits are always Latin.
 */
export function formatMoney(market: MarketProfile, locale: Locale, amount: number, style: MoneyStyle = {}): string {
  const { label } = market.currency;
  const digits = numberFormat(locale, amount, style).format(amount).replaceAll('\u202f', NO_BREAK);
  if (isSuffix(market)) return `${digits}${NO_BREAK}${label}`;
  return LATIN_LETTER_END.test(label) ? `${label}${NO_BREAK}${digits}` : `${label}${digits}`;
}

/** A number as the reader writes it, with at most two decimals and Latin digits. */
export function formatNumber(locale: Locale, value: number): string {
  return formatOf(locale, 'number', { maximumFractionDigits: 2 }).format(value);
}

function numberFormat(locale: Locale, amount: number, { compact = false }: MoneyStyle): Intl.NumberFormat {
  if (compact) return formatOf(locale, 'compact', { notation: 'compact', maximumFractionDigits: 1 });
  const digits = Number.isInteger(amount) ? 0 : 2;
  return formatOf(locale, `money${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function formatOf(locale: Locale, use: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${use}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(grouping(locale), { numberingSystem: 'latn', ...options });
  formats.set(key, made);
  return made;
}

/** English with points between thousands, as some regions have it, would read as decimals. */
function grouping(locale: Locale): Locale {
  const isEnglish = locale === 'en' || locale.startsWith('en-');
  return isEnglish && !new Intl.NumberFormat(locale).format(12_345).includes(',') ? 'en' : locale;
}

const suffixes = new WeakMap<MarketProfile, boolean>();

function isSuffix(market: MarketProfile): boolean {
  let suffix = suffixes.get(market);
  if (suffix === undefined) {
    const options = { style: 'currency', currency: market.currency.code } as const;
    const parts = new Intl.NumberFormat(market.defaultLocale, options).formatToParts(1);
    const order = parts.map((part) => part.type).filter((type) => type === 'currency' || type === 'integer');
    suffix = order[0] === 'integer' || FOREIGN_LETTERS.test(market.currency.label);
    suffixes.set(market, suffix);
  }
  return suffix;
}
