import type { Product } from '../../machines/bank';
import { annualFeeOf, interestRateOf } from '../costs';
import { notice } from '../notice';
import type { Notice, View } from '../view';
import type { Topic } from './topics';

/**
 * What is said about a topic: words that are true for every bank and market, and what the bank and the market themselves
 * state. No number is ours.
 */
export function answerTo(view: View, topic: Exclude<Topic, 'status'>): readonly Notice[] {
  if (topic === 'fees') return [...stated(view, annualFeeOf), notice('faq.fees')];
  if (topic === 'rates') return [...stated(view, interestRateOf), notice('faq.rates')];
  if (topic === 'duration') return [notice('faq.duration'), notice(`faq.${view.market.acknowledgement.kind}`)];
  return [notice(`faq.${topic}`)];
}

const MOST_PRODUCTS = 5;

/** Of the card that is chosen, or of each that can be. */
function stated(view: View, costOf: (view: View, product: Product) => string | undefined): readonly Notice[] {
  const { products } = view.bank;
  const chosen = products.filter(({ code }) => code === view.facts.fields.product?.value);
  const lines = (chosen.length > 0 ? chosen : products).flatMap((product) => {
    const cost = costOf(view, product);
    return cost === undefined ? [] : [`${product.name} – ${cost}`];
  });
  const isFew = lines.length > 0 && lines.length <= MOST_PRODUCTS;
  return isFew ? [notice('faq.costs', { costs: lines.join('\n') })] : [];
}
