import { pickOf } from '../customers';

export type Random = () => number;

/** Texts that have broken something somewhere: sizes, scripts, marks, numbers, code, and what looks like ours. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u2066evil\u2069',
  '\ufeff\u200b\u200d',
  `e${'\u0301'.repeat(300)}`,
  `${'👨‍👩‍👧‍👦'.repeat(200)}`,
  '👍'.repeat(4_097),
  'a'.repeat(4_096),
  'ﷺ'.repeat(2_000),
  'İ'.repeat(500),
  'ß'.repeat(500),
  '٣٤٥٦٧٨٩',
  '１２３',
  '𝟙𝟚𝟛',
  '-1',
  '1e309',
  'NaN',
  '0x10',
  '00000000000000000001',
  '9'.repeat(400),
  '4111 1111 1111 1111',
  '4111-1111\n1111-1111',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '{{name}}',
  '{{constructor.constructor("return process")()}}',
  '$' + '{7*7}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE conversation;--",
  '=HYPERLINK("http://evil")',
  '../../etc/passwd',
  'http://169.254.169.254/',
  '*bold* _it_ ~no~ ```code```',
  '(((((((((((((((((((((((((((((a+)+)+)+)+)+)+$',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
  '@'.repeat(300),
  `${'a@'.repeat(200)}b.c`,
  `x@${'a.'.repeat(200)}`,
  '+'.repeat(50),
  '+65'.repeat(40),
  '\n'.repeat(500),
  '\t\r\n\u0085\u2028\u2029',
];

/** What a customer may well say, in several languages: without it nobody gets past the first question. */
const WORDS: readonly string[] = [
  '1',
  '2',
  '3',
  'yes',
  'no',
  'i agree',
  'looks right',
  'submit',
  'back',
  'help',
  'stop',
  'start over',
  'agent',
  'status',
  'language',
  'skip',
  'change',
  'change email',
  'more',
  'Ms',
  'Tan Mei Ling',
  'Mei',
  'Nguyễn Văn An',
  'สมชาย',
  'Иван',
  'mei.tan@example.com',
  '8123 4567',
  '+852 5123 4567',
  '0412 345 678',
  '081 234 5678',
  '99/1 Sukhumvit Road',
  'salaried',
  'tak',
  'да',
  'ya',
  'نعم',
  'हाँ',
  '同意',
  '是',
];

/** Values for a place where something else is expected. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1e308,
  '',
  [],
  {},
  [[]],
  { payload: 1 },
  { payload: 'r1q1|yes' },
  { payload: `cmd|${'x'.repeat(200)}` },
  'r1q1.product|pick:VC830',
  'cmd|restart',
  'cmd|agent',
  'cmd|__proto__',
];

export function hostileText(random: Random): string {
  const one = pickOf(random, TEXTS) ?? '';
  const two = pickOf(random, random() < 0.5 ? TEXTS : WORDS) ?? '';
  return random() < 0.6 ? one : mutated(random, one + two);
}

/** As it can be written in an address or a form. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

export function likelyText(random: Random): string {
  return pickOf(random, WORDS) ?? '';
}

export function hostileValue(random: Random, depth = 0): unknown {
  const chance = random();
  if (chance < 0.5 || depth > 20) return pickOf(random, VALUES);
  if (chance < 0.8) return hostileText(random);
  const inner = hostileValue(random, depth + 1);
  return chance < 0.9 ? [inner, inner] : { [hostileText(random).slice(0, 60)]: inner };
}

/** A few characters cut, doubled, swapped or replaced. */
export function mutated(random: Random, text: string): string {
  let now = text;
  for (let turn = 0; turn < 1 + random() * 3; turn++) {
    const at = Math.floor(random() * (now.length + 1));
    const to = at + Math.floor(random() * 8);
    const kind = random();
    if (kind < 0.25) now = now.slice(0, at) + now.slice(to);
    else if (kind < 0.5) now = now.slice(0, to) + now.slice(at);
    else if (kind < 0.75) now = now.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x3000)) + now.slice(at);
    else now = now.slice(at) + now.slice(0, at);
  }
  return now.slice(0, 40_000);
}

/** The same for bytes, where broken encodings come from. */
export function mutatedBytes(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let turn = 0; turn < 1 + random() * 4 && copy.length > 0; turn++) {
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  }
  return random() < 0.3 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy;
}
