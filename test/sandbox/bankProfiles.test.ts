import { MARKET_PROFILES } from '../../adapters/markets';
import { MARKETS } from '../../machines/market';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';

describe.each(MARKETS)('the sandbox bank in %s', (market) => {
  const profile = sandboxBankProfile(market);

  it('offers three products with different codes', () => {
    expect(new Set(profile.products.map((product) => product.code)).size).toBe(3);
  });

  it('describes each product in every language the market offers', () => {
    const languages = MARKET_PROFILES[market].locales.map(({ tag }) => tag.replace(/-[A-Z]{2}$/, ''));
    for (const product of profile.products)
      expect(Object.keys(product.highlights)).toEqual(expect.arrayContaining(languages));
  });

  it('links to its own market', () => {
    for (const url of Object.values(profile.links)) expect(url).toContain(`/${market.toLowerCase()}/`);
  });
});

it('shows no cost figure in the market whose law wants an example beside one', () => {
  for (const product of sandboxBankProfile('PL').products) {
    expect(product.annualFee ?? product.interestRate ?? product.minLimit ?? product.maxLimit).toBeUndefined();
  }
});

it('sends the routing codes the bank APIs expect', () => {
  const first = (market: 'HK' | 'SG' | 'PL') => {
    const product = sandboxBankProfile(market).products[0];
    return [product?.code, product?.sourceCode, product?.organization, product?.logo];
  };
  expect(first('HK')).toEqual(['VC115', 'CIN016', '711', '115']);
  expect(first('SG')).toEqual(['VC830', 'WW5ARCE1', '888', '830']);
  expect(first('PL')).toEqual(['VC180', 'STANUBF1', '985', '180']);
});
