import { stripInvisible, toAsciiDigits } from './fold';

/**
 * A sum of money as people write it: `60,000`, `12k`, `1,2 juta`, `1.5 lakh`, `3万5`, `สามหมื่น`. Undefined for whatever else
 * stands around it, since that may change the sense, and for a short number alone, which may be the number of a row.
 */
export function parseAmount(text: string): number | undefined {
  const typed = toAsciiDigits(stripInvisible(text.slice(0, LONGEST).normalize('NFKC')))
    .toLowerCase()
    .trim();
  return inDigits(typed) ?? inWords(typed);
}

const LONGEST = 40;

/** The thousands and millions of each language, and their short forms. Spelled as NFKC has them. */
const UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1e3: 'k|thousand|ribu|rb|nghìn|ngàn|ng|tys|tys.|tysiąc|tysiące|tysięcy|тыс|тыс.|тысяча|тысячи|тысяч|ألف|الف|آلاف|हज़ार|हजार|hazar|hazaar|libo|千|พัน',
    1e4: '萬|万|หมื่น',
    1e5: 'lakh|lakhs|lac|lacs|लाख|แสน',
    1e6: 'm|million|mio|juta|jt|triệu|tr|mln|milion|miliony|milionów|млн|млн.|миллион|миллиона|миллионов|مليون|milyon|百萬|百万|ล้าน',
    1e7: 'crore|crores|cr|करोड़',
  }).flatMap(([times, words]) =>
    words.split('|').map((word): [string, number] => [word.normalize('NFKC').toLowerCase(), Number(times)]),
  ),
);

const DIGITS = /^(\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?\s*(\D*)$/u;

function inDigits(typed: string): number | undefined {
  const [, whole = '', decimals = '', unit = ''] = DIGITS.exec(typed) ?? [];
  if (whole === '') return undefined;
  const times = unit === '' ? 1 : UNITS.get(unit.trim());
  if (times === undefined || (times === 1 && whole.length < 3)) return undefined;
  return Math.round(Number(`${whole.replace(/\D/g, '')}.${decimals}`) * times);
}

/** Numerals of scripts in which sums are written out, each digit before its unit. */
const NUMERALS: ReadonlyMap<string, number> = new Map([
  ...['一', '二', '三', '四', '五', '六', '七', '八', '九'].map((word, at): [string, number] => [word, at + 1]),
  ['兩', 2],
  ['两', 2],
  ...['หนึ่ง', 'สอง', 'สาม', 'สี่', 'ห้า', 'หก', 'เจ็ด', 'แปด', 'เก้า'].map((word, at): [string, number] => [
    word.normalize('NFKC'),
    at + 1,
  ]),
]);
const POWERS: ReadonlyMap<string, number> = new Map(
  [
    ['千', 1e3],
    ['萬', 1e4],
    ['万', 1e4],
    ['พัน', 1e3],
    ['หมื่น', 1e4],
    ['แสน', 1e5],
    ['ล้าน', 1e6],
  ].map(([word, times]): [string, number] => [String(word).normalize('NFKC'), Number(times)]),
);
const ONE = `(?:${[...NUMERALS.keys()].join('|')}|\\d)`;
/** A numeral, or with a ten in it as "三十五", before its unit. */
const TOKEN = new RegExp(`^\\s*(?:(${ONE})?(十)(${ONE})?|(${ONE}))\\s*(${[...POWERS.keys()].join('|')})`, 'u');

function timesOf([, tens, ten, ones, single]: readonly (string | undefined)[]): number {
  const value = (numeral: string | undefined) =>
    numeral === undefined ? undefined : (NUMERALS.get(numeral) ?? Number(numeral));
  return ten === undefined ? (value(single) ?? 0) : (value(tens) ?? 1) * 10 + (value(ones) ?? 0);
}

/** Thousands and more, each smaller than the one before: what is left over is no sum that we are sure of. */
function inWords(typed: string): number | undefined {
  let rest = typed;
  let sum = 0;
  let last = Number.POSITIVE_INFINITY;
  for (let token = TOKEN.exec(rest); token; token = TOKEN.exec(rest)) {
    const times = POWERS.get(token[5] ?? '') ?? 0;
    if (times >= last) return undefined;
    sum += timesOf(token) * times;
    last = times;
    rest = rest.slice(token[0].length);
  }
  return sum > 0 && rest.trim() === '' ? sum : undefined;
}
