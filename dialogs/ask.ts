import type { StepOf } from '../machines/flow';
import { FIELDS } from '../machines/lead';
import { offeredChoice, pageOf, rowNumber } from './choices';
import type { Dialog, Method, Speech } from './dialog';
import { parseField } from './fields';
import { bandOfAmount } from './incomeBands';
import { matchRow } from './matchRow';
import { unrecognized } from './notice';
import { parseChoice } from './payload';
import { productCards } from './productCards';
import { isLong, rowsOf } from './rows';
import { textsOf } from './textsOf';
import { variablesOf } from './variables';
import type { Prompt, Understanding, View } from './view';
import { saysWord } from './words';

type Ask = StepOf<'ask'>;

/** A question. Rows can be tapped, numbered, typed or searched; free fields go through `parseField`. */
export const askDialog: Dialog<'ask'> = {
  speak(view, step, search) {
    const text = textsOf(view).say(view.locale, step.text, variablesOf(view));
    if (step.choices) return speakRows(view, step, text, search);
    const { options } = pageOf(view, step, undefined);
    return { text, input: INPUT[FIELDS[step.field].kind], ...(options.length > 0 && { options }) };
  },
  listen(view, step, text) {
    const offered = offeredChoice(view, text);
    const choice = offered === undefined ? undefined : parseChoice(offered);
    if (choice) return askDialog.tap(view, step, choice, 'text');
    return step.choices ? listenForRow(view, step, text) : listenForValue(view, step, text);
  },
  tap(view, step, choice, method) {
    if (choice.kind === 'skip') return skip(view, step, method);
    if (choice.kind === 'page') return { kind: 'narrow', query: view.prompt?.search?.query ?? '', page: choice.page };
    if (choice.kind === 'keep') return keep(view, step, choice.at, method);
    const isOffered = choice.kind === 'pick' && rowsOf(view, step).some(({ code }) => code === choice.code);
    return isOffered ? answered(view, step, choice.code, method) : unrecognized('error.choice');
  },
};

const INPUT = { choice: 'none', name: 'text', mobile: 'tel', email: 'email', address: 'text' } as const;

function speakRows(view: View, step: Ask, question: string, search: Prompt['search']): Speech {
  const texts = textsOf(view);
  const { locale } = view;
  const { rows, options, total, page, pages } = pageOf(view, step, search);
  const long = isLong(step, rowsOf(view, step));
  const lines = [question];
  if (search?.query) lines.push(texts.say(locale, 'list.matches', { count: total }));
  else if (long) lines.push(texts.say(locale, 'list.search'));
  if (pages > 1) lines.push(texts.say(locale, 'list.page', { page: page + 1, pages }));
  const cards = productCards(view, rows);
  return {
    text: lines.join('\n'),
    options,
    input: long ? 'text' : 'none',
    ...(long && { search: { total: rowsOf(view, step).length } }),
    ...(cards.length > 0 && { cards }),
  };
}

function listenForRow(view: View, step: Ask, text: string): Understanding {
  const band = step.field === 'incomeBand' ? bandOfAmount(view.market, text) : undefined;
  if (band && rowsOf(view, step).some(({ code }) => code === band)) return answered(view, step, band, 'text');
  const match = matchRow(view, step, text);
  if (match.kind === 'one') return answered(view, step, match.row.code, 'text');
  if (saysWord(textsOf(view), view.locale, 'skip', text)) return skip(view, step, 'text');
  if (!isLong(step, rowsOf(view, step))) return askAgain(step, text, match.kind === 'many');
  const query = [...text.trim()].slice(0, 40).join('');
  return match.kind === 'many' ? { kind: 'narrow', query, page: 0 } : unrecognized('error.noMatch', { query });
}

function askAgain(step: Ask, text: string, ambiguous: boolean): Understanding {
  const codes = step.choices?.from === 'inline' ? step.choices.options.map(({ code }) => code) : [];
  if (codes.includes('yes') && codes.includes('no')) return unrecognized('error.yesNo');
  // Beside numbered rows a number is meant as one, also where it is part of a title.
  const number = rowNumber(text);
  if (number !== undefined) return unrecognized('error.noOption', { number });
  return unrecognized(ambiguous ? 'error.choiceAmbiguous' : 'error.choice');
}

function listenForValue(view: View, step: Ask, text: string): Understanding {
  if (saysWord(textsOf(view), view.locale, 'skip', text)) return skip(view, step, 'text');
  const parsed = parseField(text, view, step);
  return parsed.ok ? answered(view, step, parsed.value, 'text') : { kind: 'unrecognized', error: parsed.error };
}

function skip(view: View, step: Ask, method: Method): Understanding {
  return step.optional ? answered(view, step, null, method) : unrecognized('error.required');
}

/** What is asked about now, and by this button. */
function keep(view: View, step: Ask, at: number, method: Method): Understanding {
  const doubted = view.prompt?.doubted;
  return doubted?.at === at ? answered(view, step, doubted.value, method) : { kind: 'passed' };
}

function answered(view: View, step: Ask, value: string | null, method: Method): Understanding {
  const event = { type: 'customer.answered', step: view.step, field: step.field, value, by: 'customer' } as const;
  return { kind: 'event', event, method };
}
