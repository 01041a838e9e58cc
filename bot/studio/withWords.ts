import type { Flow } from '../../machines/flow';
import type { Words } from './contract';

/** The flow with the words of its version among its texts, where everything that speaks and checks looks for them. */
export function withWords(flow: Flow, words: Words): Flow {
  if (Object.keys(words).length === 0) return flow;
  const texts: Record<string, Record<string, string>> = { ...flow.texts };
  for (const [locale, own] of Object.entries(words)) texts[locale] = { ...texts[locale], ...own };
  return { ...flow, texts };
}
