import type { Texts } from '../../../dialogs/texts';
import type { Prompt } from '../../../dialogs/view';
import type { Locale, MarketProfile } from '../../../machines/market';
import type { Move } from './contract';

export interface ExampleParts {
  readonly market: MarketProfile;
  readonly locale: Locale;
  readonly texts: Texts;
}

/**
 * What an example customer does at a question: agrees to everything, takes the first row, types the example of the texts.
 * `wanted` is a choice to take where it is offered. Undefined: there is nothing to answer.
 */
export function exampleMove(
  prompt: Prompt | undefined,
  { market, locale, texts }: ExampleParts,
  wanted?: (choice: string) => boolean,
): Move | undefined {
  if (prompt === undefined) return undefined;
  const { field, step, offered } = prompt;
  const choices = offered.map(({ choice }) => choice);
  const first = (wanted && choices.find(wanted)) ?? ownLanguage(prompt, locale) ?? choices.find(leadsOn);
  if (first !== undefined) return { kind: 'taps', choice: first, step };
  if (field === 'mobile') return { kind: 'types', text: market.phone.example };
  return field === undefined ? undefined : { kind: 'types', text: texts.say(locale, `example.${field}`) };
}

function ownLanguage({ field, offered }: Prompt, locale: Locale): string | undefined {
  return field === 'language' ? offered.find(({ choice }) => choice === `pick:${locale}`)?.choice : undefined;
}

function leadsOn(choice: string): boolean {
  return choice.startsWith('pick:') || choice === 'grant' || choice === 'accept';
}
