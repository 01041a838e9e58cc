import fc from 'fast-check';
import { compose } from '../../../../../adapters/channels/whatsapp/outbound/render';
import { createPayloadSeal } from '../../../../../adapters/channels/whatsapp/payloadSeal';
import type { QuickReply, Reply } from '../../../../../dialogs/message';
import { texts } from '../../../../support/fixtures';
import { faultsOf, readIn } from './outgoing';

const { seal } = createPayloadSeal('key');
const composed = (replies: readonly Reply[], asText = false) =>
  compose(replies, { texts, seal: (payload) => seal('c1', payload), asText });
const reply = (text: string, more: Partial<Reply> = {}): Reply => ({ text, locale: 'en', ...more });
const choices = (...labels: string[]): QuickReply[] =>
  labels.map((label, index) => ({ payload: `r1q1|pick:${index}`, label }));
const prompt = (kind: NonNullable<Reply['prompt']>['kind']) => ({ promptId: 'r1q1', step: 'x', kind });

describe('one turn', () => {
  it('is one message: all texts, the last one with its buttons', () => {
    expect(composed([reply('Thank you.'), reply('Are you 21 or over?', { choices: choices('Yes', 'No') })])).toEqual([
      {
        body: 'Thank you.\n\nAre you 21 or over?',
        content: {
          kind: 'buttons',
          options: [
            { id: seal('c1', 'r1q1|pick:0'), title: 'Yes' },
            { id: seal('c1', 'r1q1|pick:1'), title: 'No' },
          ],
          asText: 'Thank you.\n\nAre you 21 or over?\n\n1. Yes\n2. No\n\nReply with the number of your answer.',
        },
      },
    ]);
  });

  it('without anything said is no message', () => {
    expect(composed([])).toEqual([]);
    expect(composed([reply('')])).toEqual([]);
  });

  it('carries a link as words and an address', () => {
    const link = { label: 'Continue online', url: 'https://bank.example/a_b_c?x=*1*' };
    expect(composed([reply('Your reference is 12.', { link })])).toEqual([
      { body: 'Your reference is 12.\n\nContinue online: https://bank.example/a_b_c?x=*1*' },
    ]);
  });

  it('lays cards out above the question, which stays next to its buttons', () => {
    const cards = [
      {
        title: 'Miles *Plus*',
        subtitle: 'Fly more.',
        lines: ['No annual fee', 'Rate 35%'],
        select: { payload: 'r1q1|pick:M', label: 'Choose this card' },
        link: { label: 'Rates and fees', url: 'https://bank.example/m' },
      },
    ];
    expect(composed([reply('Which card?', { cards, choices: choices('Miles Plus') })])[0]?.body).toBe(
      '*Miles ＊Plus＊*\nFly more.\nNo annual fee\nRate 35%\nRates and fees: https://bank.example/m\n\nWhich card?',
    );
  });

  it('asks nothing in the message with the reference number', () => {
    const told = reply('Your reference: 123', { lead: { status: 'submitted', reference: '123' } });
    const bubbles = composed([told, reply('We will call.'), reply('Offers?', { choices: choices('Yes', 'No') })]);
    expect(bubbles.map(({ body }) => body)).toEqual(['Your reference: 123\n\nWe will call.', 'Offers?']);
    expect(bubbles.map(({ content }) => content?.options.length)).toEqual([undefined, 2]);
  });
});

describe('choices', () => {
  const kindOf = (labels: readonly string[]) =>
    composed([reply('?', { choices: choices(...labels) })])[0]?.content?.kind;
  const some = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => String.fromCharCode(65 + index).repeat(length));

  it.each([
    [1, 20, 'buttons'],
    [3, 20, 'buttons'],
    [3, 21, 'list'],
    [4, 20, 'list'],
    [10, 24, 'list'],
    [10, 25, undefined],
    [11, 5, undefined],
    [2, 25, undefined],
  ] as const)('%i with titles of %i units are %s', (count, length, kind) => {
    expect(kindOf(some(count, length))).toBe(kind);
  });

  it('are counted in UTF-16 units', () => {
    expect(kindOf(['👍'.repeat(10)])).toBe('buttons');
    expect(kindOf(['👍'.repeat(11)])).toBe('list');
  });

  it('open a list with the word of the language', () => {
    const [message] = composed([reply('?', { locale: 'pl', choices: choices('a', 'b', 'c', 'd') })]);
    expect(message?.content?.open).toBe('Wybierz');
  });

  it.each([[['Same', 'Same']], [['', 'b']], [[' ', 'b']]])(
    'that no phone would take, %j, are written out',
    (labels) => {
      expect(composed([reply('?', { choices: choices(...labels) })])[0]?.content).toBeUndefined();
    },
  );

  it('whose payload with its seal is too long are written out', () => {
    const withPayload = (length: number) => [{ payload: 'p'.repeat(length), label: 'a' }];
    expect(composed([reply('?', { choices: withPayload(187) })])[0]?.content?.kind).toBe('buttons');
    expect(composed([reply('?', { choices: withPayload(188) })])[0]?.content).toBeUndefined();
  });

  it('with a cut title are written out in full, under the numbers the dialog knows', () => {
    const cut = [
      { payload: 'r1q1|pick:A', label: 'Business owner or part…', description: 'Business owner or partner in a firm' },
      { payload: 'r1q1|pick:B', label: 'Business owner or p… 2', description: 'Business owner or partner abroad' },
      { payload: 'r1q1|skip', label: 'Skip' },
    ];
    expect(composed([reply('What do you do?', { choices: cut })])).toEqual([
      {
        body: 'What do you do?\n\n1. Business owner or partner in a firm\n2. Business owner or partner abroad\n3. Skip\n\nReply with the number of your answer.',
      },
    ]);
  });

  it.each(['consent', 'review'] as const)('of a %s are never numbered', (kind) => {
    const asked = reply('Do you agree?', { prompt: prompt(kind), choices: choices('I agree', "I don't agree") });
    expect(composed([asked], true)).toEqual([{ body: "Do you agree?\n\nReply “I agree” or “I don't agree”." }]);
    expect(composed([asked])[0]?.content?.kind).toBe('buttons');
  });

  it('are joined as the language does', () => {
    const asked = reply('ยินยอมไหม', { locale: 'th', prompt: prompt('consent'), choices: choices('ยินยอม', 'ไม่ยินยอม') });
    expect(composed([asked], true)[0]?.body).toContain('“ยินยอม” หรือ “ไม่ยินยอม”');
  });
});

describe('marks that WhatsApp would read as layout', () => {
  it.each([
    ['Name: *Mei*', 'Name: ＊Mei＊'],
    ['_a_ ~b~ `c`', '＿a＿ ～b～ ｀c｀'],
    ['\u2068*bold*\u2069', '\u2068＊bold＊\u2069'],
    ['*two words*', '＊two words＊'],
    ['about ~5%', 'about ~5%'],
    ['first_middle_last', 'first_middle_last'],
    ['E-mail: _mei_@bank.example', 'E-mail: _mei_@bank.example'],
    ['See https://bank.example/~a/_b_', 'See https://bank.example/~a/_b_'],
  ])('%j comes as %j', (text, body) => {
    expect(composed([reply(text)])).toEqual([{ body }]);
  });
});

describe('what is longer than a message', () => {
  const words = (length: number, word = 'word ') =>
    word
      .repeat(Math.ceil(length / word.length))
      .slice(0, length)
      .trim();

  it('goes before, as text, while the question stays with its buttons', () => {
    const [notice, question] = [words(1000, 'notice '), words(100, 'question ')];
    const messages = composed([reply(notice), reply(question, { choices: choices('Yes') })]);
    expect(messages.map(({ body }) => body)).toEqual([notice, question]);
    expect(messages.map(({ content }) => content?.kind)).toEqual([undefined, 'buttons']);
  });

  it('is cut between paragraphs first', () => {
    const [one, two, three] = [words(900, 'one '), words(600, 'two '), words(900, 'three ')];
    expect(composed([reply(`${one}\n\n${two}\n\n${three}`)]).map(({ body }) => body)).toEqual([
      `${one}\n\n${two}`,
      three,
    ]);
  });

  it('is cut between lines, then sentences, then words, then characters', () => {
    const bodies = (text: string) => composed([reply(text)]).map(({ body }) => body);
    expect(bodies(`${'a'.repeat(1000)}\n${'b '.repeat(500)}`)[0]).toBe('a'.repeat(1000));
    expect(bodies(`${'a'.repeat(1000)} b. ${'c '.repeat(500)}`)[0]).toBe(`${'a'.repeat(1000)} b.`);
    expect(bodies(`${'我'.repeat(1000)}。${'你'.repeat(1000)}`)[0]).toBe(`${'我'.repeat(1000)}。`);
    expect(bodies(`${'a'.repeat(1000)} ${'b'.repeat(1000)}`)[0]).toBe('a'.repeat(1000));
    expect(bodies('👩‍👩‍👧‍👦'.repeat(200)).every((body) => /^(?:👩‍👩‍👧‍👦)+$/u.test(body))).toBe(true);
    expect(bodies(`a${'👍'.repeat(1000)}`).join('')).toBe(`a${'👍'.repeat(1000)}`);
    expect(bodies(`e${'\u0301'.repeat(4000)}`).join('')).toBe(`e${'\u0301'.repeat(4000)}`);
  });

  it('in the question itself goes before whole, and its last paragraph that fits is repeated above the buttons', () => {
    const text = `${words(900, 'terms ')}\n\n${words(500, 'more ')}\n\nDo you agree?`;
    const messages = composed([reply(text, { choices: choices('Yes') })]);
    expect(messages.map(({ body }) => body)).toEqual([text, 'Do you agree?']);
    expect(messages.at(-1)?.content?.asText).toBe('Do you agree?\n\n1. Yes\n\nReply with the number of your answer.');
  });

  it('in the cards lets the question stay whole with its buttons', () => {
    const card = { title: 'Card', lines: [words(1000)], select: { payload: 'r1q1|pick:0', label: 'Choose' } };
    const messages = composed([reply('Which card do you want?', { cards: [card], choices: choices('Card') })]);
    expect(messages.map(({ body }) => body)).toEqual([`*Card*\n${words(1000)}`, 'Which card do you want?']);
  });
});

describe('whatever is said', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom(
      '\n\n',
      '\n',
      '. ',
      ' ',
      '👩‍👩‍👧‍👦',
      '*',
      '_x_',
      '\u2068*a*\u2069',
      '\ud800',
      'ไทย',
      '。',
      'https://a.example/_b_',
    ),
    fc.integer({ min: 1, max: 1200 }).map((length) => 'wörd '.repeat(length / 5)),
    fc.integer({ min: 1, max: 1700 }).map((length) => 'x'.repeat(length)),
  );
  const text = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
  const choice = fc.record(
    {
      payload: fc.string({ minLength: 1, maxLength: 200 }),
      label: fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 26 }),
        fc.constantFrom('Yes', 'No', 'A long label that…'),
      ),
      description: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 72 }),
    },
    { requiredKeys: ['payload', 'label'] },
  );
  const link = fc.record({ label: fc.string({ maxLength: 20 }), url: fc.webUrl() });
  const card = fc.record({
    title: fc.string({ maxLength: 40 }),
    lines: fc.array(fc.string({ maxLength: 60 }), { maxLength: 4 }),
    select: choice,
  });
  const anyReply: fc.Arbitrary<Reply> = fc
    .record(
      {
        text,
        locale: fc.constantFrom('en', 'ar-AE', 'zh-Hant-HK', 'th'),
        choices: fc.array(choice, { maxLength: 12 }),
        cards: fc.array(card, { maxLength: 3 }),
        link,
        prompt: fc.constantFrom(prompt('ask'), prompt('consent'), prompt('review'), prompt('say')),
      },
      { requiredKeys: ['text', 'locale'] },
    )
    .map((made) => made as Reply);
  const turn = fc.tuple(fc.array(anyReply, { minLength: 1, maxLength: 4 }), fc.boolean());

  it('every message is inside every limit', () => {
    fc.assert(
      fc.property(turn, ([replies, asText]) => {
        expect(composed(replies, asText).flatMap(faultsOf)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  /** What is left of a text when layout, marks and white space are put aside. */
  const essence = (said: string) =>
    Buffer.from(said)
      .toString()
      .normalize('NFKC')
      .replace(/[\s*_~`]/gu, '');

  const saidIn = ({ text: said, cards = [], link: to }: Reply) => [
    ...said.split(/\n+/),
    ...cards.flatMap(({ title, lines }) => [title, ...lines]),
    ...(to ? [to.url] : []),
  ];
  const fullLabel = ({ label, description }: QuickReply) => (label.endsWith('…') ? (description ?? label) : label);

  it('no text and no choice is lost', () => {
    fc.assert(
      fc.property(turn, ([replies, asText]) => {
        const read = essence(readIn(composed(replies, asText)));
        const labels = replies.at(-1)?.choices?.map(fullLabel) ?? [];
        for (const said of [...replies.flatMap(saidIn), ...labels]) expect(read).toContain(essence(said));
      }),
      { numRuns: 500 },
    );
  });

  it('buttons and rows are all there or none, uncut, in order, and only on the last message', () => {
    fc.assert(
      fc.property(turn, ([replies, asText]) => {
        const messages = composed(replies, asText);
        expect(messages.slice(0, -1).filter(({ content }) => content)).toEqual([]);
        const options = messages.at(-1)?.content?.options;
        const expected = replies
          .at(-1)
          ?.choices?.map(({ payload, label }) => ({ id: seal('c1', payload), title: label }));
        if (options) expect(options).toEqual(expected);
        if (asText) expect(options).toBeUndefined();
      }),
    );
  });
});
