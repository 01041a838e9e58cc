import type { StepOf } from '../machines/flow';
import { textsOf } from './textsOf';
import type { ListChoice, View } from './view';

/** Rows one message can show on every channel, "previous", "more" and "skip" included. */
export const MAX_ROWS = 10;

/** The rows a question offers in a language, narrowed by the designer's rules. */
export function rowsOf(view: View, step: StepOf<'ask'>, locale = view.locale): readonly ListChoice[] {
  const allowed = step.rules.find((rule) => rule.rule === 'oneOf')?.values;
  const rows = allRows(view, step, locale);
  return allowed ? rows.filter(({ code }) => allowed.includes(code)) : rows;
}

/** A list too long for one message, in which the customer pages and searches. */
export function isLong(step: StepOf<'ask'>, rows: readonly ListChoice[]): boolean {
  return rows.length > roomOf(step);
}

/** Rows that fit beside the "skip" of an optional question. */
export function roomOf(step: StepOf<'ask'>): number {
  return MAX_ROWS - (step.optional ? 1 : 0);
}

function allRows(view: View, step: StepOf<'ask'>, locale: string): readonly ListChoice[] {
  const { choices } = step;
  if (choices === undefined) return [];
  if (choices.from === 'list') return view.list(choices.list, locale);
  const texts = textsOf(view);
  return choices.options.map(({ code, text }) => {
    const aliases = code === 'yes' || code === 'no' ? texts.accentedWords(locale, code) : [];
    return { code, label: texts.say(locale, text), aliases };
  });
}
