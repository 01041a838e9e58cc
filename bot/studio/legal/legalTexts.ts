import { createHash } from 'node:crypto';
import type { Catalogue } from '../../../machines/check';
import { createLookup } from '../../../machines/check/wording';
import type { FlowContent } from '../../../machines/flowEdit/content';
import type { Market } from '../../../machines/market';
import { tryResolve } from '../../../machines/resolve';
import { canonicalJson } from '../../../machines/upgrade';
import type { LegalText } from '../contract';
import { withWords } from '../withWords';

/** All that customers of a market agree to on their way, with placeholders unfilled. None where the flow cannot run. */
export function legalTexts({ flow, words }: FlowContent, market: Market, catalogue: Catalogue): readonly LegalText[] {
  const { resolved } = tryResolve(withWords(flow, words), market);
  const locales = catalogue.markets[market]?.locales ?? [];
  if (resolved === undefined) return [];
  const lookup = createLookup(resolved, catalogue);
  return Object.entries(resolved.steps).flatMap(([step, told]) => {
    if (told.kind !== 'consent') return [];
    const { purpose, notice } = told;
    const texts = Object.fromEntries(locales.map((locale) => [locale, lookup(locale, notice.key) ?? '']));
    return [{ market, step, purpose, version: notice.version, texts, hash: hashOf(purpose, notice.version, texts) }];
  });
}

function hashOf(purpose: string, version: string, texts: LegalText['texts']): string {
  return createHash('sha256').update(canonicalJson({ purpose, version, texts })).digest('hex');
}
