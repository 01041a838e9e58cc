import { luhnDigit, numberOf } from './pans';

type Random = () => number;

/** A number that customers of the twelve markets rightly give, as they write it. */
export function otherOf(random: Random): { readonly kind: string; readonly text: string } {
  const [kind, write] = pick(random, KINDS);
  if (write !== undefined) return { kind, text: write(random) };
  const [country, id] = pick(random, IDS);
  return { kind: `id of ${country}`, text: id(random) };
}

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('There is nothing to pick from.');
  return found;
}

const between = (random: Random, low: number, high: number) => low + Math.floor(random() * (high - low + 1));
const two = (value: number) => String(value).padStart(2, '0');

/** With the country's code, in groups. */
const PHONES: readonly ((random: Random) => readonly string[])[] = [
  (random) => ['+61', `4${numberOf(random, 2)}`, numberOf(random, 3), numberOf(random, 3)],
  (random) => ['+852', pick(random, ['5', '6', '9']) + numberOf(random, 3), numberOf(random, 4)],
  (random) => ['+62', `8${numberOf(random, 2)}`, numberOf(random, 4), numberOf(random, between(random, 3, 4))],
  (random) => ['+91', pick(random, ['6', '7', '8', '9']) + numberOf(random, 4), numberOf(random, 5)],
  (random) => ['+60', `1${numberOf(random, 1)}`, numberOf(random, 3), numberOf(random, between(random, 4, 5))],
  (random) => ['+63', `9${numberOf(random, 2)}`, numberOf(random, 3), numberOf(random, 4)],
  (random) => ['+65', pick(random, ['8', '9']) + numberOf(random, 3), numberOf(random, 4)],
  (random) => ['+66', pick(random, ['6', '8', '9']) + numberOf(random, 1), numberOf(random, 3), numberOf(random, 4)],
  (random) => [
    '+84',
    pick(random, ['3', '5', '7', '8', '9']) + numberOf(random, 1),
    numberOf(random, 3),
    numberOf(random, 4),
  ],
  (random) => [
    '+48',
    pick(random, ['5', '6', '7', '8']) + numberOf(random, 2),
    numberOf(random, 3),
    numberOf(random, 3),
  ],
  (random) => ['+7', `9${numberOf(random, 2)}`, numberOf(random, 3), numberOf(random, 2), numberOf(random, 2)],
  (random) => ['+971', `5${pick(random, ['0', '2', '4', '5', '6', '8'])}`, numberOf(random, 3), numberOf(random, 4)],
];

/** As typed: with the code or without, grouped or not, now and then two at once. */
function written(random: Random, phone: readonly string[]): string {
  const parts = random() < 0.5 ? phone : [`0${phone[1]}`, ...phone.slice(2)];
  return parts.join(pick(random, ['', ' ', '-', '.']));
}

/** Type allocation codes of this century begin so. */
function imei(random: Random): string {
  const body = pick(random, ['35', '35', '86', '01', '99']) + numberOf(random, 12);
  return `${body}${luhnDigit(body)}`;
}

const birthday = (random: Random) => ({
  year: between(random, 1950, 2006),
  month: between(random, 1, 12),
  day: between(random, 1, 28),
});

const IDS: readonly (readonly [country: string, write: (random: Random) => string])[] = [
  ['AU', (random) => `${numberOf(random, 3)} ${numberOf(random, 3)} ${numberOf(random, 3)}`],
  ['HK', (random) => `A${numberOf(random, 6)}(${numberOf(random, 1)})`],
  ['ID', nik],
  ['IN', (random) => `${between(random, 2, 9)}${numberOf(random, 3)} ${numberOf(random, 4)} ${numberOf(random, 4)}`],
  ['MY', (random) => `${birthDigits(random)}-${two(between(random, 1, 59))}-${numberOf(random, 4)}`],
  ['PH', (random) => `${numberOf(random, 4)}-${numberOf(random, 4)}-${numberOf(random, 4)}`],
  ['SG', (random) => `S${numberOf(random, 7)}D`],
  ['TH', thai],
  ['VN', (random) => `0${numberOf(random, 11)}`],
  ['PL', (random) => `${birthDigits(random)}${numberOf(random, 5)}`],
  ['RU', (random) => `${numberOf(random, 4)} ${numberOf(random, 6)}`],
  ['AE', (random) => `784-${birthday(random).year}-${numberOf(random, 7)}-${numberOf(random, 1)}`],
];

function birthDigits(random: Random): string {
  const { year, month, day } = birthday(random);
  return `${two(year % 100)}${two(month)}${two(day)}`;
}

/** Province, regency and district, the birthday with 40 added for women, and a number. */
function nik(random: Random): string {
  const { year, month, day } = birthday(random);
  const place = `${pick(random, PROVINCES)}${two(random() < 0.8 ? between(random, 1, 29) : between(random, 71, 79))}${two(between(random, 1, 30))}`;
  return `${place}${two(day + (random() < 0.5 ? 40 : 0))}${two(month)}${two(year % 100)}${numberOf(random, 4)}`;
}

/** As many times as they have people, in hundredths of the country. */
const PROVINCES = Object.entries({
  11: 2,
  12: 5,
  13: 2,
  14: 2,
  15: 1,
  16: 3,
  17: 1,
  18: 3,
  21: 1,
  31: 4,
  32: 18,
  33: 14,
  34: 1,
  35: 15,
  36: 4,
  51: 2,
  52: 2,
  53: 2,
  61: 2,
  62: 1,
  63: 2,
  64: 1,
  65: 1,
  71: 1,
  72: 1,
  73: 3,
  74: 1,
  81: 1,
  82: 1,
  91: 1,
  94: 1,
}).flatMap(([province, share]) => Array.from({ length: share }, () => province));

/** The first digit is the kind of person, most often 1 or 3; the last a check. */
function thai(random: Random): string {
  const body = pick(random, ['1', '1', '1', '1', '3', '3', '3', '3', '2', '4', '5', '8']) + numberOf(random, 11);
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (13 - at), 0);
  return `${body}${(11 - (sum % 11)) % 10}`;
}

function reference(random: Random): string {
  const letters = Array.from({ length: 3 }, () => String.fromCharCode(65 + Math.floor(random() * 26))).join('');
  return pick(random, [
    `${letters}${numberOf(random, 9)}`,
    `WMP5CC${numberOf(random, 6)}`,
    `REF-${birthday(random).year}-${numberOf(random, 6)}`,
    `order ${numberOf(random, between(random, 6, 12))}`,
  ]);
}

function date(random: Random): string {
  const { year, month, day } = birthday(random);
  const clock = `${two(between(random, 0, 23))}:${two(between(random, 0, 59))}:${two(between(random, 0, 59))}`;
  return pick(random, [
    `${year}-${two(month)}-${two(day)} ${clock}`,
    `${two(day)}.${two(month)}.${year}-${two(day)}.${two(month)}.${year + 1}`,
    `${two(day)}/${two(month)}/${year}`,
    `${year}${two(month)}${two(day)}${clock.replaceAll(':', '')}`,
    `178${numberOf(random, 10)}`,
  ]);
}

/** Ids are picked by country. */
const KINDS: readonly (readonly [kind: string, write?: (random: Random) => string])[] = [
  ['phone', (random) => written(random, pick(random, PHONES)(random))],
  ['IMEI', imei],
  ['id'],
  ['reference', reference],
  ['date', date],
];
