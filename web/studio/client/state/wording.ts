import type { StudioWorld } from '../../../../bot/studio/contract';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import type { Locale, Market } from '../../../../machines/market';

/** A text as somebody would read it, and where it stands. */
export interface FoundText {
  readonly text: string;
  /** The language file it was found in. */
  readonly locale: Locale;
  /** In the draft, or with the product. */
  readonly from: 'draft' | 'product';
}

/** The text of a key for a language: the draft's own first, then the product's, from region to language to English. */
export function findText(
  { flow, words }: FlowContent,
  world: Pick<StudioWorld, 'texts'>,
  locale: Locale,
  key: string,
): FoundText | undefined {
  for (const tag of chainOf(locale)) {
    const own = words[tag]?.[key] ?? flow.texts[tag]?.[key];
    if (own !== undefined) return { text: own, locale: tag, from: 'draft' };
    const shipped = world.texts[tag]?.[key] ?? world.texts[tag]?.[`${key}_other`];
    if (shipped !== undefined) return { text: shipped, locale: tag, from: 'product' };
  }
  return undefined;
}

/** `zh-Hant-HK`, `zh-Hant`, `en`: Chinese scripts never stand in for one another. */
export function chainOf(locale: Locale): readonly Locale[] {
  const parts = locale.split('-');
  const own = parts.map((_, at) => parts.slice(0, parts.length - at).join('-')).filter((tag) => tag !== 'zh');
  return own.includes('en') ? own : [...own, 'en'];
}

/** The languages that a market's customers read, or the languages of all markets without their regions. */
export function localesFor(world: StudioWorld, market: Market | undefined): readonly Locale[] {
  if (market !== undefined) return profileOf(world, market).locales.map(({ tag }) => tag);
  const bases = world.markets.flatMap(({ locales }) => locales.map(({ tag }) => baseOf(tag)));
  return [...new Set(['en', ...bases])];
}

/** Without its region: `pl-PL` is `pl`, `zh-Hant-HK` is `zh-Hant`. */
export function baseOf(locale: Locale): Locale {
  const { language, script } = new Intl.Locale(locale);
  return script === undefined ? language : `${language}-${script}`;
}

/** The markets whose customers read a language, with its regions. */
export function marketsReading(world: Pick<StudioWorld, 'markets'>, locale: Locale): readonly Market[] {
  return world.markets
    .filter(({ locales }) => locales.some(({ tag }) => isOf(tag, locale)))
    .map(({ market }) => market);
}

/** Of a draft's markets those that read what is written for a language and key: where no region has a text of its own. */
export function readersOf(content: FlowContent, world: StudioWorld, locale: Locale, key: string): readonly Market[] {
  const { words, flow } = content;
  const has = (tag: Locale) => [words, flow.texts, world.texts].some((texts) => texts[tag]?.[key] !== undefined);
  const reads = (tag: Locale) =>
    isOf(tag, locale) && !chainOf(tag).some((one) => one !== locale && isOf(one, locale) && has(one));
  return world.markets
    .filter(({ market, locales }) => flow.markets.includes(market) && locales.some(({ tag }) => reads(tag)))
    .map(({ market }) => market);
}

function isOf(tag: Locale, locale: Locale): boolean {
  return tag === locale || tag.startsWith(`${locale}-`);
}

export function dirOf(world: StudioWorld, locale: Locale): 'ltr' | 'rtl' {
  const all = world.markets.flatMap(({ locales }) => locales);
  return all.find(({ tag }) => tag === locale || tag.startsWith(`${locale}-`))?.dir ?? 'ltr';
}

export function profileOf({ markets }: StudioWorld, market: Market): StudioWorld['markets'][number] {
  const found = markets.find((one) => one.market === market);
  if (found === undefined) throw new RangeError(`The product does not serve ${market}.`);
  return found;
}
