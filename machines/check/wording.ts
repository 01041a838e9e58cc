import type { ResolvedFlow, Step, StepId } from '../flow';
import type { Locale } from '../market';
import type { Catalogue, Finding, MarketCatalogue } from './catalogue';

/** A text as a customer of the locale reads it: the flow version's own wording first; English is no stand-in. */
export type Lookup = (locale: Locale, key: string) => string | undefined;

export function createLookup(flow: ResolvedFlow, catalogue: Catalogue): Lookup {
  return (locale, key) =>
    parentsOf(locale)
      .map((tag) => flow.texts[tag]?.[key])
      .find((text) => text !== undefined) ?? catalogue.text(locale, key);
}

/** Every key a step says exists in each of the market's languages, with the placeholders the English text has. */
export function wordingFindings(flow: ResolvedFlow, catalogue: Catalogue, market: MarketCatalogue): Finding[] {
  const lookup = createLookup(flow, catalogue);
  return Object.entries(flow.steps).flatMap(([id, step]) =>
    [...new Set([...keysOf(step), ...catalogue.buttons(step)])].flatMap((key) =>
      textFindings({ step: id, key, locales: market.locales, lookup }),
    ),
  );
}

function textFindings({
  step,
  key,
  locales,
  lookup,
}: {
  step: StepId;
  key: string;
  locales: readonly Locale[];
  lookup: Lookup;
}): Finding[] {
  const english = lookup('en', key);
  if (english === undefined)
    return [
      {
        step,
        code: 'textMissing',
        message: `There is no text '${key}'. Write it in English and in every language of the market.`,
      },
    ];
  return locales.flatMap((locale) => {
    const text = lookup(locale, key);
    if (text === undefined)
      return [{ step, code: 'textMissing', message: `'${key}' has no ${locale} text. Translate it.` }];
    const [want, have] = [placeholdersOf(english), placeholdersOf(text)];
    if (want.join() === have.join()) return [];
    const message = `'${key}' in ${locale} has ${listed(have)} where English has ${listed(want)}. Use the same placeholders.`;
    return [{ step, code: 'placeholdersDiffer', message }];
  });
}

/** The keys of all that a step says. */
export function keysOf(step: Step): readonly string[] {
  switch (step.kind) {
    case 'ask':
      return [step.text, ...(step.choices?.from === 'inline' ? step.choices.options.map(({ text }) => text) : [])];
    case 'consent':
      return [step.notice.key];
    case 'review':
      return [step.text, step.accept, ...step.fields.map((field) => `field.${field}`)];
    default:
      return [step.text];
  }
}

/** `zh-Hant-HK`, then `zh-Hant`, then `zh`. */
function parentsOf(locale: Locale): Locale[] {
  const parts = locale.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name))].sort();
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no placeholder' : names.map((name) => `{{${name}}}`).join(', ');
}
