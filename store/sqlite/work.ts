import type { Database } from 'better-sqlite3';
import type { WorkItem } from '../documents';
import type { KeptKey } from '../sealing/sealKeys';
import { placeOf, type RowBody } from '../sealing/sealPlaces';
import { type ClaimRequest, PUT_OFF_MS } from '../store';
import { type StoreFault, toStoreFault } from '../storeFault';
import type { SqliteSealing } from './sealing';

type Kinds = readonly WorkItem['kind'][];

/**
 * The work list of one file. `claim` must run inside a transaction; the rest reads what is committed. An item that cannot
 * be read is not claimed, since nobody could do it, and is put off so that it keeps no others waiting.
 */
export interface SqliteWork {
  claim(request: ClaimRequest, keys?: ReadonlyMap<string, KeptKey | undefined>): Claimed;
  nextDueAt(kinds: Kinds): number | undefined;
  ofConversation(conversationId: string, key: KeptKey | undefined): readonly WorkItem[];
  /** Who holds claims whose lease still runs. */
  claimants(): readonly number[];
  /**
   * The claims of an instance that is gone can be taken over at once. Gives the conversations they are in. Must run inside
   * a transaction, while nobody else can be that instance.
   */
  expireClaims(claimant: number): readonly string[];
}

export interface Claimed {
  readonly items: readonly WorkItem[];
  /** Conversations whose key is not at hand: with `keys` of them the claim can be made again. */
  readonly locked: readonly string[];
  /** What was wrong with the items that were put off. */
  readonly faults: readonly StoreFault[];
}

/** `instance`: whose claims those made here are. */
export function createSqliteWork(db: Database, sealing: SqliteSealing, instance: number): SqliteWork {
  const sql = prepare(db);
  const toItem = (row: Row, key: KeptKey | undefined): WorkItem => {
    const { pk: _, readyAt, body: _body, sealed: _sealed, ...item } = row;
    // Whatever was stored under this id was an item's body.
    const body = sealing.read(key, placeOf.work(row.conversationId, row), row) as WorkItem['body'];
    return { ...item, leaseUntil: row.status === 'claimed' ? (readyAt ?? 0) : 0, body };
  };
  return {
    claim: (request, keys) => {
      const found = { items: [] as WorkItem[], locked: [] as string[], faults: [] as StoreFault[] };
      for (const row of ready(sql, request)) {
        const { conversationId } = row;
        const key = sealing.known(conversationId) ?? keys?.get(conversationId);
        if (key === undefined && sealing.isSealing && !keys?.has(conversationId)) {
          found.locked.push(conversationId);
          continue;
        }
        let item: WorkItem;
        try {
          item = claimed(row, toItem(row, key), request);
        } catch (cause) {
          found.faults.push(toStoreFault(cause));
          sql.putOff.run(request.now + PUT_OFF_MS, row.pk);
          continue;
        }
        // A disk that fails here is no fault of the row, and ends the transaction.
        sql.hold.run(item.leaseUntil, item.attempts, item.fence, instance, row.pk);
        found.items.push(item);
      }
      return found;
    },
    nextDueAt: (kinds) => {
      const times = kinds.map((kind) => sql.next.get(kind)?.readyAt ?? Number.POSITIVE_INFINITY);
      const first = Math.min(...times);
      return Number.isFinite(first) ? first : undefined;
    },
    ofConversation: (conversationId, key) => sql.ofConversation.all(conversationId).map((row) => toItem(row, key)),
    claimants: () => sql.claimants.all().map(({ claimant }) => claimant),
    expireClaims: (claimant) => {
      const conversations = sql.heldBy.all(claimant).map(({ id }) => id);
      if (conversations.length > 0) sql.expire.run(claimant);
      return conversations;
    },
  };
}

interface Row extends RowBody {
  readonly pk: number;
  readonly id: string;
  readonly conversationId: string;
  readonly kind: WorkItem['kind'];
  readonly status: WorkItem['status'];
  readonly dueAt: number;
  readonly readyAt: number | null;
  readonly attempts: number;
  readonly fence: number;
}

const COLUMNS = `
  work.pk, work.id, conversation.id AS conversationId, kind, status, due_at AS dueAt, ready_at AS readyAt, attempts,
  fence, work.body, work.sealed FROM work JOIN conversation ON conversation.pk = work.conversation`;

/** Written as in the index `work_held`, which serves only queries that repeat its condition. */
const HELD = `status = 'claimed' AND ready_at > 0`;

function prepare(db: Database) {
  return {
    ready: db.prepare<[string, number, number], Row>(
      `SELECT ${COLUMNS} WHERE kind = ? AND ready_at <= ? ORDER BY ready_at, work.pk LIMIT ?`,
    ),
    hold: db.prepare<[number, number, number, number, number]>(
      `UPDATE work SET status = 'claimed', ready_at = ?, attempts = ?, fence = ?, holder = ? WHERE pk = ?`,
    ),
    putOff: db.prepare<[number, number]>('UPDATE work SET ready_at = ? WHERE pk = ?'),
    next: db.prepare<[string], { readyAt: number }>(
      'SELECT ready_at AS readyAt FROM work WHERE kind = ? AND ready_at IS NOT NULL ORDER BY ready_at LIMIT 1',
    ),
    ofConversation: db.prepare<[string], Row>(`SELECT ${COLUMNS} WHERE conversation.id = ? ORDER BY work.pk`),
    claimants: db.prepare<[], { claimant: number }>(`SELECT DISTINCT holder AS claimant FROM work WHERE ${HELD}`),
    heldBy: db.prepare<[number], { id: string }>(`
      SELECT DISTINCT conversation.id FROM work JOIN conversation ON conversation.pk = work.conversation
      WHERE ${HELD} AND holder = ?`),
    // The row itself is asked too: of a damaged index others could be taken for held.
    expire: db.prepare<[number]>(
      `UPDATE work SET ready_at = 0 WHERE ${HELD} AND holder = ? AND status || '' = 'claimed'`,
    ),
  };
}

function ready(sql: ReturnType<typeof prepare>, { kinds, now, limit }: ClaimRequest): readonly Row[] {
  const rows = kinds.flatMap((kind) => sql.ready.all(kind, now, limit));
  const time = (row: Row) => row.readyAt ?? 0;
  return rows.sort((a, b) => time(a) - time(b) || a.pk - b.pk).slice(0, limit);
}

function claimed(row: Row, item: WorkItem, { now, leaseMs }: ClaimRequest): WorkItem {
  return {
    ...item,
    status: 'claimed',
    attempts: row.attempts + 1,
    fence: row.fence + 1,
    leaseUntil: now + leaseMs,
    ...(row.status === 'claimed' ? { orphaned: true } : {}),
  };
}
