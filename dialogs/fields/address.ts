import { stripInvisible, toAsciiDigits, toHalfWidth } from '../fold';
import { type Asked, accepted, exampleFor, isLonger, type Parsed, rejected } from './parsed';

const SHORTEST = 5;
const LONGEST = 120;
/** What may be stored, however many marks the letters carry. */
const MOST_UNITS = 200;
const LETTER = /\p{L}/u;
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Card and national ID numbers: thirteen to nineteen digits, however they are spaced. */
const ID_NUMBER = /\d(?:[ .-]?\d){12}/;

/** One line of address. A number that could be a card or an ID is refused, whatever stands around it. */
export function parseAddress(text: string, asked: Asked): Parsed {
  const address = toHalfWidth(stripInvisible(text))
    .replace(LONE_SURROGATE, '')
    .replace(/\s*[\r\n]+\s*/gu, ', ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
  if (isLonger(address, LONGEST) || address.length > MOST_UNITS)
    return rejected('error.addressLong', { max: String(LONGEST) });
  if (ID_NUMBER.test(toAsciiDigits(address))) return rejected('say.cardNumberRemoved');
  const isEnough = isLonger(address, SHORTEST - 1) && LETTER.test(address);
  return isEnough ? accepted(address) : rejected('error.addressShort', { example: exampleFor(asked) });
}
