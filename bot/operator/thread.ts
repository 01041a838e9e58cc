import { NO_FACTS } from '../../machines/facts';
import { MARKETS } from '../../machines/market';
import type { AuditEntry, ConversationDocument, RecordDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { BotFault } from '../errors';
import { chainedTo, headOf, NEWEST_LINES, type Seal } from './audit';

type Line = Pick<AuditEntry, 'operator' | 'action' | 'subject' | 'details'>;

/** The audit of what operators do that belongs to no customer. */
export interface OperatorThread {
  readonly id: string;
  /** Adds what `decide` makes of the last line; false when that is nothing. No other line comes in between. */
  append(decide: (last: AuditEntry | undefined) => Line | undefined): Promise<boolean>;
  /**
   * The same with what the line is about, in one atomic step; false when there is nothing to decide. `decide` may read
   * what is kept: nothing of it changes before the line is written, or it is asked again.
   */
  keep(decide: (last: AuditEntry | undefined) => Promise<Kept | undefined>): Promise<boolean>;
  last(): Promise<AuditEntry | undefined>;
}

/** A line, and what is kept with it. */
export interface Kept {
  readonly line: Line;
  readonly records?: readonly RecordDocument[];
}

/**
 * A conversation nobody talks in: so its lines are kept by the same atomic, versioned commit as everything else, in
 * every store. Its id is none that a customer's conversation can have.
 */
export function createOperatorThread(parts: {
  readonly id: `operators:${string}`;
  readonly store: Pick<Store, 'load' | 'records' | 'commit'>;
  readonly clock: () => number;
  readonly seal: Seal;
  /** Told of each line that was kept. */
  readonly onLine?: (line: AuditEntry) => void;
}): OperatorThread {
  const { id, store, clock, seal, onLine } = parts;
  const last = async () => headOf(await store.records('audit', { conversationId: id, limit: NEWEST_LINES }));
  const keep: OperatorThread['keep'] = async (decide) => {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      // Read in this order: a line newer than the version fails the commit, never the chain.
      const document = (await store.load(id)) ?? emptyThread(id, clock());
      const head = await last();
      // One line for each version: a store that shows an older line is asked again.
      if ((head?.seq ?? 0) !== document.version) continue;
      const kept = await decide(head);
      if (kept === undefined) return false;
      const body = chainedTo(head, { ...kept.line, stream: id, at: clock() }, seal);
      const line: RecordDocument = { id: `audit:${body.seq}`, conversationId: id, at: body.at, kind: 'audit', body };
      const outcome = await store.commit({
        conversationId: id,
        expectedVersion: document.version,
        conversation: { ...document, version: document.version + 1 },
        records: [line, ...(kept.records ?? [])],
      });
      if (outcome.status !== 'committed') continue;
      onLine?.(body);
      return true;
    }
    throw new BotFault('TURN_CONFLICT', 'Other operators kept coming first. Try again.');
  };
  return {
    id,
    last,
    keep,
    append: (decide) =>
      keep(async (head) => {
        const line = decide(head);
        return line && { line };
      }),
  };
}

const MOST_ATTEMPTS = 20;

function emptyThread(id: string, createdAt: number): ConversationDocument {
  return {
    schema: 1,
    id,
    version: 0,
    market: MARKETS[0],
    channel: 'webchat',
    userId: id,
    locale: '',
    status: 'resolved',
    pen: { owner: 'bot', epoch: 0 },
    flow: { id: '', version: 0, hash: '', engine: 0 },
    facts: NO_FACTS,
    step: '',
    seq: 0,
    run: 0,
    submitted: [],
    createdAt,
    lastInboundAt: createdAt,
  };
}
