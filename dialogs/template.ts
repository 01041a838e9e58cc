/** Variables of a text. Getters are fine: only the ones a template names are read. */
export type Vars = Readonly<Record<string, string | number>>;

/** A text taken apart once, so that saying it is joining strings. */
export type Template = readonly (string | Slot)[];

interface Slot {
  readonly name: string;
  /** Alone on its line: directions cannot mix there, and what is copied from it must be clean. */
  readonly ownLine: boolean;
}

const SLOT = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;
/** Ours or the bank's, and meant to be copied or tapped as they are. */
const VERBATIM = /^(?:reference|recap)$|Url$/;
const UNSAFE =
  /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|[*~`\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const ONLY_RTL = /^[\s\p{P}\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+$/u;
const FSI = '\u2068';
const PDI = '\u2069';

export function parseTemplate(text: string): Template {
  const parts: (string | Slot)[] = [];
  let end = 0;
  for (const match of text.matchAll(SLOT)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    parts.push({ name: match[1] ?? '', ownLine: isAlone(text, match.index, end) });
  }
  if (end < text.length || parts.length === 0) parts.push(text.slice(end));
  return parts;
}

/**
 * Values go in as plain text: no markup, no line breaks, no direction marks of their own. `flow` is the direction of
 * running text, in which a value of the other direction is isolated; undefined for titles, which must stay clean.
 */
export function fillTemplate(template: Template, vars: Vars | undefined, flow: 'ltr' | 'rtl' | undefined): string {
  let text = '';
  for (const part of template) text += typeof part === 'string' ? part : fillSlot(part, vars?.[part.name], flow);
  return text;
}

/** A value set off from text of the other direction, so that neither is shown in a wrong order. */
export function isolate(value: string, flow: 'ltr' | 'rtl'): string {
  const foreign = flow === 'rtl' ? value !== '' && !ONLY_RTL.test(value) : RTL.test(value);
  return foreign ? `${FSI}${value}${PDI}` : value;
}

function fillSlot(slot: Slot, value: string | number | undefined, flow: 'ltr' | 'rtl' | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (VERBATIM.test(slot.name)) return value;
  const plain = value.replace(UNSAFE, (unsafe) => (unsafe === '\n' || unsafe === '\t' ? ' ' : ''));
  return flow === undefined || (slot.ownLine && hasOwnDirection(plain)) ? plain : isolate(plain, flow);
}

/** Groups of digits have none: in Arabic text a phone number would be shown with its last group first. */
function hasOwnDirection(value: string): boolean {
  return /\p{L}/u.test(value);
}

function isAlone(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const around = text.slice(lineStart, start) + text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  return around.trim() === '';
}
