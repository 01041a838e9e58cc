import { FIELDS, type FieldId } from '../../machines/lead';
import { fieldsInReach, type Told } from '../../machines/navigate';
import { parseField } from '../fields';
import { fold, foldLabel } from '../fold';
import { bandOfAmount } from '../incomeBands';
import { askOf } from '../labels';
import { rowsOf } from '../rows';
import type { Understanding, View } from '../view';
import { type Lexicon, lexiconOf } from './lexicon';
import { currentField, fieldMeant, isAtQuestion } from './meant';
import { fieldsNamed, readStatement } from './statement';
import { isWhole, looksLikeName, readValue } from './value';

/**
 * Several answers in one text: "Mei Tan, mei@x.sg, 9123 4567, earn 60k". Each part is read as any answer the customer may
 * give now; what only one of them takes is kept, and all of it is told back. Undefined with fewer than two such parts, or
 * where none says by itself what it is. Agreements and declarations are never among them.
 */
export function recognizeSeveral(view: View, text: string): Understanding | undefined {
  if (text.length > LONGEST || !SEPARATOR.test(text) || !isAtQuestion(view)) return undefined;
  const parts = text.split(SEPARATORS).filter((part) => part !== '');
  if (parts.length < 2 || parts.length > MOST_PARTS) return undefined;
  const reach = fieldsInReach(view, view.facts);
  const readings = parts.map((part) =>
    readPart(view, lexiconOf(view), part).filter(({ field }) => isTheirs(reach, field)),
  );
  const sure = readings.flatMap((reading) => (reading.length === 1 ? reading : []));
  const answers = withoutContradictions(sure);
  const isSaid = answers.some(({ field }) => sure.some((one) => one.field === field && one.isEvident));
  return answers.length >= 2 && isSaid && !leavesAddress(view, readings) ? { kind: 'told', answers } : undefined;
}

const LONGEST = 400;
const MOST_PARTS = 12;
/** A comma between thousands is none. */
const SEPARATOR = /[;，、؛،\n]|,(?!\d{3}(?:\D|$))/u;
const SEPARATORS = /\s*(?:[;，、؛،\n]|,(?!\d{3}(?:\D|$)))+\s*/u;

/** What a part may be. `isEvident`: it says so by its form or by a name, and not only by where it stands. */
interface Reading extends Told {
  readonly value: string;
  readonly isEvident: boolean;
}

function readPart(view: View, lexicon: Lexicon, part: string): readonly Reading[] {
  return (
    contact(view, part) ??
    named(view, lexicon, part) ??
    amount(view, part) ??
    titles(view, part) ??
    plainName(view, part)
  );
}

/** An address or a number. */
function contact(view: View, part: string): readonly Reading[] | undefined {
  for (const field of ['email', 'mobile'] as const) {
    const read = isWhole(field, part) ? parsed(view, field, part, true) : [];
    if (read.length > 0) return read;
  }
  return undefined;
}

function named(view: View, lexicon: Lexicon, part: string): readonly Reading[] | undefined {
  const said = readStatement(lexicon, part);
  if (said?.name === undefined || said.value === '' || said.asks) return undefined;
  const meant = fieldMeant(view, fieldsNamed(lexicon, said));
  if (meant === undefined || meant.isPart) return [];
  // What is named in a list stands apart from what follows as after a colon.
  const read = readValue(view, { ...said, parted: true }, meant.field);
  return read?.ok ? [{ field: meant.field, value: read.value, isEvident: true }] : [];
}

/** A bare number is no amount: it may be the number of a row, or of a house. */
function amount(view: View, part: string): readonly Reading[] | undefined {
  const code = /^[\d\s.,]+$/.test(part) ? undefined : bandOfAmount(view.market, part);
  return code === undefined || askOf(view, 'incomeBand') === undefined
    ? undefined
    : [{ field: 'incomeBand', value: code, isEvident: true }];
}

/** The very title of rows that the questions of this market offer. */
function titles(view: View, part: string): readonly Reading[] | undefined {
  const typed = fold(part);
  const found = Object.values(view.flow.steps).flatMap((step): Reading[] => {
    if (step.kind !== 'ask' || step.choices?.from !== 'list') return [];
    const row = rowsOf(view, step).find(({ label, aliases = [] }) =>
      [label, ...aliases].some((title) => foldLabel(title) === typed),
    );
    return row ? [{ field: step.field, value: row.code, isEvident: false }] : [];
  });
  return found.length > 0 ? found : undefined;
}

/** Words that nothing else explains are the name, where that is asked now. */
function plainName(view: View, part: string): readonly Reading[] {
  const field = currentField(view);
  const isName = field !== undefined && FIELDS[field].kind === 'name' && looksLikeName(part);
  return isName ? parsed(view, field, part, false) : [];
}

function parsed(view: View, field: FieldId, part: string, isEvident: boolean): readonly Reading[] {
  const step = askOf(view, field);
  const read = step && parseField(part, view, step);
  return read?.ok ? [{ field, value: read.value, isEvident }] : [];
}

function isTheirs(reach: ReadonlyMap<FieldId, unknown>, field: FieldId): boolean {
  return reach.has(field) && !FIELDS[field].customerOnly && field !== 'language';
}

function withoutContradictions(sure: readonly Reading[]): readonly Told[] {
  const values = new Map<FieldId, Set<string>>();
  for (const { field, value } of sure) values.set(field, (values.get(field) ?? new Set()).add(value));
  return [...values].flatMap(([field, given]) =>
    given.size === 1 ? [...given].map((value) => ({ field, value })) : [],
  );
}

/** An address has commas of its own: where it is asked, what is left over may be it. */
function leavesAddress(view: View, readings: readonly (readonly Reading[])[]): boolean {
  const field = currentField(view);
  return field !== undefined && FIELDS[field].kind === 'address' && readings.some(({ length }) => length === 0);
}
