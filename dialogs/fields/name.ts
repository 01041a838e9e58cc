import type { NameScript } from '../../machines/market';
import { stripInvisible, toHalfWidth } from '../fold';
import type { View } from '../view';
import { introduced } from './introduced';
import { type Asked, accepted, exampleFor, isLonger, type Parsed, rejected } from './parsed';

const SCRIPTS: { readonly [S in NameScript]: string } = {
  Latn: '\\p{Script=Latin}',
  Cyrl: '\\p{Script=Cyrillic}',
  Arab: '\\p{Script=Arabic}',
  Thai: '\\p{Script=Thai}',
  Hant: '\\p{Script=Han}',
};
const DEVANAGARI = '\\p{Script=Devanagari}';
const ALLOWED_MARKS = "\\p{M} .'/@()-";
const NAME = new RegExp(`^[\\p{L}${ALLOWED_MARKS}]*$`, 'u');
const LETTER = /\p{L}/gu;
const LINK = /https?:|www\.|\.(?:com|net|org|info|io|ru|pl|my|vn|th|co)\b/i;
/** Marks piled on letters count nothing for people, but are stored and sent. */
const MOST_UNITS = 120;
/** Scripts in which one letter is a whole name. */
const DENSE = /[\p{Script=Han}\p{Script=Thai}]/u;
const INITIAL = /^\p{L}\.$/u;

/** A name as on an ID, in NFC and never re-cased: letters of the market's scripts and what stands between them. */
export function parseName(text: string, asked: Asked): Parsed {
  const name = tidyName(introduced(asked.view, text));
  const most = maxLength(asked);
  if (isLonger(name, most) || name.length > MOST_UNITS) return rejected('error.nameLong', { max: String(most) });
  const example = exampleFor(asked);
  if (!NAME.test(name) || LINK.test(name)) return rejected('error.nameCharacters', { example });
  if (!scriptPattern(asked.view).test(name)) return rejected('error.nameScript', { example });
  return isWholeName(name) ? accepted(name) : rejected('error.nameShort', { example });
}

function tidyName(text: string): string {
  return toHalfWidth(stripInvisible(text))
    .replace(/[\u2018\u2019\u02bc\u02bb`\u00b4]/gu, "'")
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/[\s\u00a0]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

function maxLength({ view, step }: Asked): number {
  const { full, part } = view.market.personName.maxLength;
  return step.field === 'fullName' ? full : part;
}

function isWholeName(name: string): boolean {
  const letters = name.match(LETTER)?.length ?? 0;
  return letters >= 2 || (letters === 1 && (DENSE.test(name) || INITIAL.test(name)));
}

const patterns = new Map<string, RegExp>();

/** Names of the market's scripts, with Hindi letters where Hindi is spoken to the customer. */
function scriptPattern({ market }: View): RegExp {
  const hindi = market.locales.some(({ tag }) => tag.startsWith('hi'));
  const key = `${market.personName.scripts.join()}${hindi}`;
  let pattern = patterns.get(key);
  if (pattern === undefined) {
    const scripts = market.personName.scripts.map((script) => SCRIPTS[script]);
    pattern = new RegExp(`^[${scripts.join('')}${hindi ? DEVANAGARI : ''}${ALLOWED_MARKS}]*$`, 'u');
    patterns.set(key, pattern);
  }
  return pattern;
}
