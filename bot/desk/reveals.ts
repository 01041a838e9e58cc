import type { Market } from '../../machines/market';
import type { AuditEntry } from '../../store/documents';
import type { Store } from '../../store/store';
import type { RevealRecord, Reveals } from './contract';
import { REVEALS_THREAD } from './reveal';

export interface RevealFilter {
  /** What the auditor may see. */
  readonly markets: readonly Market[];
  readonly market?: Market;
  readonly by?: string;
  /** The `next` of the page before. */
  readonly after?: string;
}

const PAGE = 100;
const MOST_LINES = 20_000;

/** Every look at something masked, newest first, as it was written down; the values are nowhere. */
export async function listReveals(store: Pick<Store, 'records'>, filter: RevealFilter): Promise<Reveals> {
  const lines = await store.records('audit', { conversationId: REVEALS_THREAD, limit: MOST_LINES });
  const before = filter.after === undefined ? Number.POSITIVE_INFINITY : Number(filter.after);
  const wanted = lines
    .map(({ body }) => body)
    .sort((one, other) => other.seq - one.seq)
    .filter((line) => line.seq < before && isWanted(line, filter));
  const page = wanted.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: page.map(recordOf), ...(last && wanted.length > PAGE && { next: String(last.seq) }) };
}

function isWanted({ action, operator, details }: AuditEntry, { markets, market, by }: RevealFilter): boolean {
  if (action !== 'desk.revealed' || (by !== undefined && by !== operator)) return false;
  return market === undefined ? markets.some((one) => one === details.market) : market === details.market;
}

/** As `createReveal` wrote it, so its shape is known. */
function recordOf({ at, operator, subject, details }: AuditEntry): RevealRecord {
  const { market, what, reason, name } = details as unknown as Pick<
    RevealRecord,
    'market' | 'what' | 'reason' | 'name'
  >;
  return { at, by: operator, name, market, conversationId: subject, what, reason };
}
