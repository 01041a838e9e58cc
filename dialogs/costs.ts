import type { Product } from '../machines/bank';
import { formatMoney, formatNumber } from './money';
import { textsOf } from './textsOf';
import type { View } from './view';

/** What the bank states of a card's costs, a line each; nothing where it states nothing. */
export function costLines(view: View, product: Product): readonly string[] {
  return [annualFeeOf(view, product), limitOf(view, product), interestRateOf(view, product)].flatMap(
    (line) => line ?? [],
  );
}

export function annualFeeOf(view: View, { annualFee }: Product): string | undefined {
  const { locale, market } = view;
  if (annualFee === undefined) return undefined;
  if (annualFee === 0) return textsOf(view).say(locale, 'card.noAnnualFee');
  return textsOf(view).say(locale, 'card.annualFee', { amount: formatMoney(market, locale, annualFee) });
}

export function interestRateOf(view: View, { interestRate }: Product): string | undefined {
  if (interestRate === undefined) return undefined;
  return textsOf(view).say(view.locale, 'card.rate', { rate: formatNumber(view.locale, interestRate) });
}

function limitOf(view: View, { minLimit, maxLimit }: Product): string | undefined {
  const { locale, market } = view;
  if (minLimit === undefined || maxLimit === undefined) return undefined;
  const [from, to] = [minLimit, maxLimit].map((amount) => formatMoney(market, locale, amount));
  return textsOf(view).say(locale, 'card.limit', { from: from ?? '', to: to ?? '' });
}
