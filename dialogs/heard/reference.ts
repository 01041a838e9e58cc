import { offeredChoice } from '../choices';
import { fold, toAsciiDigits } from '../fold';
import { textsOf } from '../textsOf';
import type { Understanding, View } from '../view';

/**
 * A reference number, by itself or beside a word that asks for the status. It is looked for among the customer's own and
 * nowhere else: of any other number nothing can be learnt, for nothing is asked about it. Undefined when the text is no
 * such question.
 */
export function recognizeReference(view: View, text: string): Understanding | undefined {
  if (text.length > LONGEST) return undefined;
  const { number, isAsked } = numberIn(view, text);
  const own = view.references?.find((reference) => plain(reference) === number);
  if (own !== undefined) return { kind: 'statusOf', reference: own };
  const isMeant = isAsked ? ASKED_FOR.test(number) : isOneWord(text) && ISSUED.test(number) && !takesText(view);
  return isMeant && offeredChoice(view, text) === undefined ? { kind: 'statusOf' } : undefined;
}

const LONGEST = 80;
/** Behind such a word anything with a digit in it is meant as one. */
const ASKED_FOR = /^(?=.*\d)[A-Z0-9]{6,24}$/;
/** By itself only what nobody would say otherwise. */
const ISSUED = /^(?=(?:.*\d){4})(?=(?:.*[A-Z]){2})[A-Z0-9]{8,24}$/;

function numberIn(view: View, text: string): { readonly number: string; readonly isAsked: boolean } {
  const said = fold(text);
  const word = textsOf(view)
    .commandWords(view.locale, 'status')
    .filter((one) => said.startsWith(`${one} `) || said.endsWith(` ${one}`))
    .sort((one, two) => two.length - one.length)[0];
  if (word === undefined) return { number: plain(text), isAsked: false };
  const rest = said.startsWith(`${word} `) ? said.slice(word.length) : said.slice(0, -word.length);
  return { number: plain(withDigits(rest)), isAsked: true };
}

/** "Of my application ZKW9-QT79": the words around it are no part of a number. */
function withDigits(said: string): string {
  return said
    .split(' ')
    .filter((word) => /\d/.test(word))
    .join('');
}

function isOneWord(text: string): boolean {
  return /^[\p{L}\p{N}-]+$/u.test(text);
}

/** However it is grouped, and in whatever digits. */
function plain(reference: string): string {
  return toAsciiDigits(reference.normalize('NFKC'))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Where a name, a number or an address is asked, an answer may look like anything. */
function takesText({ flow, step }: View): boolean {
  const current = flow.steps[step];
  return current?.kind === 'ask' && !current.choices;
}
