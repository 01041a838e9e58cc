import type { Database } from 'better-sqlite3';
import type { WorkItem } from './documents';
import type { ClaimRequest } from './store';

type Kinds = readonly WorkItem['kind'][];

/** The work list of one file. `claim` must run inside a transaction; the rest reads what is committed. */
export interface SqliteWork {
  claim(request: ClaimRequest): readonly WorkItem[];
  nextDueAt(kinds: Kinds): number | undefined;
  ofConversation(conversationId: string): readonly WorkItem[];
  /** One process owns the file, so a claim found at opening has no holder: it can be taken over at once. */
  expireClaims(): void;
}

export function createSqliteWork(db: Database): SqliteWork {
  const sql = prepare(db);
  return {
    claim: (request) => {
      const items = ready(sql, request).map((row) => ({ pk: row.pk, item: claimed(row, request) }));
      for (const { pk, item } of items) sql.hold.run(item.leaseUntil, item.attempts, item.fence, pk);
      return items.map(({ item }) => item);
    },
    nextDueAt: (kinds) => {
      const times = kinds.map((kind) => sql.next.get(kind)?.readyAt ?? Number.POSITIVE_INFINITY);
      const first = Math.min(...times);
      return Number.isFinite(first) ? first : undefined;
    },
    ofConversation: (conversationId) => sql.ofConversation.all(conversationId).map(toItem),
    expireClaims: () => {
      sql.expire.run();
    },
  };
}

interface Row {
  readonly pk: number;
  readonly id: string;
  readonly conversationId: string;
  readonly kind: WorkItem['kind'];
  readonly status: WorkItem['status'];
  readonly dueAt: number;
  readonly readyAt: number | null;
  readonly attempts: number;
  readonly fence: number;
  readonly body: string;
}

const COLUMNS = `
  work.pk, work.id, conversation.id AS conversationId, kind, status, due_at AS dueAt, ready_at AS readyAt, attempts,
  fence, work.body FROM work JOIN conversation ON conversation.pk = work.conversation`;

function prepare(db: Database) {
  return {
    ready: db.prepare<[string, number, number], Row>(
      `SELECT ${COLUMNS} WHERE kind = ? AND ready_at <= ? ORDER BY ready_at, work.pk LIMIT ?`,
    ),
    hold: db.prepare<[number, number, number, number]>(
      `UPDATE work SET status = 'claimed', ready_at = ?, attempts = ?, fence = ? WHERE pk = ?`,
    ),
    next: db.prepare<[string], { readyAt: number }>(
      'SELECT ready_at AS readyAt FROM work WHERE kind = ? AND ready_at IS NOT NULL ORDER BY ready_at LIMIT 1',
    ),
    ofConversation: db.prepare<[string], Row>(`SELECT ${COLUMNS} WHERE conversation.id = ? ORDER BY work.pk`),
    expire: db.prepare(`UPDATE work SET ready_at = 0 WHERE ready_at IS NOT NULL AND status = 'claimed'`),
  };
}

function ready(sql: ReturnType<typeof prepare>, { kinds, now, limit }: ClaimRequest): readonly Row[] {
  const rows = kinds.flatMap((kind) => sql.ready.all(kind, now, limit));
  const time = (row: Row) => row.readyAt ?? 0;
  return rows.sort((a, b) => time(a) - time(b) || a.pk - b.pk).slice(0, limit);
}

function claimed(row: Row, { now, leaseMs }: ClaimRequest): WorkItem {
  return {
    ...toItem(row),
    status: 'claimed',
    attempts: row.attempts + 1,
    fence: row.fence + 1,
    leaseUntil: now + leaseMs,
    ...(row.status === 'claimed' ? { orphaned: true } : {}),
  };
}

function toItem({ pk: _, readyAt, body, ...row }: Row): WorkItem {
  return { ...row, leaseUntil: row.status === 'claimed' ? (readyAt ?? 0) : 0, body: JSON.parse(body) };
}
