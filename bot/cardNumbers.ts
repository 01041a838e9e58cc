/**
 * Takes payment card numbers out of what people type, before anything is stored or logged (PCI DSS 3.3, 3.4).
 *
 * A run of 13 to 19 digits, in any script and with up to three separators (no letters) between digits, is a card number when
 * its length is one its issuer range uses and its Luhn check holds. Luhn alone would also catch one in ten order numbers
 * and every IMEI, so the issuer table comes first. The last four digits stay, so that the customer knows which card.
 */
export function redactCardNumbers(text: string): { readonly text: string; readonly found: boolean } {
  if (text.length < SHORTEST) return { text, found: false };
  const digits = digitsOf(text);
  if (digits.length < SHORTEST) return { text, found: false };
  const spans = cardSpans(digits);
  if (spans.length === 0) return { text, found: false };
  let redacted = '';
  let from = 0;
  for (const span of spans) {
    redacted += `${text.slice(from, span.start)}[card ••••${span.lastFour} removed]`;
    from = span.end;
  }
  return { text: redacted + text.slice(from), found: true };
}

interface Digit {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Characters between the digit before and this one. */
  readonly gap: number;
}

/** Zeros of the scripts after Latin whose digits people of these markets, or their neighbours, type. */
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040, 0x17e0, 0xff10,
];
const OTHER_SCRIPTS = 0x660;
const UNRELATED = 99;
/** Anything may stand between groups but a letter: identifiers are full of digits that only look like a card. */
const LETTER = /[\p{L}\p{N}\p{Cs}]/u;
/** Also the marks that turn a digit into an emoji. */
const INVISIBLE = /[\p{Cf}\p{M}]/u;
/** A hyphen with a space on both sides. */
const WIDEST_GAP = 3;

function digitsOf(text: string): readonly Digit[] {
  const found: Digit[] = [];
  let gap = 0;
  for (let at = 0; at < text.length; at++) {
    const value = digitAt(text, at);
    if (value === undefined) {
      const character = text[at] ?? '';
      if (!INVISIBLE.test(character)) gap += LETTER.test(character) ? UNRELATED : 1;
      continue;
    }
    found.push({ value, start: at, end: at + 1, gap: found.length === 0 ? UNRELATED : gap });
    gap = 0;
  }
  return found;
}

function digitAt(text: string, at: number): string | undefined {
  const code = text.charCodeAt(at);
  if (code < OTHER_SCRIPTS) return code >= 0x30 && code <= 0x39 ? text[at] : undefined;
  const zero = ZEROS.find((start) => code >= start && code <= start + 9);
  return zero === undefined ? undefined : String(code - zero);
}

function cardSpans(digits: readonly Digit[]): readonly { start: number; end: number; lastFour: string }[] {
  const spans: { start: number; end: number; lastFour: string }[] = [];
  let at = 0;
  while (at < digits.length) {
    const length = cardLengthAt(digits, at);
    const first = digits[at];
    const last = digits[at + length - 1];
    if (length === 0 || !first || !last) {
      at++;
      continue;
    }
    const lastFour = digits
      .slice(at + length - 4, at + length)
      .map((digit) => digit.value)
      .join('');
    spans.push({ start: first.start, end: last.end, lastFour });
    at += length;
  }
  return spans;
}

/** The longest card number that starts at this digit, 0 when none does. */
function cardLengthAt(digits: readonly Digit[], at: number): number {
  const run = runAt(digits, at);
  for (let length = run.length; length >= SHORTEST; length--) {
    if (length === SHORTEST && !standsAlone(digits, at, length)) continue;
    const number = run.slice(0, length);
    if (isIssued(number) && passesLuhn(number)) return length;
  }
  return 0;
}

/** Cards of 13 digits are rare, and the start of many a device number looks like one: only whole runs count. */
const SHORTEST = 13;
const LONGEST = 19;

function standsAlone(digits: readonly Digit[], at: number, length: number): boolean {
  return digits[at]?.gap !== 0 && digits[at + length]?.gap !== 0;
}

/** At most as many digits as a card number has, up to the first that does not belong to the one before. */
function runAt(digits: readonly Digit[], at: number): string {
  let run = digits[at]?.value ?? '';
  for (let next = at + 1; next < at + LONGEST; next++) {
    const digit = digits[next];
    if (digit === undefined || digit.gap > WIDEST_GAP) break;
    run += digit.value;
  }
  return run;
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
