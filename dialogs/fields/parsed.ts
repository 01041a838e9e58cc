import type { StepOf } from '../../machines/flow';
import { FIELDS } from '../../machines/lead';
import { notice } from '../notice';
import type { TextKey } from '../texts';
import { textsOf } from '../textsOf';
import type { Notice, View } from '../view';

/** A typed answer in its canonical form, or what was wrong with it in the customer's words. */
export type Parsed = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: Notice };

/** What the rules of one question need to know. */
export interface Asked {
  readonly view: View;
  readonly step: StepOf<'ask'>;
}

export function accepted(value: string): Parsed {
  return { ok: true, value };
}

export function rejected(text: TextKey, vars?: Notice['vars']): Parsed {
  return { ok: false, error: notice(text, vars) };
}

/** A good answer to show with the error; regional files may have their own. */
export function exampleFor({ view, step }: Asked): string {
  const { kind } = FIELDS[step.field];
  if (kind === 'mobile') return view.market.phone.example;
  const own = `example.${step.field}`;
  const texts = textsOf(view);
  if (texts.has(view.locale, own) || texts.has('en', own)) return texts.say(view.locale, own);
  return texts.say(view.locale, 'example.givenName');
}

/** Length as people count: one for a letter with its marks. Stops counting once past `most`. */
export function isLonger(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let count = 0;
  for (const _ of graphemes.segment(text)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
