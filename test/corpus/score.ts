import type { Utterance } from './corpus';

/** A text with what was made of it, and whether that is what it means. */
export interface Heard {
  readonly one: Utterance;
  readonly as: string;
  readonly isRight: boolean;
  /** It was taken to mean something, whatever. */
  readonly isFound: boolean;
}

export interface Score {
  readonly language: string;
  readonly texts: number;
  /** Of those that were taken to mean something: how many meant it. */
  readonly precision: number;
  /** Of those that mean something: how many were understood. */
  readonly recall: number;
}

/** The score of each language, and of all. Texts labelled `none` mean nothing of the kind and count against precision only. */
export function scores(heard: readonly Heard[]): readonly Score[] {
  const languages = [...new Set(heard.map(({ one }) => one.language))];
  const each = languages.map((language) =>
    scoreOf(
      language,
      heard.filter(({ one }) => one.language === language),
    ),
  );
  return [...each, scoreOf('all', heard)];
}

function scoreOf(language: string, heard: readonly Heard[]): Score {
  const meant = heard.filter(({ one }) => one.want !== 'none');
  const found = heard.filter(({ isFound }) => isFound);
  const right = meant.filter(({ isRight }) => isRight).length;
  return { language, texts: heard.length, precision: right / Math.max(found.length, 1), recall: right / meant.length };
}

/** For people to read beside the result. */
export function report(title: string, all: readonly Score[]): void {
  const line = ({ language, texts, precision, recall }: Score) =>
    `${language.padEnd(8)} ${String(texts).padStart(4)} texts  precision ${precision.toFixed(2)}  recall ${recall.toFixed(2)}`;
  console.log([title, ...all.map(line)].join('\n'));
}

/** What was not understood, for a failing test to show. */
export function missed(heard: readonly Heard[]): readonly string[] {
  return heard
    .filter(({ isRight }) => !isRight)
    .map(({ one, as }) => `${one.language} ${one.text}: ${one.want}, heard ${as}`);
}
