import { join } from 'node:path';
import { LocaleFileError, loadTexts } from '../../bot/loadTexts';
import { createTexts, localeChain, MissingTextError } from '../../dialogs/texts';

const resources = {
  en: {
    a: {
      plain: 'Hello',
      name: 'Hello {{name}}',
      n_one: '{{count}} card',
      n_other: '{{count}} cards',
      x: 'only English',
    },
    commands: { stop: ['stop'] },
  },
  'en-HK': { a: { plain: 'Hello, Hong Kong' } },
  ru: {
    a: { n_one: '{{count}} карта', n_few: '{{count}} карты', n_many: '{{count}} карт', n_other: '{{count}} карты' },
    commands: { stop: ['стоп'] },
  },
  'zh-Hant': { a: { plain: '你好' } },
  'zh-Hans': { a: {} },
  ar: {
    a: { name: 'مرحبا {{name}} بك', own: 'المرجع:\n{{name}}', link: 'هنا {{pageUrl}}' },
    btn: { hi: 'مرحبا {{name}}' },
  },
};
const texts = createTexts(resources);

describe('texts', () => {
  it.each([
    ['en-HK', ['en-HK', 'en']],
    ['zh-Hant-HK', ['zh-Hant-HK', 'zh-Hant', 'en']],
    ['zh-Hans-SG', ['zh-Hans-SG', 'zh-Hans', 'en']],
    ['fil-PH', ['fil-PH', 'fil', 'en']],
  ])('look for %s from the most particular to English', (locale, chain) => {
    expect(localeChain(locale)).toEqual(chain);
  });

  it('fall from region to language to English, and never between Chinese scripts', () => {
    expect(texts.say('en-HK', 'a.plain')).toBe('Hello, Hong Kong');
    expect(texts.say('en-SG', 'a.plain')).toBe('Hello');
    expect(texts.say('zh-Hant-HK', 'a.plain')).toBe('你好');
    expect(texts.say('zh-Hans-HK', 'a.plain')).toBe('Hello');
    expect(texts.has('zh-Hant-HK', 'a.x')).toBe(false);
    expect(texts.has('en-HK', 'a.x')).toBe(true);
  });

  it('pick the plural form of the language the text is from', () => {
    expect([1, 2, 5, 21].map((count) => texts.say('ru-RU', 'a.n', { count }))).toEqual([
      '1 карта',
      '2 карты',
      '5 карт',
      '21 карта',
    ]);
    expect([1, 2, 1, 0].map((count) => texts.say('th-TH', 'a.n', { count }))).toEqual([
      '1 card',
      '2 cards',
      '1 card',
      '0 cards',
    ]);
  });

  it('leaves an underscore inside a word, where no messenger takes it for markup', () => {
    expect(texts.say('en', 'a.name', { name: 'mei_ling@x.example _now_' })).toBe('Hello mei_ling@x.example now');
  });

  it('insert values as plain text', () => {
    expect(texts.say('en', 'a.name', { name: '*_~`A\n\u202eB{{x}}$t(a.plain)' })).toBe('Hello A B{{x}}$t(a.plain)');
    expect(texts.say('en', 'a.name')).toBe('Hello ');
  });

  it('isolate values of the other direction in running text only', () => {
    expect(texts.say('ar-AE', 'a.name', { name: 'Mei' })).toBe('مرحبا \u2068Mei\u2069 بك');
    expect(texts.say('ar-AE', 'a.name', { name: 'علي' })).toBe('مرحبا علي بك');
    expect(texts.say('ar-AE', 'a.own', { name: 'LF-7' })).toBe('المرجع:\nLF-7');
    // Without the isolate a browser shows the groups of an Arabic customer's number in reverse.
    expect(texts.say('ar-AE', 'a.own', { name: '050 123 4567' })).toBe('المرجع:\n\u2068050 123 4567\u2069');
    expect(texts.say('ar-AE', 'a.link', { pageUrl: 'https://x.example/a_b' })).toBe('هنا https://x.example/a_b');
    expect(texts.say('ar-AE', 'btn.hi', { name: 'Mei' })).toBe('مرحبا Mei');
    expect(texts.say('en', 'a.name', { name: 'علي' })).toBe('Hello \u2068علي\u2069');
    expect([texts.dir('ar-AE'), texts.dir('en-AE')]).toEqual(['rtl', 'ltr']);
  });

  it('give command words of the language and English, and groups merged', () => {
    expect(texts.commandWords('ru-RU', 'stop')).toEqual(['стоп', 'stop']);
    expect(texts.commandWords('ru-RU', 'nothing')).toEqual([]);
    expect(texts.group('en-HK', 'a')).toMatchObject({ plain: 'Hello, Hong Kong', x: 'only English' });
  });

  it('take a flow version’s own wording first, and leave the rest alone', () => {
    const wording = { en: { 'a.plain': 'Good day' }, 'zh-Hant': { 'a.new': '新' } };
    const own = texts.overlay(wording);
    expect(own.say('en-SG', 'a.plain')).toBe('Good day');
    expect(own.say('en-HK', 'a.plain')).toBe('Hello, Hong Kong');
    expect(own.say('zh-Hant-HK', 'a.new')).toBe('新');
    expect(texts.say('en-SG', 'a.plain')).toBe('Hello');
    expect(texts.overlay(wording)).toBe(own);
    expect(texts.overlay({})).toBe(texts);
  });

  it('treat a text that no language has as a fault', () => {
    expect(() => texts.say('en', 'a.none')).toThrow(MissingTextError);
  });
});

describe('loadTexts', () => {
  it('reads every language of the product', () => {
    expect(loadTexts().say('en', 'btn.yes')).toBe('Yes');
  });

  it('names the file that is broken', () => {
    expect(() => loadTexts(join(__dirname, 'brokenLocales'))).toThrow(LocaleFileError);
  });
});
