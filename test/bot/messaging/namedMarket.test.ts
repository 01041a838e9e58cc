import { MARKET_PROFILES } from '../../../adapters/markets';
import { namedMarket } from '../../../bot/messaging/namedMarket';
import { MARKETS, type Market } from '../../../machines/market';

const CHOICES: readonly Market[] = ['HK', 'SG', 'MY', 'IN', 'ID'];
const named = (text: string, choices = CHOICES) => namedMarket(MARKET_PROFILES, choices, text);

describe('the market a text names', () => {
  it.each([
    ['SG', 'SG'],
    ['sg.', 'SG'],
    ['Singapore', 'SG'],
    ['I live in Singapore', 'SG'],
    ['Hi! I live in Malaysia, near Penang.', 'MY'],
    ['Hong Kong SAR', 'HK'],
    ['hongkong', 'HK'],
    ['香港', 'HK'],
    ['我住在香港', 'HK'],
    ['新加坡', 'SG'],
    ['ฉันอยู่สิงคโปร์', 'SG'],
    ['印度', 'IN'],
    ['我住在印度尼西亚', 'ID'],
    ['印尼 Indonesia', 'ID'],
    ['Гонконг', 'HK'],
    ['my', 'MY'],
  ])('"%s" is %s', (text, market) => {
    expect(named(text)).toBe(market);
  });

  it.each(['', '?', 'hello', 'I want my card in a day', 'Singapore or Malaysia', 'Thailand', 'singaporean', '2', '-1'])(
    '"%s" is none',
    (text) => {
      expect(named(text)).toBeUndefined();
    },
  );

  it.each(MARKETS)('%s is named by its English name among all', (market) => {
    expect(named(`It is ${MARKET_PROFILES[market].name}`, MARKETS)).toBe(market);
  });
});
