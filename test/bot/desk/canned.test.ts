import { MARKET_PROFILES } from '../../../adapters/markets';
import { cannedReplies, withCustomerName } from '../../../bot/desk/canned';
import type { CannedReply } from '../../../bot/desk/contract';
import type { View } from '../../../dialogs/view';
import { NO_FACTS } from '../../../machines/facts';
import { MARKETS } from '../../../machines/market';
import { emirates, hongKong, thailand, viewAt } from '../../support/fixtures';

const submitted: Pick<View, 'facts'> = {
  facts: {
    ...NO_FACTS,
    fields: { product: { value: 'REWARDS', by: 'customer' } },
    callouts: { submit: { status: 'succeeded', reference: 'LF-7', details: {} } },
  },
};

const own = (more: Partial<CannedReply>): CannedReply => ({
  id: 'c1',
  version: 1,
  markets: ['HK'],
  locale: 'en',
  shortcut: 'promo',
  title: 'Promotion',
  text: 'Dear {customer}, ask {agent} of {bank}.',
  ...more,
});

describe('the replies that come with the product', () => {
  const everywhere = MARKETS.flatMap((market) =>
    MARKET_PROFILES[market].locales.map(({ tag }) => [market, tag] as const),
  );

  it.each(everywhere)('are ready in %s for %s, in the customer’s own language', (market, locale) => {
    const view = viewAt('mobile', { market: MARKET_PROFILES[market], locale, ...submitted });
    const replies = cannedReplies(view, 'Anna', []);
    expect(replies).toHaveLength(11);
    expect(replies.find(({ shortcut }) => shortcut === 'reference')?.text).toContain('LF-7');
    for (const { text } of replies) {
      expect(text).not.toMatch(/\{\{|undefined|\}\}/);
      expect(text.replaceAll('{customer}', '')).not.toMatch(/[{}]/);
    }
    const english = cannedReplies({ ...view, locale: 'en' }, 'Anna', []);
    const same = replies.filter(({ text }, at) => text === english[at]?.text).length;
    expect(same).toBe(locale.startsWith('en') ? 11 : 0);
  });

  it('are left out while what they name is not known', () => {
    const ids = cannedReplies(viewAt('mobile'), 'Anna', []).map(({ shortcut }) => shortcut);
    expect(ids).not.toContain('card');
    expect(ids).not.toContain('reference');
    expect(ids).toContain('hello');
  });

  it('do not tell the agent the customer’s name', () => {
    const view = viewAt('mobile', { fields: { givenName: 'Mei', fullName: 'Chan Mei' } });
    expect(JSON.stringify(cannedReplies(view, 'Anna', [own({})]))).not.toContain('Mei');
  });
});

describe('the staff’s own', () => {
  const textsFor = (view: View, reply: CannedReply) =>
    cannedReplies(view, 'Anna', [reply])
      .filter(({ id }) => id === reply.id)
      .map(({ text }) => text);

  it('are for their markets and languages alone', () => {
    const hk = viewAt('mobile', { market: hongKong, locale: 'en-HK' });
    expect(textsFor(hk, own({}))).toEqual(['Dear {customer}, ask Anna of Larkfield Bank.']);
    expect(textsFor(hk, own({ locale: 'zh-Hant' }))).toEqual([]);
    expect(textsFor(hk, own({ markets: ['TH'] }))).toEqual([]);
    expect(textsFor(viewAt('mobile', { market: thailand, locale: 'en-TH' }), own({}))).toEqual([]);
    expect(textsFor(hk, own({ locale: 'en-HK' }))).toHaveLength(1);
  });

  it('wait for what they name, and stand in for the product’s own of the same shortcut', () => {
    expect(textsFor(viewAt('mobile'), own({ text: 'About {reference}' }))).toEqual([]);
    expect(textsFor(viewAt('mobile', submitted), own({ text: 'About {reference}, {product}' }))).toEqual([
      'About LF-7, Rewards Card',
    ]);
    const all = cannedReplies(viewAt('mobile'), 'Anna', [own({ shortcut: 'hello' })]);
    expect(all.filter(({ shortcut }) => shortcut === 'hello').map(({ id }) => id)).toEqual(['c1']);
  });
});

describe('the customer’s name in what is sent', () => {
  it('is as the market writes it', () => {
    const fields = { givenName: 'Tai Man', familyName: 'Chan' };
    expect(withCustomerName(viewAt('mobile', { fields }), 'Hello {customer}!')).toBe('Hello Chan Tai Man!');
    expect(withCustomerName(viewAt('mobile', { fields, market: emirates }), 'Hello {customer}!')).toBe(
      'Hello Tai Man Chan!',
    );
    expect(withCustomerName(viewAt('mobile', { fields: { fullName: 'Chan Mei' } }), '{customer}您好')).toBe(
      'Chan Mei您好',
    );
  });

  it('is set apart in text of the other direction', () => {
    const view = viewAt('mobile', { fields: { fullName: 'Mei' }, market: emirates, locale: 'ar-AE' });
    expect(withCustomerName(view, 'مرحبًا {customer}')).toBe('مرحبًا \u2068Mei\u2069');
  });

  it('leaves no gap where it is not known', () => {
    const view = viewAt('mobile');
    expect(withCustomerName(view, 'Hello {customer}, I am Anna.')).toBe('Hello, I am Anna.');
    expect(withCustomerName(view, '謝謝您，{customer}。')).toBe('謝謝您。');
    expect(withCustomerName(view, '{customer}您好')).toBe('您好');
    expect(withCustomerName(view, 'No name here')).toBe('No name here');
  });
});
