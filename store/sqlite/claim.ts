import type { WorkItem } from '../documents';
import type { KeptKey } from '../sealing/sealKeys';
import type { StoreFault } from '../storeFault';
import type { Claimed } from './work';

type Keys = ReadonlyMap<string, KeptKey | undefined>;

export interface ClaimParts {
  /** One claim, in a transaction of its own. */
  readonly claim: (limit: number, keys?: Keys) => Promise<Claimed>;
  readonly keyOf: (conversationId: string) => Promise<KeptKey | undefined>;
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/**
 * Claims what can be read. Only what could be done is claimed: a key is fetched first, because a claim that comes to
 * nothing looks like work whose outcome is unknown. Where keys cannot be had the items stay as they are, and the call
 * rejects only when nothing else was there to claim.
 */
export async function claimReadable(limit: number, parts: ClaimParts): Promise<readonly WorkItem[]> {
  const first = await parts.claim(limit);
  tell(first, parts);
  if (first.locked.length === 0) return first.items;
  const keys = new Map<string, KeptKey | undefined>();
  const fetched = await Promise.allSettled(
    [...new Set(first.locked)].map(async (id) => keys.set(id, await parts.keyOf(id).catch(undefinedIfDamaged))),
  );
  const refused = fetched.find((each) => each.status === 'rejected');
  if (keys.size === 0) {
    if (first.items.length === 0) throw refused?.reason;
    return first.items;
  }
  const second = await parts.claim(limit - first.items.length, keys).catch((cause: unknown) => {
    // What is claimed already is handed out, or it would look like work whose outcome is unknown.
    if (first.items.length === 0) throw cause;
    return NOTHING;
  });
  tell(second, parts);
  return [...first.items, ...second.items];
}

const NOTHING: Claimed = { items: [], locked: [], faults: [] };

/** Without its key the row is then found damaged, and put off. */
function undefinedIfDamaged(cause: unknown): undefined {
  if ((cause as Partial<StoreFault>).isOfOneRow) return undefined;
  throw cause;
}

function tell({ faults }: Claimed, { onDamage }: ClaimParts): void {
  for (const fault of faults) onDamage?.(fault);
}
