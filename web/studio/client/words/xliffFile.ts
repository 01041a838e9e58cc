/// <reference path="./xliff.d.ts" />
import type { StudioWorld } from '../../../../bot/studio/contract';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import type { Locale } from '../../../../machines/market';
import { findText } from '../state/wording';
import { type ReadWords, readWords } from './wordFile';
import type { WordRow } from './wordRows';

/** A file from somebody else: as large and as deep as one with every text is many times over, and no more. */
const MOST_CHARACTERS = 2_000_000;
const DEEPEST = 64;

/** Texts of one language for translators, as XLIFF 1.2: which are out of date stands at each. */
export async function toXliff(rows: readonly WordRow[], locale: Locale, flowId: string): Promise<string> {
  const { default: write } = await import('xliff/jsToXliff12');
  const units = rows.map(({ key, english, found, isStale, isMissing }) => [
    key,
    {
      source: english,
      ...(found !== undefined && !isMissing && { target: found.text }),
      additionalAttributes: { approved: isStale || isMissing ? 'no' : 'yes' },
      ...(isStale && { note: STALE_NOTE }),
    },
  ]);
  const written = { sourceLanguage: 'en', targetLanguage: locale, resources: { [flowId]: Object.fromEntries(units) } };
  return `${XML}${await write(written)}\n`;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const STALE_NOTE =
  'The English changed and nobody has looked at the translation since. Set approved to yes when it is right.';

/**
 * What an XLIFF file of a language says otherwise than the draft. A text that was translated from other English than the
 * draft has by now is left out. One that was out of date stays so unless the file says that it is approved.
 */
export async function readXliff(
  text: string,
  locale: Locale,
  content: FlowContent,
  world: Pick<StudioWorld, 'texts'>,
  isFixed: (key: string) => boolean,
  isStale: (key: string) => boolean,
): Promise<ReadWords> {
  const { language, units } = await unitsOf(text);
  if (language !== locale) throw new RangeError(`it is for ${language || 'no language'}, and this is ${locale}`);
  const moved: string[] = [];
  const entries = units.flatMap(({ key, source, target, isApproved }) => {
    if (target === '') return [];
    if (findText(content, world, 'en', key) !== undefined && findText(content, world, 'en', key)?.text !== source) {
      moved.push(`${key}: its English changed since the file was written`);
      return [];
    }
    return [{ key, text: target, isRight: isApproved && isStale(key) }];
  });
  const { edits, problems } = readWords(entries, locale, content, world, isFixed);
  return { edits, problems: [...moved, ...problems] };
}

interface Unit {
  readonly key: string;
  readonly source: string;
  readonly target: string;
  readonly isApproved: boolean;
}

async function unitsOf(text: string): Promise<{ readonly language: string; readonly units: readonly Unit[] }> {
  refuseHostile(text);
  const { default: read } = await import('xliff/xliff12ToJs');
  const { targetLanguage = '', resources } = await read(text).catch((cause: unknown) => {
    throw new RangeError('it is no XLIFF 1.2 file', { cause });
  });
  const units = Object.values(resources ?? {}).flatMap((file) =>
    Object.entries(file).map(([key, unit]): Unit => {
      const { source, target, additionalAttributes } = unit;
      return {
        key,
        source: asText(source),
        target: asText(target),
        isApproved: additionalAttributes?.approved === 'yes',
      };
    }),
  );
  return { language: targetLanguage, units };
}

/** Marks inside a text are none of ours: a text that has some counts as empty and is left out. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Looked at once from front to end, before anything walks into it. */
function refuseHostile(text: string): void {
  if (text.length > MOST_CHARACTERS) throw new RangeError('it is larger than all texts of a language can be');
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; ) {
    if (/^<!(DOCTYPE|ENTITY)/i.test(text.slice(at, at + 10)))
      throw new RangeError('it declares entities; save it without a DOCTYPE');
    const end = endOf(text, at);
    const isTag = /[a-z/]/i.test(text[at + 1] ?? '');
    if (isTag && text[end - 1] !== '/') depth += text[at + 1] === '/' ? -1 : 1;
    if (depth > DEEPEST) throw new RangeError('it is nested deeper than any XLIFF file');
    at = text.indexOf('<', end);
  }
}

/** Where what begins here ends: a comment, a passage taken as it is, or a tag. */
function endOf(text: string, at: number): number {
  const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : '>';
  const end = text.indexOf(close, at);
  const next = close === '>' ? text.indexOf('<', at + 1) : -1;
  if (end === -1 || (next !== -1 && next < end)) throw new RangeError('it is no XLIFF 1.2 file: a tag does not end');
  return end;
}
