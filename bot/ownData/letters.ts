import { toAsciiDigits } from '../../dialogs/fold';

/** No two of them are taken for one another; and no messenger takes one for markup. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** What is read for another letter. */
const ALIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
const BITS = 5;

/** Bytes as letters and digits that people can copy by hand. */
export function toLetters(bytes: Buffer): string {
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let letters = '';
  for (let place = 0; place < lettersFor(bytes.length); place++) {
    letters = `${LETTERS[Number(number & 31n)]}${letters}`;
    number >>= BigInt(BITS);
  }
  return letters;
}

export function lettersFor(bytes: number): number {
  return Math.ceil((bytes * 8) / BITS);
}

/** As people write it down: in either case, in groups of their own, with digits of their script. Undefined: not ours. */
export function fromLetters(text: string): Buffer | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = toAsciiDigits(text.normalize('NFKC'))
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  const length = Math.floor((plain.length * BITS) / 8);
  if (length === 0 || lettersFor(length) !== plain.length) return undefined;
  let number = 0n;
  for (const letter of plain) {
    const value = LETTERS.indexOf(ALIKE[letter] ?? letter);
    if (value < 0) return undefined;
    number = (number << BigInt(BITS)) | BigInt(value);
  }
  const hex = number.toString(16).padStart(length * 2, '0');
  return hex.length > length * 2 ? undefined : Buffer.from(hex, 'hex');
}

const LONGEST = 512;
