import { isCardNumber } from './cardNumbers';
import { type Digit, digitsOf, LONGEST_CARD, numberOf, WIDEST_GAP } from './digits';

/**
 * A card number given in several messages, one after the other: the last digits of the first, all of those between, the
 * first of the last. No digit beside them may be left over, so that what is only typed one after the other seldom comes to
 * one. Gives the messages without it; undefined when there is none.
 */
export function withoutSplitCard(messages: readonly string[]): readonly string[] | undefined {
  for (let first = 0; first < messages.length - 1; first += 1) {
    const cut = cutFrom(messages.slice(first));
    if (cut !== undefined) return [...messages.slice(0, first), ...cut];
  }
  return undefined;
}

/** Whether more digits could make a card number of what this ends with. */
export function endsInDigits(text: string): boolean {
  const run = lastRun(text);
  return run.length > 0 && run.length < LONGEST_CARD;
}

/** Whether the digits before it and those after it could belong together. */
export function isAllDigits(text: string): boolean {
  const [first] = firstRun(text);
  return first !== undefined && first.start === lastRun(text)[0]?.start;
}

/** So much may be said beside the digits: "and the rest is", "got it?". */
const WIDEST_ASIDE = 30;

interface Part {
  readonly text: string;
  readonly run: readonly Digit[];
}

function cutFrom(messages: readonly string[]): readonly string[] | undefined {
  const parts = messages.map((text, at): Part => {
    if (at === 0) return { text, run: lastRun(text) };
    if (at === messages.length - 1) return { text, run: firstRun(text) };
    return { text, run: isAllDigits(text) ? firstRun(text) : [] };
  });
  if (parts.some(({ run }) => run.length === 0)) return undefined;
  const number = numberOf(parts.flatMap(({ run }) => run));
  return isCardNumber(number) ? removed(parts, number.slice(-4)) : undefined;
}

function removed(parts: readonly Part[], lastFour: string): readonly string[] {
  return parts.map(({ text, run }, at) => {
    const mark = at === parts.length - 1 ? `[card ••••${lastFour} removed]` : '[part of a card number removed]';
    return `${text.slice(0, run[0]?.start)}${mark}${text.slice(run.at(-1)?.end)}`;
  });
}

/** The digits at the end, up to the first that does not belong to those after it. */
function lastRun(text: string): readonly Digit[] {
  const digits = digitsOf(text);
  const last = digits.at(-1);
  if (last === undefined || text.length - last.end > WIDEST_ASIDE) return [];
  const start = digits.findLastIndex(({ gap }) => gap > WIDEST_GAP);
  return digits.slice(Math.max(start, 0));
}

function firstRun(text: string): readonly Digit[] {
  const digits = digitsOf(text);
  const [first] = digits;
  if (first === undefined || first.start > WIDEST_ASIDE) return [];
  const end = digits.findIndex(({ gap }, at) => at > 0 && gap > WIDEST_GAP);
  return end < 0 ? digits : digits.slice(0, end);
}
