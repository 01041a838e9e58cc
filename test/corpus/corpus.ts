import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Market } from '../../machines/market';

/** One thing a customer may write, and what has to be made of it. */
export interface Utterance {
  readonly language: string;
  readonly market: Market;
  readonly locale: string;
  /** Not looked at while the rules were written. */
  readonly isHeldOut: boolean;
  /** The step it is written at. */
  readonly at: string;
  readonly want: string;
  readonly text: string;
}

/**
 * The labelled texts of one family: a file per language, a text per line as `wanted [@step] | text`, after a line that names
 * the market and the locale. `= held out` begins the half that the rules were not made from.
 */
export function readCorpus(family: string): readonly Utterance[] {
  const directory = join(__dirname, family);
  return readdirSync(directory).flatMap((file) =>
    readLanguage(file.replace('.txt', ''), readFileSync(join(directory, file), 'utf8')),
  );
}

function readLanguage(language: string, source: string): readonly Utterance[] {
  const [head = '', ...lines] = source.split('\n').filter((line) => line.trim() !== '');
  const [, market, locale = ''] = head.split(' ');
  const where = { language, market: Market.parse(market), locale };
  const held = lines.indexOf('= held out');
  return lines.flatMap((line, index) => {
    const [, want, at, text] = /^(.+?)(?: @(\w+))? \| (.+)$/.exec(line) ?? [];
    if (want === undefined || text === undefined) return [];
    return [{ ...where, isHeldOut: index > held, at: at ?? 'summary', want, text }];
  });
}
