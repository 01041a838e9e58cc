import { MARKET_PROFILES } from '../../../adapters/markets';
import { loadTexts } from '../../../bot/loadTexts';
import { MARKETS } from '../../../machines/market';
import { languageOf } from '../../../web/phone/client/language';

const own = MARKETS.map((market) => {
  const { locales, defaultLocale } = MARKET_PROFILES[market];
  return { market, locales, first: locales.find(({ tag }) => tag === defaultLocale) };
});

it.each(own)('knows the languages of $market that are written differently by their letters', ({ locales }) => {
  const texts = loadTexts();
  const script = (tag: string) => new Intl.Locale(tag).maximize().script;
  for (const locale of locales) {
    const alone = locales.filter(({ tag }) => script(tag) === script(locale.tag)).length === 1;
    const said = `${texts.say(locale.tag, 'chat.offline')} ${texts.say(locale.tag, 'chat.notOffered')}`;
    if (alone) expect(languageOf(said, locales)?.tag).toBe(locale.tag);
  }
});

it('tells simplified from traditional Chinese, and English from Vietnamese', () => {
  const { locales } = MARKET_PROFILES.HK;
  expect(languageOf('请选择您的卡', locales)?.tag).toBe('zh-Hans-HK');
  expect(languageOf('請選擇您的卡', locales)?.tag).toBe('zh-Hant-HK');
  expect(languageOf('Larkfield Cash Back 卡：日常購物、餐飲及繳費均享現金回贈。', locales)?.tag).toBe('zh-Hant-HK');
  expect(languageOf('Your name is 陳大文, and the card is Larkfield Cash Back', locales)?.tag).toBe('en-HK');
  const vietnam = MARKET_PROFILES.VN.locales;
  expect(languageOf('What is your full name?', vietnam)?.tag).toBe('en-VN');
  expect(languageOf('Họ và tên của bạn là gì?', vietnam)?.tag).toBe('vi-VN');
});

it('is not misled by names and addresses in Latin letters', () => {
  const text = 'أهلاً بك في Larkfield Bank. اختر: https://larkfield.example/ae/cards/cash-back/key-facts';
  expect(languageOf(text, MARKET_PROFILES.AE.locales)?.tag).toBe('ar-AE');
});

it('has the direction with the language, and none for what has no letters', () => {
  expect(languageOf('ما هو اسمك؟', MARKET_PROFILES.AE.locales)?.dir).toBe('rtl');
  expect(languageOf('12 345', MARKET_PROFILES.AE.locales)).toBeUndefined();
});
