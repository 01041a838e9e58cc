import type { Market } from '../../machines/market';
import type { ConversationDocument } from '../../store/documents';
import type { Attention } from '../../store/store';
import type { FlowRegistry, FlowVersion, RunnableFlow } from '../flows';
import { MOVE_OUTCOMES, type MoveOutcome, type PreFlight } from './contract';
import { everybody } from './everybody';
import { landingOn } from './landing';

export interface PreFlightParts {
  readonly store: Pick<Attention, 'silent' | 'needing'>;
  readonly flows: Pick<FlowRegistry, 'pinned' | 'fetch' | 'current'>;
  readonly clock: () => number;
}

/** Who has written nothing for longer is not inside any more. */
export const INSIDE_FOR_MS = 30 * 24 * 3_600_000;

/** What would become of everybody who is inside if they were moved. Nothing is changed by looking. */
export async function preFlight(
  parts: PreFlightParts,
  draft: FlowVersion,
  markets: readonly Market[],
): Promise<Omit<PreFlight, 'hash'>> {
  const tally = createTally();
  const seen = new Set<string>();
  const until = parts.clock();
  for await (const document of everybody(parts.store, { from: until - INSIDE_FOR_MS, until })) {
    if (!markets.includes(document.market) || seen.has(document.id)) continue;
    seen.add(document.id);
    const fate = await fateOf(parts, document, draft.run(document.market));
    if (fate !== undefined) tally.count(document, fate);
  }
  const legal = markets.flatMap((market) => changedNotices(parts.flows.current(market), draft.run(market)));
  return { at: parts.clock(), ...tally.result(markets), legal, suggested: legal.length > 0 ? 'move' : 'pin' };
}

interface Fate {
  readonly outcome: MoveOutcome;
  readonly to?: string;
}

/** Undefined for who is not inside: at an end, or on a version that is gone. */
async function fateOf(
  { flows }: PreFlightParts,
  document: ConversationDocument,
  to: RunnableFlow,
): Promise<Fate | undefined> {
  const from = await pinnedTo(flows, document);
  if (from === undefined || from.resolved.steps[document.step]?.kind === 'end') return undefined;
  const landing = landingOn(document, from, to);
  return landing === undefined ? { outcome: 'stays' } : { outcome: landing.outcome, to: landing.step };
}

async function pinnedTo(flows: PreFlightParts['flows'], { market, flow }: ConversationDocument) {
  try {
    await flows.fetch(flow);
    return flows.pinned(market, flow);
  } catch {
    return undefined;
  }
}

/** Consents of the current version whose notice the other puts anew. */
function changedNotices(from: RunnableFlow, to: RunnableFlow): PreFlight['legal'] {
  const versions = new Map(
    Object.values(from.resolved.steps).flatMap((step) =>
      step.kind === 'consent' ? [[step.purpose, step.notice.version] as const] : [],
    ),
  );
  return Object.entries(to.resolved.steps).flatMap(([id, step]) => {
    if (step.kind !== 'consent' || versions.get(step.purpose) === step.notice.version) return [];
    return [{ market: to.resolved.market, step: id, purpose: step.purpose }];
  });
}

function createTally() {
  const byMarket = new Map<Market, Record<MoveOutcome, number>>();
  const ways = new Map<string, PreFlight['ways'][number]>();
  return {
    count({ market, flow, step: from }: ConversationDocument, { outcome, to }: Fate) {
      const counts = byMarket.get(market) ?? none();
      counts[outcome] += 1;
      byMarket.set(market, counts);
      const way = { market, version: flow.version, from, ...(to !== undefined && { to }), outcome };
      const key = JSON.stringify(way);
      ways.set(key, { ...way, count: (ways.get(key)?.count ?? 0) + 1 });
    },
    result(markets: readonly Market[]) {
      const counts = none();
      const rows = markets.map((market) => {
        const own = byMarket.get(market) ?? none();
        for (const outcome of MOVE_OUTCOMES) counts[outcome] += own[outcome];
        return { market, inside: sum(own), counts: own };
      });
      const most = [...ways.values()].sort((one, other) => other.count - one.count).slice(0, MOST_WAYS);
      return { inside: sum(counts), counts, markets: rows, ways: most };
    },
  };
}

const MOST_WAYS = 200;

function none(): Record<MoveOutcome, number> {
  return { unaffected: 0, sameQuestion: 0, newQuestion: 0, askedAgain: 0, stays: 0 };
}

function sum(counts: Readonly<Record<MoveOutcome, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
