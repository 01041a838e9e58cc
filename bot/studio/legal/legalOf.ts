import { MARKETS, type Market } from '../../../machines/market';
import { parseFlow } from '../../../machines/upgrade';
import type { FlowLibraryBody } from '../../../store/documents';
import type { Publishing } from '../../../store/store';
import type { ShippedFlows } from '../../flows';
import type { Principal } from '../../staff/principal';
import type { Content, Draft, LegalRow, LegalText } from '../contract';
import { contentOf, pointerOf } from '../libraryView';
import { mayApprove } from '../rules';
import { type Legal, lockOf } from './lock';

export interface LegalParts {
  readonly store: Pick<Publishing, 'record'>;
  readonly shipped: ShippedFlows;
  readonly legalTexts: (content: Content, market: Market) => readonly LegalText[];
}

/** What a draft has customers of its markets agree to, and what those markets begin on now has them agree to. */
export async function legalOf(
  { store, shipped, legalTexts }: LegalParts,
  library: FlowLibraryBody,
  draft: Content,
): Promise<Legal> {
  const markets = MARKETS.filter((market) => parseFlow(draft.flow).markets.includes(market));
  const live = new Map<number, Content | undefined>();
  for (const market of markets) {
    const version = pointerOf(library, shipped, market)?.version ?? 0;
    if (!live.has(version)) live.set(version, await contentOf(shipped, store, version));
  }
  const now = (market: Market) => live.get(pointerOf(library, shipped, market)?.version ?? 0);
  return {
    drafted: markets.flatMap((market) => legalTexts(draft, market)),
    inForce: markets.flatMap((market) => {
      const content = now(market);
      return content === undefined ? [] : legalTexts(content, market);
    }),
  };
}

/** What there is to read and approve: every text that customers do not agree to already. */
export function legalRows(
  { drafted, inForce }: Legal,
  { legal: approved }: FlowLibraryBody,
  { makers }: Pick<Draft, 'makers'>,
  who: Principal,
): readonly LegalRow[] {
  return drafted.flatMap((text) => {
    const state = lockOf(text, { inForce }, approved, makers);
    if (state === 'inForce') return [];
    const { market, purpose } = text;
    const now = inForce.find((one) => one.market === market && one.purpose === purpose);
    const by = approved.find((one) => one.market === market && one.hash === text.hash && !makers.includes(one.by))?.by;
    return [
      {
        ...text,
        state,
        mayApprove: mayApprove(who, { makers }, market),
        ...(now && { before: { version: now.version, texts: now.texts } }),
        ...(by !== undefined && { by }),
      },
    ];
  });
}
