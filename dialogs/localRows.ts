import type { BankProfile } from '../machines/bank';
import type { ListId } from '../machines/flow';
import type { ListRow, Locale, MarketLocale, MarketProfile } from '../machines/market';
import { incomeChoices } from './incomeBands';
import { localeChain, type Texts } from './texts';
import type { ListChoice } from './view';

/** What the rows of a list are made from. */
export interface RowSource {
  readonly market: MarketProfile;
  readonly bank: BankProfile;
  readonly locale: Locale;
  readonly texts: Texts;
}

/** Used where the bank's own values are not to be had. */
const EMPLOYMENT = [
  'FULL_TIME',
  'PART_TIME',
  'SELF_EMPLOYED',
  'BUSINESS_OWNER',
  'FREELANCE',
  'RETIRED',
  'STUDENT',
  'HOMEMAKER',
  'NOT_WORKING',
];
const CONTACT_TIMES = ['MORNING', 'AFTERNOON', 'EVENING', 'ANY'];

/** The market's own rows of every list, with no bank call: what is asked when the bank's reference data cannot be had. */
export function localRows(list: ListId, source: RowSource): readonly ListChoice[] {
  return ROWS[list](source);
}

const ROWS: { readonly [L in ListId]: (source: RowSource) => readonly ListChoice[] } = {
  languages: ({ market }) => market.locales.map((language) => languageRow(language, market.locales)),
  products: ({ bank }) => bank.products.map((product) => ({ code: product.code, label: product.name, product })),
  salutation: (source) => source.market.salutations.map((row) => namedRow('salutation', row, source)),
  residenceStatus: (source) => source.market.residenceStatuses.map((row) => namedRow('residenceStatus', row, source)),
  division: (source) => source.market.divisions.map((row) => namedRow('division', row, source)),
  incomeBand: ({ market, locale, texts }) => incomeChoices(market, locale, texts),
  employmentStatus: (source) => EMPLOYMENT.map((code) => translatedRow('employmentStatus', code, source)),
  contactTime: (source) => CONTACT_TIMES.map((code) => translatedRow('contactTime', code, source)),
};

function namedRow(list: ListId, row: ListRow, { locale, texts }: RowSource): ListChoice {
  const key = `row.${list}.${row.code}`;
  const named = localeChain(locale)
    .map((tag) => row.names[tag])
    .find((name) => name !== undefined);
  const label = texts.has(locale, key) ? texts.say(locale, key) : (named ?? row.code);
  return withAliases(row.code, label, [...Object.values(row.names), ...(row.aliases ?? [])]);
}

function translatedRow(list: ListId, code: string, { market, locale, texts }: RowSource): ListChoice {
  const key = `row.${list}.${code}`;
  const others = market.locales.map(({ tag }) => texts.say(tag, key));
  return withAliases(code, texts.say(locale, key), [...others, texts.say('en', key)]);
}

function languageRow(language: MarketLocale, readers: readonly MarketLocale[]): ListChoice {
  const name = (reader: Locale) => new Intl.DisplayNames([reader], { type: 'language' }).of(bareLanguage(language.tag));
  const names = [...readers.map(({ tag }) => tag), 'en'].map(name);
  return withAliases(
    language.tag,
    language.name,
    names.filter((alias) => alias !== undefined),
  );
}

/** `en-HK` → `en`, `zh-Hant-HK` → `zh-Hant`: people name a language, not a region. */
function bareLanguage(tag: Locale): Locale {
  return tag.replace(/-[A-Z]{2}$/, '');
}

function withAliases(code: string, label: string, names: readonly string[]): ListChoice {
  const aliases = [...new Set(names)].filter((name) => name !== label);
  return aliases.length === 0 ? { code, label } : { code, label, aliases };
}
