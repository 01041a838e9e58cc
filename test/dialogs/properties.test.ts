import fc from 'fast-check';
import { MARKET_PROFILES } from '../../adapters/markets';
import { parseField } from '../../dialogs/fields';
import { fold, foldCase } from '../../dialogs/fold';
import { recognize } from '../../dialogs/recognize';
import { render } from '../../dialogs/render';
import type { View } from '../../dialogs/view';
import type { Effect } from '../../machines/events';
import type { ListId, StepOf } from '../../machines/flow';
import type { MarketProfile } from '../../machines/market';
import { promptFor, steps, tapped, texts, typed, viewAt } from '../support/fixtures';

const MARKETS: readonly MarketProfile[] = Object.values(MARKET_PROFILES);
const LISTED: readonly ListId[] = [
  'languages',
  'products',
  'salutation',
  'employmentStatus',
  'incomeBand',
  'residenceStatus',
  'division',
  'contactTime',
];

/** Whatever a keyboard, a phone or an attacker may send. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc
    .array(
      fc.constantFrom(
        '\ud800',
        '\udc00',
        '\u202e',
        '\u200f',
        '👩‍👩‍👧‍👦',
        '\u0300',
        'ก็',
        'ﷺ',
        '0',
        '|',
        ':',
        '{{',
        '}}',
        '\n',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
  fc.integer({ min: 1, max: 5000 }).map((length) => '💣'.repeat(length)),
  fc.constantFrom(
    'x'.repeat(10_000),
    '4'.repeat(10_000),
    `${'a'.repeat(5000)}@${'b.'.repeat(2000)}com`,
    '('.repeat(4000),
  ),
);
const anyView = fc
  .record({
    market: fc.constantFrom(...MARKETS),
    step: fc.constantFrom(...Object.keys(steps)),
    locale: fc.nat(),
    status: fc.constantFrom('bot', 'pending', 'open', 'resolved'),
  })
  .map(({ market, step, locale, status }) => {
    const view = viewAt(step, {
      market,
      locale: market.locales[locale % market.locales.length]?.tag ?? 'en',
      status: status as View['status'],
    });
    return { ...view, prompt: promptFor(view) };
  });

const effectOf = (view: View): Effect =>
  ({ type: steps[view.step]?.kind, step: view.step, spec: steps[view.step] }) as Effect;
const askStep = (list: ListId): StepOf<'ask'> => {
  const step = steps.salutation;
  if (step?.kind !== 'ask') throw new Error('salutation is a question');
  return { ...step, field: list === 'languages' ? 'language' : 'salutation', choices: { from: 'list', list } };
};
const atList = (market: MarketProfile, list: ListId, locale: string): View => {
  const view = viewAt('salutation', { market, locale });
  return { ...view, flow: { ...view.flow, steps: { ...steps, salutation: askStep(list) } } };
};

describe('recognizing', () => {
  it('never throws, whatever is typed or tapped', () => {
    fc.assert(
      fc.property(anyView, anyText, (view, text) => {
        expect(recognize(view, typed(text)).kind).toBeDefined();
        expect(recognize(view, tapped(text)).kind).toBeDefined();
        expect(recognize(view, tapped(`r1q5|${text}`)).kind).toBeDefined();
      }),
      { numRuns: 400 },
    );
  });

  it('stays quick on hostile text', () => {
    const hostile = [
      'x'.repeat(4096),
      'a '.repeat(2048),
      '1 '.repeat(2048),
      `${'a.'.repeat(2000)}@`,
      'ก็'.repeat(2000),
      '.'.repeat(4096),
    ];
    for (const text of hostile) {
      for (const step of Object.keys(steps)) {
        const before = process.cpuUsage();
        recognize(viewAt(step), typed(text));
        // Time of this process alone, so that a busy machine does not count; a pattern that backtracks takes seconds.
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000).toBeLessThan(300);
      }
    }
  });

  it('grants no consent but by the button or a listed word', () => {
    const consents = ['privacy', 'marketing'];
    const listed = (view: View) => {
      const label = view.step === 'marketing' ? 'btn.optIn' : 'btn.agree';
      return [
        ...texts.accentedWords(view.locale, 'accept'),
        ...texts.commandWords(view.locale, 'accept'),
        foldCase(texts.say(view.locale, label)),
      ];
    };
    const nearly = fc.constantFrom(
      'yes?',
      'ok',
      'sure',
      'yes but no',
      'I agree?',
      'agree to nothing',
      '👍',
      '1',
      'y',
      'fine',
      'yes no',
      'not agree',
      'I do not accept',
      'да нет',
      '"yes"',
    );
    fc.assert(
      fc.property(anyView, fc.constantFrom(...consents), fc.oneof(anyText, nearly), (from, step, text) => {
        const at = { ...from, step, status: 'bot' as const };
        const view = { ...at, prompt: promptFor(at) };
        const understood = recognize(view, typed(text));
        const granted = understood.kind === 'event' && understood.event.type === 'consent.granted';
        if (granted) expect(listed(view)).toContain(foldCase(text));
        if (['yes?', 'I agree?', '1', 'ok', '👍', '"yes"'].includes(text)) expect(granted).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('takes every listed word for its decision in every language, and no word for both', () => {
    for (const market of MARKETS) {
      for (const { tag } of market.locales) {
        const at = viewAt('privacy', { market, locale: tag });
        const view = { ...at, prompt: promptFor(at) };
        for (const word of texts.accentedWords(tag, 'accept')) {
          expect([tag, word, recognize(view, typed(word))]).toMatchObject([
            tag,
            word,
            { event: { type: 'consent.granted' } },
          ]);
        }
        for (const word of texts.accentedWords(tag, 'refuse')) {
          expect([tag, word, recognize(view, typed(word))]).toMatchObject([
            tag,
            word,
            { event: { type: 'consent.declined' } },
          ]);
        }
      }
    }
  });
});

/** Every list of every market in every language, as a question. */
const LIST_VIEWS = MARKETS.flatMap((market) =>
  market.locales.flatMap(({ tag }) =>
    LISTED.map((list) => ({ list, view: atList(market, list, tag), name: `${market.market} ${list} ${tag}` })),
  ),
).filter(({ list, view }) => view.list(list, view.locale).length > 0);

const asked = (view: View, list: ListId) =>
  render({ view, utterances: [{ type: 'ask', step: 'salutation', spec: askStep(list) }], seq: 1, run: 1 });

describe('labels of both decisions', () => {
  it.each(['id', 'ms', 'fil', 'hi', 'vi', 'pl', 'zh-Hans'])('decide when typed as shown, in any case: %s', (locale) => {
    for (const step of ['privacy', 'marketing']) {
      const view = viewAt(step, { locale });
      const { prompt } = render({ view, utterances: [effectOf(view)], seq: 1, run: 1 });
      const said = prompt?.offered.map(({ label }) =>
        [label, label.toUpperCase(), ` ${label}. `].map((text) => recognize({ ...view, prompt }, typed(text))),
      );
      expect([step, said]).toMatchObject([
        step,
        [
          Array.from({ length: 3 }, () => ({ event: { type: 'consent.granted' } })),
          Array.from({ length: 3 }, () => ({ event: { type: 'consent.declined' } })),
        ],
      ]);
      // A number is no word to hold anyone to.
      expect(recognize({ ...view, prompt }, typed('1'))).toMatchObject({ error: { text: 'error.consent' } });
    }
  });

  it('decide when typed as shown, in every language', () => {
    for (const market of MARKETS) {
      for (const { tag } of market.locales) {
        for (const step of ['privacy', 'marketing']) {
          const view = viewAt(step, { market, locale: tag });
          const { prompt } = render({ view, utterances: [effectOf(view)], seq: 1, run: 1 });
          const decisions = prompt?.offered.map(({ label }) => recognize({ ...view, prompt }, typed(label)));
          expect([tag, step, decisions]).toMatchObject([
            tag,
            step,
            [{ event: { type: 'consent.granted' } }, { event: { type: 'consent.declined' } }],
          ]);
        }
      }
    }
  });
});

describe('lists', () => {
  it('know every row by its title', () => {
    for (const { list, view, name } of LIST_VIEWS) {
      for (const { label, code } of view.list(list, view.locale)) {
        expect([name, label, recognize(view, typed(label))]).toMatchObject([name, label, { event: { value: code } }]);
      }
    }
  });

  it('know every row by its title in the other languages of the market', () => {
    for (const { list, view, name } of LIST_VIEWS) {
      for (const { tag } of view.market.locales) {
        for (const { label, code } of view.list(list, tag)) {
          expect([name, tag, label, recognize(view, typed(label))]).toMatchObject([
            name,
            tag,
            label,
            { event: { value: code } },
          ]);
        }
      }
    }
  });

  it('know the row of every number, in the digits of every script', () => {
    const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xbe6, 0xe50, 0xff10];
    const inScript = (number: number, zero: number) =>
      [...String(number)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
    for (const { list, view } of LIST_VIEWS) {
      const { prompt, replies } = asked(view, list);
      replies[0]?.choices?.forEach(({ payload }, index) => {
        const tap = recognize({ ...view, prompt }, tapped(payload));
        const expected = 'method' in tap ? { ...tap, method: 'text' } : tap;
        for (const zero of zeros)
          expect(recognize({ ...view, prompt }, typed(inScript(index + 1, zero)))).toEqual(expected);
      });
    }
  });

  it('have titles that fit every channel and differ from one another', () => {
    for (const { list, view, name } of LIST_VIEWS) {
      const titles = asked(view, list).replies[0]?.choices?.map(({ label }) => label) ?? [];
      expect([name, titles.length <= 10, new Set(titles).size]).toEqual([name, true, titles.length]);
      expect([name, titles.filter((title) => title.length > 24)]).toEqual([name, []]);
    }
  });
});

describe('fields', () => {
  it("read every market's example mobile, and their own answer again", () => {
    for (const market of MARKETS) {
      const step = steps.mobile;
      if (step?.kind !== 'ask') throw new Error('mobile is a question');
      const view = viewAt('mobile', { market });
      const parsed = parseField(market.phone.example, view, step);
      expect([market.market, parsed]).toMatchObject([market.market, { ok: true }]);
      if (parsed.ok) expect(parseField(parsed.value, view, step)).toEqual(parsed);
    }
  });

  it('give back what they accepted when it is typed again', () => {
    fc.assert(
      fc.property(
        anyView,
        fc.constantFrom('fullName', 'addressLine', 'email', 'mobile'),
        anyText,
        (view, field, text) => {
          const step = steps[field];
          if (step?.kind !== 'ask') return;
          const parsed = parseField(text, view, step);
          if (parsed.ok) expect(parseField(parsed.value, view, step)).toEqual(parsed);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('folding', () => {
  it('folds a folded text to itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
        expect(foldCase(foldCase(text))).toBe(foldCase(text));
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    ['Đà Nẵng', 'da nang'],
    ['Łódź', 'lodz'],
    ['Ёлка', 'елка'],
    ['Straße', 'strasse'],
    ['إِيقَافـ', 'ايقاف'],
    ['مدرسة', 'مدرسه'],
    ['ｆｕｌｌ １２', 'full 12'],
    ["I don't  agree!", 'i dont agree'],
    ['हिन्दी', 'हिन्दी'],
  ])('folds %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('rendering', () => {
  it('never throws in any market, language and step', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const { replies } = render({ view, utterances: [effectOf(view)], seq: 1, run: 1 });
        expect(replies[0]?.text).not.toMatch(/\{\{|undefined/);
      }),
      { numRuns: 300 },
    );
  });
});
