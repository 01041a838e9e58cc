import { toAsciiDigits } from '../../dialogs/fold';
import { maskValue } from '../../dialogs/mask';
import { FIELDS, type FieldId } from '../../machines/lead';

/**
 * What is known to be personal in one conversation, so that it is masked wherever it stands: in a recap, in an agent's
 * line, in a note. Choices are not among it: their words are everybody's.
 */
export interface PersonalWords {
  learn(field: FieldId, value: string): void;
  /** The text with all that was learned masked by its class. */
  mask(text: string): string;
}

interface Secret {
  readonly shown: string;
  readonly pattern: RegExp;
}

export function createPersonalWords(): PersonalWords {
  const secrets = new Map<string, Secret>();
  let [byLength, isSorted]: [Secret[], boolean] = [[], true];
  return {
    learn(field, value) {
      const pattern = patternOf(field, value.trim());
      if (pattern === undefined || secrets.has(pattern)) return;
      secrets.set(pattern, { shown: maskValue(field, value.trim()), pattern: new RegExp(pattern, 'giu') });
      isSorted = false;
    },
    mask(text) {
      if (!isSorted) {
        // A full name before the given name that is part of it.
        byLength = [...secrets.entries()].sort(([a], [b]) => b.length - a.length).map(([, secret]) => secret);
        isSorted = true;
      }
      return byLength.reduce(masked, text);
    },
  };
}

/** Looked for with every digit as 0-9; what is replaced keeps its place, for no digit is longer than another. */
function masked(text: string, { pattern, shown }: Secret): string {
  const readable = toAsciiDigits(text);
  let [result, end] = ['', 0];
  for (const match of readable.matchAll(pattern)) {
    result += text.slice(end, match.index) + shown;
    end = match.index + match[0].length;
  }
  return end === 0 ? text : result + text.slice(end);
}

function patternOf(field: FieldId, value: string): string | undefined {
  switch (FIELDS[field].kind) {
    case 'choice':
      return undefined;
    case 'mobile':
      return phonePattern(value);
    default:
      return wordsPattern(value);
  }
}

const FEWEST_DIGITS = 7;
/** The end of a number is what people repeat of it, however they write its beginning. */
const MOST_DIGITS = 9;
const BETWEEN_DIGITS = '[\\s().\\-\\u2010-\\u2015]{0,3}';

function phonePattern(value: string): string | undefined {
  const digits = toAsciiDigits(value).replace(/\D/g, '');
  if (digits.length < FEWEST_DIGITS) return undefined;
  const end = digits.slice(-Math.min(MOST_DIGITS, Math.max(FEWEST_DIGITS, digits.length - 3)));
  return `(?:[+\\d]${BETWEEN_DIGITS}){0,6}${[...end].join(BETWEEN_DIGITS)}(?!\\d)`;
}

/** Scripts that put nothing between words. */
const DENSE = /[\p{Script=Han}\p{Script=Thai}]/u;
const LETTERS = '\\p{L}\\p{M}\\p{N}';

function wordsPattern(value: string): string | undefined {
  if ([...value].length < 2) return undefined;
  const words = value.split(/\s+/u).map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const whole = words.join('\\s+');
  return DENSE.test(value) ? whole : `(?<![${LETTERS}])${whole}(?![${LETTERS}])`;
}
