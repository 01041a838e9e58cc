import type { Product } from '../machines/bank';
import { costLines } from './costs';
import type { Speech } from './dialog';
import { localeChain } from './texts';
import { textsOf } from './textsOf';
import type { ListChoice, View } from './view';

/** The offers among the rows as cards: what they cost stands next to what they give. */
export function productCards(view: View, rows: readonly ListChoice[]): NonNullable<Speech['cards']> {
  return rows.flatMap(({ code, label, product }) => (product ? [productCard(view, product, code, label)] : []));
}

function productCard(view: View, product: Product, code: string, title: string): NonNullable<Speech['cards']>[number] {
  const texts = textsOf(view);
  const { locale } = view;
  const subtitle = localeChain(locale)
    .map((tag) => product.highlights[tag])
    .find((text) => text !== undefined);
  return {
    title,
    ...(subtitle !== undefined && { subtitle }),
    lines: costLines(view, product),
    select: { choice: `pick:${code}`, label: texts.say(locale, 'card.choose') },
    link: { label: texts.say(locale, 'btn.keyFacts'), url: product.keyFactsUrl ?? view.bank.links.keyFacts },
  };
}
