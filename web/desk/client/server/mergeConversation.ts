import type { DeskConversation, DeskEntry } from '../../../../bot/desk/contract';

/** How far back an entry may still change: its ticks, its failure. */
const RECENT = 30;
const SETTLED = new Set<DeskEntry['delivery']>([undefined, 'read', 'failed', 'notSent']);

/** From which entry on to ask again, so that what was still on its way is among what comes. */
export function askAfter(known: DeskConversation | undefined): number | undefined {
  if (known === undefined || known.transcript.length === 0) return undefined;
  const open = known.transcript.slice(-RECENT).find(({ delivery }) => !SETTLED.has(delivery));
  return open === undefined ? known.seq : open.seq - 1;
}

/** What was known and what came since, as one conversation. */
export function mergeConversation(known: DeskConversation | undefined, fresh: DeskConversation): DeskConversation {
  if (known === undefined) return fresh;
  const entries = new Map([...known.transcript, ...fresh.transcript].map((entry) => [entry.seq, entry]));
  const transcript = [...entries.values()].sort((one, other) => one.seq - other.seq);
  return { ...fresh, transcript, seq: Math.max(known.seq, fresh.seq) };
}
