/** Chance as whoever fakes has it: whole, from 0 and below the limit. */
export type Below = (limit: number) => number;

/**
 * Something of the same shape that says nothing of what it stands for: each letter and digit is drawn anew, out of its
 * own script and case and never the same one; spaces, marks and what stands between stay.
 */
export function sameShape(text: string, below: Below): string {
  return [...text].map((character) => drawn(character, below)).join('');
}

function drawn(character: string, below: Below): string {
  if (DIGIT.test(character)) return drawnDigit(character, below);
  if (!LETTER.test(character)) return MARK.test(character) || PLAIN.test(character) ? character : '·';
  const alphabet = ALPHABETS.find(({ of }) => of.test(character))?.letters ?? LATIN_LOWER;
  const others = alphabet.filter((letter) => letter !== character);
  return others[below(others.length)] ?? 'x';
}

const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;
const MARK = /\p{M}/u;
/** What may stand between words, in a number, an address or a mail address. */
const PLAIN = /[\s.,;:!?'"@#&/()+*%_<>=\-–—·。、，！？]/u;

const LATIN_LOWER = [...'abcdefghijklmnopqrstuvwxyz'];
const ALPHABETS: readonly { readonly of: RegExp; readonly letters: readonly string[] }[] = [
  { of: /^(?=\p{Lu})\p{Script=Latin}$/u, letters: [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'] },
  { of: /^\p{Script=Latin}$/u, letters: LATIN_LOWER },
  { of: /^(?=\p{Lu})\p{Script=Cyrillic}$/u, letters: [...'АБВГДЕЖЗИКЛМНОПРСТУФХЭЮЯ'] },
  { of: /^\p{Script=Cyrillic}$/u, letters: [...'абвгдежзиклмнопрстуфхэюя'] },
  { of: /^\p{Script=Arabic}$/u, letters: [...'ابتثجحخدذرزسشصضطظعغفقكلمنهوي'] },
  { of: /^\p{Script=Thai}$/u, letters: [...'กขคงจชซดตถทนบปผพฟมยรลวสหอ'] },
  { of: /^\p{Script=Devanagari}$/u, letters: [...'कखगघचछजझटठडढतथदधनपफबभमयरलवशसह'] },
  { of: /^\p{Script=Han}$/u, letters: [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐'] },
];

/** In the digits of its own script. */
function drawnDigit(character: string, below: Below): string {
  const code = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value++;
  return String.fromCodePoint(code - value + ((value + 1 + below(9)) % 10));
}
