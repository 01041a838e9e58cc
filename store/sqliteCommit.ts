import type { Database } from 'better-sqlite3';
import type { SqliteSettle } from './sqliteSettle';
import type { Commit, CommitOutcome } from './store';
import { StoreFault } from './storeFault';

/** Applies one commit inside the open transaction, whole or not at all. */
export type ApplyCommit = (commit: Commit, now: number) => CommitOutcome;

/**
 * All checks come before the first write, so a duplicate, a conflict or a lost claim leaves nothing to undo and a
 * group of commits needs no savepoints.
 */
export function createApplyCommit(db: Database, settle: SqliteSettle): ApplyCommit {
  const sql = prepare(db);
  return (commit, now) => {
    const stored = sql.find.get(commit.inboxKey ?? null, commit.conversationId);
    const refused = refusal(settle, commit, stored);
    if (refused !== undefined) return refused;
    const pk = writeConversation(sql, commit, stored?.pk);
    if (commit.inboxKey !== undefined) sql.insertInbox.run(pk, commit.inboxKey, commit.receipt ?? 0, now);
    writeTranscript(sql, pk, commit);
    writeRecords(sql, pk, commit);
    for (const change of commit.settle ?? []) settle.apply(pk, change);
    if (commit.wakeReplies) settle.wakeReplies(pk, now);
    writeWork(sql, pk, commit);
    if ((commit.work ?? []).some(({ kind }) => kind === 'reply')) settle.advanceReplies(pk);
    return { status: 'committed' };
  };
}

/** Refuses a commit that contradicts itself before it can meet its neighbours in a group. */
export function assertConsistent(commit: Commit): void {
  const { conversation, conversationId, expectedVersion, records = [], work = [] } = commit;
  const foreign = [...records, ...work].find((part) => part.conversationId !== conversationId);
  if (foreign !== undefined || conversation.id !== conversationId) {
    throw new StoreFault('invalidCommit', { detail: `a part of ${conversationId} belongs to another conversation` });
  }
  if (conversation.version !== expectedVersion + 1) {
    throw new StoreFault('invalidCommit', { detail: `version ${conversation.version} after ${expectedVersion}` });
  }
  if (work.some((item) => item.status === 'claimed')) {
    throw new StoreFault('invalidCommit', { detail: `new work of ${conversationId} is already claimed` });
  }
}

type Statements = ReturnType<typeof prepare>;
type Stored = {
  readonly pk: number;
  readonly version: number;
  /** Of this very message, when it was taken before. */
  readonly receipt: number | null;
};

function prepare(db: Database) {
  return {
    find: db.prepare<[string | null, string], Stored>(`
      SELECT pk, version, (SELECT receipt FROM inbox WHERE conversation = pk AND key = ?) AS receipt
      FROM conversation WHERE id = ?`),
    insertConversation: db.prepare<[string, number, string]>(
      'INSERT INTO conversation (id, version, body) VALUES (?, ?, ?)',
    ),
    updateConversation: db.prepare<[number, string, number]>(
      'UPDATE conversation SET version = ?, body = ? WHERE pk = ?',
    ),
    insertInbox: db.prepare<[number, string, number, number]>(
      'INSERT INTO inbox (conversation, key, receipt, at) VALUES (?, ?, ?, ?)',
    ),
    insertTranscript: db.prepare<[number, number, string]>(
      'INSERT INTO transcript (conversation, last, entries) VALUES (?, ?, ?)',
    ),
    findNotice: db.prepare<[string], { pk: number }>(`SELECT pk FROM record WHERE id = ? AND kind = 'notice'`),
    insertRecord: db.prepare<[number, string, string, number, string]>(`
      INSERT INTO record (conversation, id, kind, at, body) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (conversation, id) DO UPDATE SET body = excluded.body
      WHERE record.kind = 'case' AND excluded.kind = 'case'`),
    insertWork: db.prepare<[number, string, string, string, number, number | null, number, number, string]>(`
      INSERT INTO work (conversation, id, kind, status, due_at, ready_at, attempts, fence, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, id) DO NOTHING`),
  };
}

/** A duplicate is told first: a redelivered message is always computed from an old version too. */
function refusal(settle: SqliteSettle, commit: Commit, stored: Stored | undefined): CommitOutcome | undefined {
  if (stored !== undefined && stored.receipt !== null) return { status: 'duplicate', receipt: stored.receipt };
  const lost = (commit.settle ?? []).some((claim) => stored === undefined || !settle.isHeld(stored.pk, claim));
  if (lost) return { status: 'fenced' };
  return (stored?.version ?? 0) === commit.expectedVersion ? undefined : { status: 'conflict' };
}

function writeConversation(sql: Statements, commit: Commit, pk: number | undefined): number {
  const { id, version } = commit.conversation;
  const body = JSON.stringify(commit.conversation);
  if (pk === undefined) return Number(sql.insertConversation.run(id, version, body).lastInsertRowid);
  sql.updateConversation.run(version, body, pk);
  return pk;
}

function writeTranscript(sql: Statements, pk: number, { transcript = [] }: Commit): void {
  const last = transcript.at(-1);
  if (last !== undefined) sql.insertTranscript.run(pk, last.seq, JSON.stringify(transcript));
}

function writeRecords(sql: Statements, pk: number, { records = [] }: Commit): void {
  for (const record of records) {
    // The same notice is shown in every conversation; its text is kept once.
    if (record.kind === 'notice' && sql.findNotice.get(record.id) !== undefined) continue;
    sql.insertRecord.run(pk, record.id, record.kind, record.at, JSON.stringify(record.body));
  }
}

function writeWork(sql: Statements, pk: number, { work = [] }: Commit): void {
  for (const { id, kind, status, dueAt, attempts, fence, body } of work) {
    // A reply may have others before it; `advanceReplies` gives it its time.
    const readyAt = status === 'pending' && kind !== 'reply' ? dueAt : null;
    sql.insertWork.run(pk, id, kind, status, dueAt, readyAt, attempts, fence, JSON.stringify(body));
  }
}
