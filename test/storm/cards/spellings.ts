/** Ways in which a person, a keyboard or somebody who means ill writes a card number in one message. */
export const SPELLINGS: readonly (readonly [name: string, write: (pan: string) => string])[] = [
  ['plain', (pan) => pan],
  ['grouped as on the card', (pan) => asOnCard(pan).join(' ')],
  ['with hyphens', (pan) => asOnCard(pan).join('-')],
  ['with dots', (pan) => asOnCard(pan).join('.')],
  ['with slashes', (pan) => asOnCard(pan).join('/')],
  ['with non-breaking spaces', (pan) => asOnCard(pan).join('\u00a0')],
  ['with thin spaces', (pan) => asOnCard(pan).join('\u2009')],
  ['with ideographic spaces', (pan) => asOnCard(pan).join('\u3000')],
  ['one group a line', (pan) => asOnCard(pan).join('\n')],
  ['with spaced hyphens', (pan) => asOnCard(pan).join(' - ')],
  ['with dashes', (pan) => asOnCard(pan).join(' – ')],
  ['with underscores', (pan) => asOnCard(pan).join('_')],
  ['with commas', (pan) => asOnCard(pan).join(', ')],
  ['with asterisks', (pan) => asOnCard(pan).join(' * ')],
  ['every digit apart', (pan) => [...pan].join(' ')],
  ['every digit with a hyphen', (pan) => [...pan].join('-')],
  ['in pairs', (pan) => groups(pan, 2).join(' ')],
  ['in fives', (pan) => groups(pan, 5).join(' ')],
  ['zero width between', (pan) => [...pan].join('\u200b')],
  ['soft hyphens between', (pan) => groups(pan, 4).join('\u00ad')],
  ['word joiners between', (pan) => [...pan].join('\u2060')],
  ['directional marks between', (pan) => groups(pan, 4).join('\u200e \u200f')],
  ['as emoji keys', (pan) => [...pan].map((digit) => `${digit}\ufe0f\u20e3`).join('')],
  ['combining marks above', (pan) => [...pan].map((digit) => `${digit}\u0305`).join('')],
  ['Arabic-Indic', inScript(0x660)],
  ['Persian', inScript(0x6f0)],
  ['Devanagari', inScript(0x966)],
  ['Bengali', inScript(0x9e6)],
  ['Thai', inScript(0xe50)],
  ['Khmer', inScript(0x17e0)],
  ['Myanmar', inScript(0x1040)],
  ['full width', inScript(0xff10)],
  ['mathematical bold', inScript(0x1d7ce)],
  ['Adlam', inScript(0x1e950)],
  ['raised', (pan) => mapped(pan, '⁰¹²³⁴⁵⁶⁷⁸⁹')],
  ['circled', (pan) => mapped(pan, '⓪①②③④⑤⑥⑦⑧⑨')],
  ['Chinese numerals', (pan) => mapped(pan, '〇一二三四五六七八九')],
  ['scripts mixed', (pan) => [...pan].map((digit, at) => inScript(ZEROS[at % ZEROS.length] ?? 0x30)(digit)).join('')],
  ['words between the groups', (pan) => spoken(pan)],
  ['in a sentence with its date', (pan) => `pls use ${asOnCard(pan).join(' ')} exp 08/29 thanks`],
];

const ZEROS = [0x30, 0x660, 0x966, 0xe50, 0xff10];

function inScript(zero: number): (pan: string) => string {
  return (pan) => pan.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

function mapped(pan: string, digits: string): string {
  const forms = [...digits];
  return pan.replace(/\d/g, (digit) => forms[Number(digit)] ?? digit);
}

function groups(pan: string, size: number): readonly string[] {
  return pan.match(new RegExp(`\\d{1,${size}}`, 'g')) ?? [];
}

export function asOnCard(pan: string): readonly string[] {
  if (pan.length === 15) return [pan.slice(0, 4), pan.slice(4, 10), pan.slice(10)];
  if (pan.length === 14) return [pan.slice(0, 4), pan.slice(4, 10), pan.slice(10)];
  return groups(pan, 4);
}

/** Only numbers that a card shows in groups of its own are read out in groups. */
function spoken(pan: string): string {
  const isGrouped = [14, 15, 16, 19].includes(pan.length);
  return isGrouped ? asOnCard(pan).join(' and then ') : asOnCard(pan).join(' ');
}
