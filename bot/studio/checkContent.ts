import { type Catalogue, checkFlow, type Issue } from '../../machines/check';
import type { Flow } from '../../machines/flow';
import type { Market } from '../../machines/market';
import { tryResolve } from '../../machines/resolve';
import { contentHash } from './contentHash';
import type { CheckResult, Proof, Words } from './contract';
import { withWords } from './withWords';
import { wordIssues } from './wordIssues';

/** All that must hold before a content is published, and what that proves. */
export function checkContent(flow: Flow, words: Words, catalogue: Catalogue): CheckResult {
  const issues = [...checkFlow(withWords(flow, words), catalogue), ...wordIssues(flow, words, catalogue)];
  const proofs = flow.markets.flatMap((market) => proofOf(flow, market, catalogue, issues));
  return { hash: contentHash(flow, words), issues, proofs };
}

/** Issues that are of the words alone leave the ways as they are. */
const OF_WORDS = new Set(['textMissing', 'placeholdersDiffer', 'titleTooLong', 'textTooLong']);

function proofOf(flow: Flow, market: Market, catalogue: Catalogue, issues: readonly Issue[]): readonly Proof[] {
  const stands = issues.some((issue) => issue.market === market && !OF_WORDS.has(issue.code));
  const { resolved } = tryResolve(flow, market);
  const world = catalogue.markets[market];
  if (stands || resolved === undefined || world === undefined) return [];
  const callouts = Object.entries(resolved.steps).flatMap(([id, { kind }]) => (kind === 'callout' ? [id] : []));
  return [{ market, callouts, consents: world.requiredConsents, fields: world.requiredFields }];
}
