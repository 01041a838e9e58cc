import { asOnCard } from './spellings';

type Random = () => number;

/** Ways in which a card number comes in two messages. */
export const SPLITS: readonly (readonly [name: string, write: (pan: string, random: Random) => readonly string[]])[] = [
  ['in halves', (pan) => [pan.slice(0, 8), pan.slice(8)]],
  ['anywhere', (pan, random) => cutAt(pan, 1 + Math.floor(random() * (pan.length - 1)))],
  ['between groups', (pan, random) => betweenGroups(pan, random, ' ')],
  ['between groups, with hyphens', (pan, random) => betweenGroups(pan, random, '-')],
  ['every digit apart', (pan) => [spaced(pan.slice(0, 8)), spaced(pan.slice(8))]],
  ['with words before', (pan, random) => betweenGroups(pan, random, ' ').map((part, at) => `${WORDS[at]}${part}`)],
  ['with words behind', (pan, random) => betweenGroups(pan, random, ' ').map((part, at) => `${part}${WORDS[at + 2]}`)],
  ['in two scripts', (pan) => [arabic(pan.slice(0, 8)), pan.slice(8)]],
  [
    'with its date',
    (pan, random) => betweenGroups(pan, random, ' ').map((part, at) => (at ? `${part} exp 08/29` : part)),
  ],
  ['glued to the next line', (pan) => [`${pan.slice(0, 12)}-`, `\n-${pan.slice(12)}`]],
];

const WORDS = ['my card is ', 'and the rest ', ' got it?', ' thanks'];

function cutAt(pan: string, at: number): readonly string[] {
  return [pan.slice(0, at), pan.slice(at)];
}

function betweenGroups(pan: string, random: Random, between: string): readonly string[] {
  const groups = asOnCard(pan);
  const at = 1 + Math.floor(random() * (groups.length - 1));
  return [groups.slice(0, at).join(between), groups.slice(at).join(between)];
}

function spaced(digits: string): string {
  return [...digits].join(' ');
}

function arabic(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
}
