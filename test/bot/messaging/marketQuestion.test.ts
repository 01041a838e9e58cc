import { MARKET_PROFILES } from '../../../adapters/markets';
import type { Market } from '../../../machines/market';
import { sandboxBankProfile } from '../../../sandbox/bankProfiles';
import { startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { createCustomer, until } from './messengerCustomer';

const THAI = 'th-TH';
const MARKETS = ['SG', 'TH', 'HK'] as const;
const several = { markets: MARKETS, number: '+66812345678' };
const bank = 'Larkfield Bank';

describe('a customer of a sender of several markets', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.stop());

  const says = (key: string, locale = 'en-SG', vars = {}) => TEXTS.say(locale, key, vars);
  const both = (key: string, vars = {}) => [says(key, THAI, vars), says(key, 'en', vars)];
  /** The question after a remark, in Thai and in English. */
  const asked = (remark?: string, vars = {}) =>
    [THAI, 'en']
      .flatMap((locale) => [...(remark ? [says(remark, locale, vars)] : []), says('say.chooseMarket', locale)])
      .join('\n\n');
  const customer = (about: Parameters<typeof createCustomer>[1] = several) => createCustomer(() => product, about);
  const greeted = async (about?: Parameters<typeof createCustomer>[1]) => {
    const som = customer(about);
    await som.types('hi');
    return som;
  };
  const inMarket = async (market: Market) => {
    const som = await greeted();
    await som.taps(`market:${market}`);
    return som;
  };
  const applied = async () => {
    const som = await inMarket('TH');
    await som.answersUpTo('confirm');
    await som.taps('accept');
    await until(async () => (await som.document()).submitted[0]?.reference !== undefined);
    return som;
  };

  describe('is greeted', () => {
    it('by an automated assistant of the bank, and asked, in the language of the number and in English', async () => {
      const som = await greeted();
      const [question, ...more] = await som.replies();
      expect(more).toEqual([]);
      expect(question?.text).toBe(asked('say.marketWelcome', { bank }));
      expect(question?.text).toContain('the automated assistant of Larkfield Bank');
      expect(question?.choices).toEqual([
        { payload: 'cmd|market:SG', label: 'สิงคโปร์ / Singapore' },
        { payload: 'cmd|market:TH', label: 'ไทย / Thailand' },
        { payload: 'cmd|market:HK', label: 'ฮ่องกง / Hong Kong' },
      ]);
    });

    it('in English first when the number is of none of the markets, then in the language of the first', async () => {
      const anna = await greeted({ markets: ['TH', 'SG'], number: '+48512345678' });
      const text = ['en', THAI].flatMap((locale) => [
        says('say.marketWelcome', locale, { bank }),
        says('say.chooseMarket', locale),
      ]);
      expect(await anna.lastText()).toBe(text.join('\n\n'));
    });

    it('once where that is English', async () => {
      const mei = await greeted({ markets: MARKETS, number: '+6591234567' });
      expect(await mei.lastText()).toBe(`${says('say.marketWelcome', 'en', { bank })}\n\n${says('say.chooseMarket')}`);
    });

    it('and told to remove a card number', async () => {
      const som = customer();
      await som.types('4111 1111 1111 1111');
      expect(await som.lastText()).toContain(says('say.cardNumberRemoved', THAI));
      expect(await som.lastText()).toContain(says('say.marketWelcome', THAI, { bank }));
    });

    it('by no bank where the number serves more than one', async () => {
      const other = await startTestProduct({
        parts: () => ({
          bankProfile: (profile) => ({ ...sandboxBankProfile(profile.market), name: `Bank of ${profile.name}` }),
        }),
      });
      const som = createCustomer(() => other, several);
      await som.types('hi');
      const text = await som.lastText();
      expect(text).toBe(asked('say.marketWelcomeNoBank'));
      await other.stop();
    });
  });

  describe('chooses', () => {
    it.each([
      ['its button', 'cmd|market:HK', 'choice'],
      ['its number', '3', 'text'],
      ['its number as in a list', '3.', 'text'],
      ['its number as a key', '3️⃣', 'text'],
      ['its number in Thai digits', '๓', 'text'],
      ['its code', 'hk', 'text'],
      ['its English name', 'Hong Kong', 'text'],
      ['its longer name', 'Hong Kong SAR', 'text'],
      ['its name in a sentence', 'I live in Hong Kong', 'text'],
      ['its name in another language', 'ฮ่องกง', 'text'],
      ['its own name', '香港', 'text'],
    ])('by %s, and is greeted there from the start', async (_how, answer, kind) => {
      const lam = await greeted();
      const before = await lam.document();
      await (kind === 'choice' ? lam.tapsPayload(answer) : lam.types(answer));
      const after = await lam.document();
      expect(after).toMatchObject({ id: before.id, version: 2, market: 'HK', step: 'language', run: 1 });
      expect(after.locale).toBe(MARKET_PROFILES.HK.defaultLocale);
      expect(after.marketChoices).toBeUndefined();
      const entries = await lam.entries();
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
      expect((await lam.replies())[1]?.prompt?.step).toBe('welcome');
    });

    it.each(['SG', 'Singapore', 'I live in Singapore'])('by the very first message, "%s"', async (first) => {
      const mei = customer();
      await mei.types(first);
      expect(await mei.document()).toMatchObject({ market: 'SG', step: 'product', version: 1, run: 1 });
      expect((await mei.replies())[0]?.prompt?.step).toBe('welcome');
    });

    it('by no number before the choices were shown', async () => {
      const som = customer();
      await som.types('3');
      expect(await som.document()).toMatchObject({ marketChoices: MARKETS });
    });
  });

  describe('who does not choose', () => {
    it.each(['4', '0', '-1', '+1', 'hello', 'Malaysia', 'Singapore or Thailand', 'back'])(
      'is asked for one of them after "%s"',
      async (answer) => {
        const som = await greeted();
        await som.types(answer);
        expect(await som.lastText()).toBe(asked('error.choice'));
        await som.taps('market:TH');
        expect(await som.document()).toMatchObject({ market: 'TH', step: 'product' });
      },
    );

    it('reads what is asked for after "help"', async () => {
      const som = await greeted();
      await som.types('help');
      expect(await som.lastText()).toBe(asked('say.marketHelp'));
    });

    it('is told to remove a card number, and it is kept nowhere', async () => {
      const som = await greeted();
      await som.types('4111 1111 1111 1111');
      expect(await som.lastText()).toBe(asked('say.cardNumberRemoved'));
      expect(JSON.stringify(await som.entries())).not.toContain('4111 1111');
    });

    it('reads what becomes of a picture', async () => {
      const som = await greeted();
      await som.sends('image');
      expect(await som.lastText()).toBe(asked('error.image'));
    });

    it('reaches a person, and may come back', async () => {
      const som = await greeted();
      await som.types('agent');
      const { contactHours } = MARKET_PROFILES.TH;
      expect(await som.lastText()).toBe(both('say.handoff', { contactHours }).join('\n\n'));
      expect(await som.document()).toMatchObject({ status: 'pending', pen: { owner: 'queue' } });
      await som.types('I live in Singapore');
      expect(await som.lastText()).toBe(both('say.handoffWaiting').join('\n\n'));
      await som.taps('cmd|bot');
      expect(await som.lastText()).toBe(asked('say.handoffReturned'));
      await som.types('1');
      expect(await som.document()).toMatchObject({ market: 'SG', status: 'bot', pen: { owner: 'bot', epoch: 3 } });
    });

    it('may stop, and is asked again after coming back', async () => {
      const som = await greeted();
      await som.types('stop');
      await som.types('3');
      expect(await som.document()).toMatchObject({ market: 'TH', optedOut: {}, marketChoices: MARKETS });
      await som.types('start');
      expect(await som.lastText()).toContain(says('say.chooseMarket', THAI));
      await som.types('3');
      expect(await som.document()).toMatchObject({ market: 'HK', step: 'language' });
    });
  });

  describe('who chose wrongly', () => {
    it('taps another button of the old question, and begins there', async () => {
      const som = await inMarket('TH');
      await som.answersUpTo('mobile');
      await som.taps('market:SG');
      expect(await som.document()).toMatchObject({ market: 'SG', step: 'product', run: 2, locale: 'en-SG' });
      expect((await som.document()).facts.consents).toEqual({});
      expect((await som.replies()).at(-1)?.prompt?.step).toBe('product');
      await som.taps('market:TH');
      expect(await som.document()).toMatchObject({ market: 'TH', step: 'product', run: 3 });
    });

    it.each(['start over', 'restart', 'เริ่มใหม่'])('types "%s", and is asked again', async (typed) => {
      const som = await inMarket('TH');
      await som.answersUpTo('mobile');
      await som.types(typed);
      expect(await som.lastText()).toBe(asked('say.restarted'));
      expect(await som.document()).toMatchObject({ marketChoices: MARKETS, run: 2 });
      await product.restart();
      await som.types('1');
      expect(await som.document()).toMatchObject({ market: 'SG', step: 'product', run: 2 });
    });

    it('goes back from beside a person', async () => {
      const som = await inMarket('TH');
      await som.types('agent');
      await som.taps('market:SG');
      expect(await som.document()).toMatchObject({ market: 'SG', status: 'bot', pen: { owner: 'bot', epoch: 3 } });
    });

    it('keeps what was answered when the tap is on the market that was chosen', async () => {
      const som = await inMarket('TH');
      await som.answersUpTo('ageConfirmed');
      await som.taps('market:TH');
      expect(await som.document()).toMatchObject({ market: 'TH', step: 'ageConfirmed', run: 1 });
    });

    it('is not taken elsewhere by a market that was never offered', async () => {
      const som = await inMarket('TH');
      await som.tapsPayload('cmd|market:MY');
      expect(await som.document()).toMatchObject({ market: 'TH', run: 1 });
    });

    it('is left where the application is once it was submitted', async () => {
      const som = await applied();
      const before = await som.document();
      await som.taps('market:SG');
      await som.types('start over');
      const after = await som.document();
      expect(after).toMatchObject({ market: 'TH', run: 1, step: before.step, submitted: before.submitted });
      expect(await som.lastText()).toContain(before.submitted[0]?.reference);
    });

    it('may choose another for a new application, and the first keeps its market', async () => {
      const som = await applied();
      const [first] = (await som.document()).submitted;
      await som.tapsPayload('cmd|new');
      expect(await som.lastText()).toBe(asked());
      await som.types('Singapore');
      expect(await som.document()).toMatchObject({ market: 'SG', run: 2, submitted: [first] });
      await som.types('status');
      expect((await som.work('status')).at(-1)?.body).toMatchObject({ reference: first?.reference, market: 'TH' });
      await som.answersUpTo('confirm');
      await som.taps('accept');
      await until(async () => (await som.document()).submitted[1]?.reference !== undefined);
      expect((await som.document()).submitted.map(({ market, run }) => [market, run])).toEqual([
        ['TH', 1],
        ['SG', 2],
      ]);
    });
  });
});
