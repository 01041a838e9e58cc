/** One digit as somebody wrote it, whatever script it is of. */
export interface Digit {
  /** From 0 to 9. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Visible characters between the digit before and this one; `APART` and more when a letter is among them. */
  readonly gap: number;
}

export const APART = 1_000;
/** The longest card number there is. */
export const LONGEST_CARD = 19;
/** Between two digits that belong together: a hyphen with a space on both sides. */
export const WIDEST_GAP = 3;

/** As one number. */
export function numberOf(digits: readonly Digit[]): string {
  return digits.map(({ value }) => value).join('');
}

/** Every digit in a text. Other numbers of the same context, as fractions or roman numerals, are none. */
export function digitsOf(text: string): readonly Digit[] {
  const found: Digit[] = [];
  let gap = APART;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    const value = code < FIRST_FOREIGN ? latin(code) : foreign(code);
    if (value !== undefined) {
      found.push({ value, start: at, end, gap });
      gap = 0;
    } else gap += widthOf(code);
    at = end;
  }
  return found;
}

/** What comes before it is letters, marks and ASCII. */
const FIRST_FOREIGN = 0xb2;
const [ZERO, NINE] = [0x30, 0x39];

function latin(code: number): string | undefined {
  return code >= ZERO && code <= NINE ? String(code - ZERO) : undefined;
}

const DECIMAL = /\p{Nd}/u;
/** Raised, lowered, circled, in brackets or with a full stop. */
const DRESSED = /\p{No}/u;
const UNDRESSED = /^\(?(\d)[.,)]?$/;

function foreign(code: number): string | undefined {
  const character = String.fromCodePoint(code);
  if (DECIMAL.test(character)) return String(decimalOf(code));
  if (DRESSED.test(character)) return UNDRESSED.exec(character.normalize('NFKC'))?.[1] ?? black(code);
  const han = HAN.findIndex((names) => names.includes(character));
  return han < 0 ? undefined : String(han);
}

/** Unicode keeps the ten digits of a script side by side, and from a zero on. */
function decimalOf(code: number): number {
  let zero = code;
  while (DECIMAL.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/** White on black and double circles, which are no other form of anything. First one, and its value. */
const BLACK: readonly (readonly [code: number, value: number])[] = [
  [0x24f5, 1],
  [0x24ff, 0],
  [0x2776, 1],
  [0x2780, 1],
  [0x278a, 1],
  [0x1f10b, 0],
  [0x1f10c, 0],
];

function black(code: number): string | undefined {
  const row = BLACK.findLast(([first]) => first <= code);
  const value = row && row[1] + code - row[0];
  const most = row?.[1] === 0 ? 0 : 9;
  return value === undefined || value > most ? undefined : String(value);
}

const HAN = ['〇零', '一壹', '二贰貳', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'] as const;

const LETTER = /[\p{L}\p{N}]/u;
/** Also the marks that turn a digit into an emoji. */
const INVISIBLE = /[\p{Cf}\p{M}]/u;

function widthOf(code: number): number {
  if (code < 0x80) return LETTERS_OF_ASCII.has(code) ? APART : 1;
  const character = String.fromCodePoint(code);
  if (INVISIBLE.test(character)) return 0;
  return LETTER.test(character) ? APART : 1;
}

const LETTERS_OF_ASCII = new Set(
  Array.from({ length: 0x80 }, (_, code) => code).filter((code) => /[a-z]/i.test(String.fromCharCode(code))),
);
