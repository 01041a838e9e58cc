import type { Catalogue, Issue } from '../../machines/check';
import { placeholdersOf } from '../../machines/check/wording';
import type { Flow } from '../../machines/flow';
import type { Words } from './contract';

/**
 * What holds for words wherever they are said, also those that no step names: they replace a text of the product or one
 * that the flow asks for, keep its placeholders, and are in a language that somebody reads.
 */
export function wordIssues(flow: Flow, words: Words, catalogue: Catalogue): readonly Issue[] {
  const read = localesOf(flow, catalogue);
  const named = new Set(JSON.stringify([flow.steps, flow.overrides]).match(/[a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)+/g));
  return Object.entries(words).flatMap(([locale, texts]) =>
    read.has(locale)
      ? Object.entries(texts).flatMap(([key, text]) => wordIssue(locale, key, text, catalogue, named))
      : [issue('wordLanguage', `Nobody reads ${locale} in the markets of this flow. Take its words out.`)],
  );
}

/** Of the flow's markets, with what each language falls back to. */
function localesOf({ markets }: Flow, catalogue: Catalogue): ReadonlySet<string> {
  const tags = markets.flatMap((market) => catalogue.markets[market]?.locales ?? []);
  const parents = tags.flatMap((tag) => tag.split('-').map((_, index, parts) => parts.slice(0, index + 1).join('-')));
  return new Set(['en', ...parents]);
}

function wordIssue(
  locale: string,
  key: string,
  text: string,
  catalogue: Catalogue,
  named: ReadonlySet<string>,
): readonly Issue[] {
  const own = catalogue.text('en', key);
  // A new text of the flow is looked at where its step is.
  if (own === undefined && named.has(key)) return [];
  if (own === undefined) {
    return [issue('wordUnused', `Nothing says '${key}'. Correct the name, or take it out of ${locale}.`)];
  }
  const [want, have] = [placeholdersOf(own), placeholdersOf(text)];
  if (want.join() === have.join()) return [];
  const braced = want.map((name) => `{{${name}}}`).join(', ');
  return [
    issue('placeholdersDiffer', `'${key}' in ${locale} must have ${braced || 'no placeholder'}, as the product has.`),
  ];
}

function issue(code: string, message: string): Issue {
  return { market: undefined, step: undefined, code, message };
}
