import type { StepOf } from '../machines/flow';
import { foldCase, foldLabel } from './fold';
import { MAX_LABEL } from './incomeBands';
import { narrowRows } from './matchRow';
import { roomOf, rowsOf } from './rows';
import { textsOf } from './textsOf';
import type { ListChoice, Prompt, View } from './view';

/** A quick reply before it is bound to its prompt. */
export interface Option {
  readonly choice: string;
  readonly label: string;
  readonly description?: string;
}

/** Part of a list as one message shows it. */
export interface Page {
  readonly rows: readonly ListChoice[];
  readonly options: readonly Option[];
  /** Rows of the list, or of the search. */
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

/** What is shown of a question's rows, for a search and page. Titles fit every channel and differ from one another. */
export function pageOf(view: View, step: StepOf<'ask'>, search: Prompt['search']): Page {
  const all = rowsOf(view, step);
  const found = search?.query ? narrowRows(view, step, search.query) : all;
  const rows = found.length > 0 ? found : all;
  const room = roomOf(step);
  const size = rows.length > room ? room - 2 : room;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(search?.page ?? 0, pages - 1);
  const shown = rows.slice(page * size, (page + 1) * size);
  const options = [...rowOptions(shown), ...pagers(view, page, pages), ...skipOption(view, step)];
  return { rows: shown, options, total: rows.length, page, pages };
}

/** Cut to what a title may hold, between characters as people see them. */
export function shortLabel(label: string, most = MAX_LABEL): string {
  if (label.length <= most) return label;
  let short = '';
  for (const { segment } of graphemes.segment(label)) {
    if (short.length + segment.length > most - 1) break;
    short += segment;
  }
  return `${short.trimEnd()}…`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function rowOptions(rows: readonly ListChoice[]): Option[] {
  const taken = new Set<string>();
  return rows.map(({ code, label }) => {
    const title = distinct(label, taken);
    taken.add(title);
    return { choice: `pick:${code}`, label: title, ...(title !== label && { description: shortLabel(label, 72) }) };
  });
}

function distinct(label: string, taken: ReadonlySet<string>): string {
  let title = shortLabel(label);
  for (let copy = 2; taken.has(title); copy += 1) title = `${shortLabel(label, MAX_LABEL - 3)} ${copy}`;
  return title;
}

function pagers(view: View, page: number, pages: number): Option[] {
  const texts = textsOf(view);
  return [
    ...(page > 0 ? [{ choice: `page:${page - 1}`, label: texts.say(view.locale, 'btn.previous') }] : []),
    ...(page < pages - 1 ? [{ choice: `page:${page + 1}`, label: texts.say(view.locale, 'btn.more') }] : []),
  ];
}

function skipOption(view: View, step: StepOf<'ask'>): Option[] {
  return step.optional ? [{ choice: 'skip', label: textsOf(view).say(view.locale, 'btn.skip') }] : [];
}

const ROW_NUMBER = /^[1-9]\d?$/;

/** A typed number that is meant as the place of a row, whether or not there is such a row. */
export function rowNumber(text: string): string | undefined {
  const typed = foldCase(text);
  return ROW_NUMBER.test(typed) ? typed : undefined;
}

/** The row a typed number means: the one the customer saw under it, or whose title was typed. */
export function offeredChoice(view: View, text: string): string | undefined {
  const offered = offeredNow(view);
  const typed = foldCase(text);
  if (typed === '') return undefined;
  if (ROW_NUMBER.test(typed)) return offered[Number(typed) - 1]?.choice;
  return offered.find(({ label }) => foldCase(label) === typed || foldLabel(label) === typed)?.choice;
}

/** Whether the message the customer is looking at shows this choice. */
export function isOffered(view: View, choice: string): boolean {
  return offeredNow(view).some((row) => row.choice === choice);
}

/** Rows of the prompt, if it is about the current step. */
function offeredNow({ prompt, step }: View): Prompt['offered'] {
  return prompt?.step === step ? prompt.offered : [];
}
