import type { Catalogue } from '../../../machines/check';
import type { FlowContent } from '../../../machines/flowEdit/content';
import { MARKETS } from '../../../machines/market';
import type { ShippedFlows } from '../../flows';
import type { LegalText } from '../contract';
import { legalTexts } from './legalTexts';
import { lockOf } from './lock';

/** The legal texts of a content that are none of those that ship, for who has no store to ask what was approved since. */
export function legalChanges(
  content: FlowContent,
  shipped: ShippedFlows,
  catalogue: Catalogue,
): readonly { readonly text: LegalText; readonly lock: 'toApprove' | 'versionTaken' }[] {
  return MARKETS.filter((market) => content.flow.markets.includes(market)).flatMap((market) => {
    const others = [...shipped.versions.values()];
    const inForce = others.flatMap(({ flow }) => legalTexts({ flow, words: {} }, market, catalogue));
    return legalTexts(content, market, catalogue).flatMap((text) => {
      const lock = lockOf(text, { inForce }, [], []);
      return lock === 'toApprove' || lock === 'versionTaken' ? [{ text, lock }] : [];
    });
  });
}
