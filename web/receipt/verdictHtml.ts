import type { Verdict } from '../../bot/ownData/verify';
import type { Texts } from '../../dialogs/texts';
import type { Locale, Market } from '../../machines/market';
import { escapeHtml } from '../chat/html';
import { timeText } from './frame';

/** What is said of a document that somebody shows: whether it is ours, and nothing about the person. */
export function verdictHtml(verdict: Verdict, { texts, locale, timeZoneOf }: VerdictParts): string {
  const say = (key: string, vars?: Readonly<Record<string, string | number>>) =>
    escapeHtml(texts.say(locale, `receipt.${key}`, vars));
  const box = (isGood: boolean, ...lines: readonly string[]) =>
    `<div class="verdict${isGood ? '' : ' bad'}" role="status">${lines.map((line) => `<p>${line}</p>`).join('')}</div>`;
  switch (verdict.kind) {
    case 'forged':
    case 'incomplete':
      return box(false, say(verdict.kind));
    case 'deleting':
      return box(true, say('deleting'));
    case 'deleted': {
      const date = timeText(locale, timeZoneOf(verdict.market), verdict.at);
      return box(true, say('deleted', { date }), say('destroyed', { ...verdict.destroyed }), say('remains'));
    }
    case 'receipt': {
      const date = timeText(locale, timeZoneOf(verdict.market), verdict.at);
      const { isOfReference } = verdict;
      const match = isOfReference === undefined ? [] : [say(isOfReference ? 'matches' : 'differs')];
      return box(isOfReference !== false, say('genuine', { date }), ...match);
    }
  }
}

export interface VerdictParts {
  readonly texts: Texts;
  readonly locale: Locale;
  readonly timeZoneOf: (market: Market) => string;
}
