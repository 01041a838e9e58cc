import type { Locale } from '../machines/market';
import { fold, foldCase } from './fold';
import type { Texts } from './texts';

/**
 * Whether the whole text is one of a command's words. Accents may be left out, as people do, but not be wrong: with
 * other accents it is another word.
 */
export function saysWord(texts: Texts, locale: Locale, command: string, text: string): boolean {
  const typed = foldCase(text);
  if (texts.accentedWords(locale, command).includes(typed)) return true;
  return texts.commandWords(locale, command).includes(typed) && fold(text) === typed;
}
