import { MARKET_PROFILES } from '../../adapters/markets';
import { shortLabel } from '../../dialogs/choices';
import { localRows } from '../../dialogs/localRows';
import { maskValue, recap } from '../../dialogs/mask';
import { formatMoney } from '../../dialogs/money';
import { parsePayload, toPayload } from '../../dialogs/payload';
import { editDistance } from '../../dialogs/spelling';
import { bank, hongKong, russia, texts, thailand, viewAt } from '../support/fixtures';

const rows = (list: Parameters<typeof localRows>[0], market = hongKong, locale = market.defaultLocale) =>
  localRows(list, { market, bank, locale, texts });

describe('the market’s own rows', () => {
  it('are in the language asked for, with the other languages as spellings', () => {
    expect(rows('division', thailand)[0]).toEqual({
      code: 'TH-10',
      label: 'กรุงเทพมหานคร',
      aliases: ['Bangkok', 'Krung Thep', 'กทม'],
    });
    expect(rows('salutation', russia)[0]?.label).toBe(
      texts.has('ru', 'row.salutation.MR') ? texts.say('ru', 'row.salutation.MR') : 'Г-н',
    );
  });

  it('name each language in its own name and know what others call it', () => {
    const [chinese, english] = rows('languages', hongKong, 'en-HK');
    expect(chinese).toMatchObject({ code: 'zh-Hant-HK', label: '繁體中文' });
    expect(chinese?.aliases).toContain('Traditional Chinese');
    expect(english).toMatchObject({ code: 'en-HK', label: 'English' });
  });

  it('carry the product, and cover employment and contact times without the bank', () => {
    expect(rows('products')[0]?.product?.code).toBe('REWARDS');
    expect(rows('employmentStatus').map(({ code }) => code)).toContain('NOT_WORKING');
    expect(rows('contactTime')).toHaveLength(4);
  });

  it('show income as people read amounts, short when titles would be too long', () => {
    expect(rows('incomeBand', hongKong, 'en-HK').map(({ label }) => label)).toEqual([
      'Below HK$150,000',
      'HK$150,000 - HK$299,999',
      'HK$300,000 or more',
    ]);
    for (const market of Object.values(MARKET_PROFILES)) {
      for (const { tag } of market.locales) {
        const labels = rows('incomeBand', market, tag).map(({ label }) => label);
        expect([tag, labels.filter((label) => label.length > 24)]).toEqual([tag, []]);
        expect(new Set(labels).size).toBe(labels.length);
      }
    }
  });
});

describe('money', () => {
  const plain = (text: string) => text.replace(/\u00a0/g, ' ');
  it.each([
    [hongKong, 'en-HK', 1800, 'HK$1,800'],
    [hongKong, 'en-HK', 12.5, 'HK$12.50'],
    [russia, 'ru-RU', 30_000, '30 000 ₽'],
    [russia, 'en-RU', 30_000, '30,000 ₽'],
    [MARKET_PROFILES.AE, 'ar-AE', 5000, 'AED 5,000'],
    [MARKET_PROFILES.VN, 'vi-VN', 1_500_000, '1.500.000 ₫'],
    [MARKET_PROFILES.PL, 'en-PL', 2000, '2,000 zł'],
    [MARKET_PROFILES.IN, 'hi-IN', 1_200_000, '₹12,00,000'],
  ])('is written as customers of the market do', (market, locale, amount, text) => {
    expect(plain(formatMoney(market, locale, amount))).toBe(text);
  });
});

describe('masks', () => {
  it.each([
    ['mobile', '+85291234567', '•••• 567'],
    ['email', 'mei@example.com', 'm•••@e…'],
    ['fullName', 'Mei Tan', 'M•••'],
    ['fullName', '陳大文', '陳•••'],
    ['incomeBand', 'H2', '•••'],
    ['contactTime', 'Morning', 'Morning'],
    ['addressLine', '12 Garden Road', '1•••'],
  ] as const)('hide %s', (field, value, masked) => {
    expect(maskValue(field, value)).toBe(masked);
  });

  it('recap what is known, one line each', () => {
    const view = viewAt('email', {
      fields: { language: 'en-HK', product: 'REWARDS', mobile: '+85291234567', patronymic: null },
    });
    expect(recap(view)).toBe('Card: Rewards Card\nMobile number: •••• 567');
    expect(recap(viewAt('email'))).toBe('');
  });
});

describe('payloads', () => {
  it('come back as what they were', () => {
    expect(parsePayload(toPayload('r1q2', 'pick:TH|10:x', 'division'))).toEqual({
      kind: 'choice',
      promptId: 'r1q2',
      step: 'division',
      choice: { kind: 'pick', code: 'TH|10:x' },
    });
    expect(parsePayload(toPayload('r1q2', 'cmd|change:email', 'email'))).toEqual({
      kind: 'command',
      command: 'change',
      argument: 'email',
    });
    // As messages had it before the step was written into them.
    expect(parsePayload('r1q2|page:3')).toEqual({
      kind: 'choice',
      promptId: 'r1q2',
      choice: { kind: 'page', page: 3 },
    });
  });

  it.each([
    '',
    '|',
    'r1q2',
    'r1q2|',
    'r1q2|pick:',
    'r1q2|page:-1',
    'r1q2|change:__proto__',
    '|grant',
    '.privacy|grant',
    'r1q2.|grant',
  ])('refuse "%s"', (payload) => {
    expect(parsePayload(payload)).toBeUndefined();
  });
});

describe('titles and spelling', () => {
  it('cut between characters as people see them', () => {
    expect(shortLabel('Rewards')).toBe('Rewards');
    expect(shortLabel('A very long product name indeed').length).toBeLessThanOrEqual(24);
    expect(shortLabel('👩‍👩‍👧‍👦'.repeat(3))).toBe(`${'👩‍👩‍👧‍👦'.repeat(2)}…`);
  });

  it.each([
    ['bangkok', 'bankok', 1],
    ['phuket', 'phukte', 1],
    ['songkhla', 'songkhla', 0],
    ['abc', 'xyz', undefined],
  ])('count the edits between %s and %s', (a, b, edits) => {
    expect(editDistance(a, b, 2)).toBe(edits);
    expect(editDistance(b, a, 2)).toBe(edits);
  });
});
