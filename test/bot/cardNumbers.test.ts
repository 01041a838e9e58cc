import fc from 'fast-check';
import { redactCardNumbers } from '../../bot/cardNumbers';

/** Prefix and length of the main issuers' cards. */
const CARDS: readonly (readonly [issuer: string, prefix: string, length: number])[] = [
  ['Visa', '4', 13],
  ['Visa', '4', 16],
  ['Visa', '4', 19],
  ['Mastercard', '51', 16],
  ['Mastercard', '55', 16],
  ['Mastercard', '2221', 16],
  ['Mastercard', '2720', 16],
  ['American Express', '34', 15],
  ['American Express', '37', 15],
  ['Diners Club', '305', 14],
  ['Diners Club', '36', 14],
  ['JCB', '3528', 16],
  ['JCB', '3589', 16],
  ['UnionPay', '62', 16],
  ['UnionPay', '62', 19],
  ['Discover', '6011', 16],
  ['Discover', '65', 16],
  ['RuPay', '60', 16],
  ['RuPay', '508', 16],
  ['Mir', '2200', 16],
  ['Mir', '2204', 16],
  ['Maestro', '6759', 16],
];
const SCRIPTS = {
  Latin: 0x30,
  'Arabic-Indic': 0x660,
  Persian: 0x6f0,
  Devanagari: 0x966,
  Thai: 0xe50,
  Khmer: 0x17e0,
  'full width': 0xff10,
} as const;
const SEPARATORS = [
  '',
  ' ',
  '-',
  '.',
  '  ',
  '\u00a0',
  ' -',
  '\u200b',
  '\n',
  '/',
  ' - ',
  '   ',
  ':',
  ')(',
  '+',
  '\u2011',
  '\u2212',
  '\u00ad',
  '\ufe0f\u20e3',
] as const;

const inScript = (digits: string, zero: number) =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));

function luhnDigit(body: string): string {
  let sum = 0;
  for (const [at, digit] of [...body].toReversed().entries()) {
    const value = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}

const cardOf = ([, prefix, length]: (typeof CARDS)[number]) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), {
      minLength: length - prefix.length - 1,
      maxLength: length - prefix.length - 1,
    })
    .map((digits) => prefix + digits.join(''))
    .map((body) => body + luhnDigit(body));

const written = fc.constantFrom(...CARDS).chain((card) =>
  fc.record({
    card: cardOf(card),
    zero: fc.constantFrom(...Object.values(SCRIPTS)),
    separator: fc.constantFrom(...SEPARATORS),
    every: fc.constantFrom(1, 2, 4, 5),
    before: fc.constantFrom('', 'my card is ', 'номер карты: ', 'บัตร ', '😀 '),
    after: fc.constantFrom('', ' thanks', '.', '，謝謝'),
  }),
);

describe('card numbers', () => {
  it('are taken out whatever the issuer, the script and the separators', () => {
    fc.assert(
      fc.property(written, ({ card, zero, separator, every, before, after }) => {
        const grouped = (card.match(new RegExp(`.{1,${every}}`, 'g')) ?? []).join(separator);
        const { text, found } = redactCardNumbers(before + inScript(grouped, zero) + after);
        expect(found).toBe(true);
        expect(text).toBe(`${before}[card ••••${card.slice(-4)} removed]${after}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are taken out when they are the whole text, the shortest too', () => {
    expect(redactCardNumbers('4222222222222')).toEqual({ text: '[card ••••2222 removed]', found: true });
  });

  it('are taken out of JSON, which stays JSON', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CARDS).chain(cardOf), fc.string(), (card, other) => {
        const { text } = redactCardNumbers(JSON.stringify({ text: `x ${card}`, other: other.replace(/\d/g, '') }));
        expect(JSON.parse(text).text).toBe(`x [card ••••${card.slice(-4)} removed]`);
      }),
    );
  });

  it('are all taken out when there are several', () => {
    const { text } = redactCardNumbers('4111111111111111 or 5555 5555 5555 4444, not 378282246310005');
    expect(text).toBe('[card ••••1111 removed] or [card ••••4444 removed], not [card ••••0005 removed]');
  });

  it('are taken out once: what is left has none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CARDS).chain(cardOf), (card) => {
        const { text } = redactCardNumbers(card);
        expect(redactCardNumbers(text)).toEqual({ text, found: false });
      }),
    );
  });

  it.each([
    ['a phone', '+65 8123 4567'],
    ['a long phone', '+62 813-4567-8901'],
    ['two phones', '+852 5123 4567 / +852 6123 4567'],
    ['an IMEI', '490154203237518'],
    ['a reference of the bank', 'WMP5CC298892'],
    ['a date and time', '2026-11-22 20:39:59'],
    ['a span of dates', '22.11.2026-23.12.2026'],
    ['an amount', '1,234,567,890,123'],
    ['a time stamp', '1795381448471'],
    ['a number that fails the check', '4111 1111 1111 1112'],
    ['too few digits', '4111 1111 111'],
    ['digits that are far apart', '411, then 11111; and 1111 --- 1111'],
    ['a UUID', '4f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
    ['nothing', ''],
  ])('are not seen in %s', (_what, text) => {
    expect(redactCardNumbers(text)).toEqual({ text, found: false });
  });

  it('leave any text without thirteen digits as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        fc.pre((text.match(/\p{Nd}/gu) ?? []).length < 13);
        expect(redactCardNumbers(text)).toEqual({ text, found: false });
      }),
    );
  });

  it('are looked for in a text of nothing but digits without getting stuck', () => {
    expect(redactCardNumbers('9'.repeat(100_000))).toEqual({ text: '9'.repeat(100_000), found: false });
  });
});
