import type { Outgoing } from '../../channel';
import { MAX_BUTTONS, MAX_LIST_ROWS } from '../limits';

/** A content as Twilio's Content API takes it: names as on the wire, since its own client would send them otherwise. */
export interface ContentTemplate {
  readonly friendly_name: string;
  readonly language: string;
  /** Stand-ins that the API asks for; a message gives every variable itself. */
  readonly variables: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, object>>;
}

/** A change of what a content holds needs a new number: one of the old name is taken as it is. */
const VERSION = 'v1';

const numbersTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

/** In these 13 everything is a variable, so that they serve every question in every language. */
export const CONTENT_TEMPLATES: readonly ContentTemplate[] = [
  ...numbersTo(MAX_BUTTONS).map(buttons),
  ...numbersTo(MAX_LIST_ROWS).map(list),
];

/** Which content carries a message with choices, and its variables. */
export function contentFor({
  body,
  content,
}: Outgoing): { readonly name: string; readonly variables: string } | undefined {
  if (content === undefined) return undefined;
  const pairs = content.options.flatMap(({ title, id }) => [title, id]);
  const values = content.kind === 'list' ? [body, content.open ?? '', ...pairs] : [body, ...pairs];
  return { name: nameOf(content.kind, content.options.length), variables: JSON.stringify(numbered(values)) };
}

function nameOf(kind: 'buttons' | 'list', count: number): string {
  return `lead-capture-${kind}-${count}-${VERSION}`;
}

function buttons(count: number): ContentTemplate {
  const actions = numbersTo(count).map((n) => ({ type: 'QUICK_REPLY', title: slot(2 * n), id: slot(2 * n + 1) }));
  return template('buttons', count, ['Question', ...standIns(count)], {
    'twilio/quick-reply': { body: slot(1), actions },
  });
}

function list(count: number): ContentTemplate {
  const items = numbersTo(count).map((n) => ({ item: slot(2 * n + 1), id: slot(2 * n + 2) }));
  return template('list', count, ['Question', 'Choose', ...standIns(count)], {
    'twilio/list-picker': { body: slot(1), button: slot(2), items },
  });
}

function template(
  kind: 'buttons' | 'list',
  count: number,
  values: readonly string[],
  types: ContentTemplate['types'],
): ContentTemplate {
  return { friendly_name: nameOf(kind, count), language: 'en', variables: numbered(values), types };
}

function standIns(count: number): readonly string[] {
  return numbersTo(count).flatMap((n) => [`Answer ${n}`, `answer-${n}`]);
}

function slot(n: number): string {
  return `{{${n}}}`;
}

function numbered(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}
