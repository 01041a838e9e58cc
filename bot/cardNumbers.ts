import { type Digit, digitsOf, LONGEST_CARD, numberOf, WIDEST_GAP } from './digits';

/**
 * Takes payment card numbers out of what people type, before anything is stored or logged (PCI DSS 3.3, 3.4).
 *
 * A run of 13 to 19 digits, in any script and with up to three separators (no letters) between digits, is a card number when
 * its length is one its issuer range uses and its Luhn check holds. Luhn alone would also catch one in ten order numbers
 * and every IMEI, so the issuer table comes first. Grouped as on a card, words may stand between the groups. The last four
 * digits stay, so that the customer knows which card. A security code goes without a trace.
 */
export function redactCardNumbers(text: string): { readonly text: string; readonly found: boolean } {
  const spans = text.length < SHORTEST ? [] : cardSpans(digitsOf(text));
  const withoutCards = spans.length === 0 ? text : replaced(text, spans);
  const redacted = withoutCards.replace(SECURITY_CODE, '$1[code removed]');
  return { text: redacted, found: redacted !== text };
}

const SECURITY_CODE = /(\b(?:cvv|cvc|cvn)2?\b[^\p{N}]{0,12})\p{Nd}{3,4}(?!\p{Nd})/giu;

function replaced(text: string, spans: readonly CardSpan[]): string {
  let redacted = '';
  let from = 0;
  for (const span of spans) {
    redacted += `${text.slice(from, span.start)}[card ••••${span.lastFour} removed]`;
    from = span.end;
  }
  return redacted + text.slice(from);
}

/** Where in a text a card number stands. */
interface CardSpan {
  readonly start: number;
  readonly end: number;
  readonly lastFour: string;
}

function cardSpans(digits: readonly Digit[]): readonly CardSpan[] {
  const spans: CardSpan[] = [];
  let at = 0;
  while (at < digits.length) {
    const mayStart = STARTS.includes(digits[at]?.value ?? '');
    const length = mayStart ? Math.max(cardLengthAt(digits, at), groupedLengthAt(digits, at)) : 0;
    const card = digits.slice(at, at + length);
    const [first, last] = [card[0], card.at(-1)];
    if (first === undefined || last === undefined) {
      at += 1;
      continue;
    }
    spans.push({ start: first.start, end: last.end, lastFour: numberOf(card.slice(-4)) });
    at += length;
  }
  return spans;
}

/** The longest card number that starts at this digit, 0 when none does. */
function cardLengthAt(digits: readonly Digit[], at: number): number {
  const run = runAt(digits, at);
  for (let length = run.length; length >= SHORTEST; length--) {
    if (freeEnds(digits, at, length) < (length === SHORTEST ? 2 : 1)) continue;
    if (isCardNumber(run.slice(0, length)) && !areDates(digits.slice(at, at + length))) return length;
  }
  return 0;
}

const SHORTEST = 13;

/**
 * Cards of 13 digits are rare, and the start of many a device number looks like one: only whole runs count. To a longer
 * one its date may be glued, but no number has a card in its middle.
 */
function freeEnds(digits: readonly Digit[], at: number, length: number): number {
  return Number(digits[at]?.gap !== 0) + Number(digits[at + length]?.gap !== 0);
}

/** From one day to another, in six groups as no card has them. */
function areDates(digits: readonly Digit[]): boolean {
  const text = digits.map(({ gap, value }) => (gap === 0 ? value : ` ${value}`)).join('');
  return SPAN_OF_DATES.test(text.trim());
}

const [DAY, MONTH, YEAR] = ['(0[1-9]|[12]\\d|3[01])', '(0[1-9]|1[0-2])', '(19|20)\\d\\d'];
const ONE_DATE = `(${DAY} ${MONTH} ${YEAR}|${YEAR} ${MONTH} ${DAY})`;
const SPAN_OF_DATES = new RegExp(`^${ONE_DATE} ${ONE_DATE}$`);

/** At most as many digits as a card number has, up to the first that does not belong to the one before. */
function runAt(digits: readonly Digit[], at: number): string {
  let run = digits[at]?.value ?? '';
  for (let next = at + 1; next < at + LONGEST_CARD; next++) {
    const digit = digits[next];
    if (digit === undefined || digit.gap > WIDEST_GAP) break;
    run += digit.value;
  }
  return run;
}

/** How digits stand on a card: nothing else is written like that, so what is between does not matter. */
const GROUPINGS: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];

function groupedLengthAt(digits: readonly Digit[], at: number): number {
  const grouping = GROUPINGS.find((sizes) => isGrouped(digits, at, sizes));
  return grouping?.reduce((sum, size) => sum + size, 0) ?? 0;
}

function isGrouped(digits: readonly Digit[], at: number, sizes: readonly number[]): boolean {
  let next = at;
  for (const size of sizes) {
    if (digits[next]?.gap === 0 || digits[next + size]?.gap === 0) return false;
    for (let within = next + 1; within < next + size; within++) if (digits[within]?.gap !== 0) return false;
    next += size;
  }
  return isCardNumber(numberOf(digits.slice(at, next)));
}

/** As a terminal would check it: of an issuer, in a length of theirs, with the right last digit. */
export function isCardNumber(number: string): boolean {
  return isIssued(number) && passesLuhn(number);
}

/** Issuer ranges and the lengths they use (ISO/IEC 7812 as published by the networks). */
const ISSUERS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 18, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(30[0-5]|3095|36|3[89])/, lengths: [14, 16, 17, 18, 19] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { prefix: /^(62|81)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(60|82|508)/, lengths: [16] },
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] },
  { prefix: /^(5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
];

/** What any of them starts with. */
const STARTS = '234568';

function isIssued(number: string): boolean {
  return ISSUERS.some((issuer) => issuer.lengths.includes(number.length) && issuer.prefix.test(number));
}

function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let at = 0; at < number.length; at++) {
    const digit = Number(number[number.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
