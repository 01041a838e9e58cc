import { MARKET_PROFILES } from '../../adapters/markets';
import { parseAmount } from '../../dialogs/amounts';
import { bandOfAmount } from '../../dialogs/incomeBands';
import type { Market } from '../../machines/market';

describe('amounts, as people write them', () => {
  it.each([
    ['60000', 60_000],
    ['60,000', 60_000],
    ['60.000', 60_000],
    ['60 000', 60_000],
    ['12k', 12_000],
    ['12 K', 12_000],
    ['12.5k', 12_500],
    ['1,2 juta', 1_200_000],
    ['15 jt', 15_000_000],
    ['500 rb', 500_000],
    ['20 triệu', 20_000_000],
    ['1.5 lakh', 150_000],
    ['12 लाख', 1_200_000],
    ['५०,०००', 50_000],
    ['٥٠٠٠', 5_000],
    ['١٥ ألف', 15_000],
    ['100 тыс.', 100_000],
    ['8 tys.', 8_000],
    ['3萬', 30_000],
    ['三萬五千', 35_000],
    ['两万', 20_000],
    ['3หมื่น', 30_000],
    ['สามหมื่น', 30_000],
    ['หนึ่งแสนสองหมื่น', 120_000],
    ['๓๐,๐๐๐', 30_000],
    ['1 crore', 10_000_000],
  ])('reads %s', (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
  });

  it.each([
    '2',
    '12',
    'k',
    '12 kg',
    'about 60k',
    '60k or 70k',
    '-60k',
    '60k?',
    '三萬 or 四萬',
    'หมื่น',
    'สามหมื่นห้า',
    '五千三萬',
    '1.2.3.4',
    '',
  ])('reads none in "%s"', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });

  it.each([
    ['TH', 'สามหมื่นบาท', 30_000],
    ['ID', 'Rp 15 juta', 15_000_000],
    ['VN', '20 triệu đồng', 20_000_000],
    ['IN', '₹ 12 lakh', 1_200_000],
    ['IN', 'rs. 12 lakh', 1_200_000],
    ['PL', '8 tys. zł', 8_000],
    ['RU', '100 тыс. руб.', 100_000],
    ['AE', '١٥ ألف درهم', 15_000],
    ['HK', '三十萬', 300_000],
    ['HK', '十五萬元', 150_000],
    ['HK', '30萬蚊', 300_000],
  ] as const)('finds the band of %s in %s', (market: Market, text, amount) => {
    const band = MARKET_PROFILES[market].income.bands.find(
      ({ from, to }) => amount >= from && (to === null || amount <= to),
    );
    expect(band).toBeDefined();
    expect(bandOfAmount(MARKET_PROFILES[market], text)).toBe(band?.code);
  });
});
