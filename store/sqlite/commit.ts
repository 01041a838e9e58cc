import type { Database } from 'better-sqlite3';
import { needsPeople, withBotSince } from '../attention';
import { IN_LINE } from '../documents';
import type { Place } from '../sealing/seal';
import type { KeptKey } from '../sealing/sealKeys';
import { placeOf, type RowBody } from '../sealing/sealPlaces';
import type { Commit, CommitOutcome, Holder } from '../store';
import { StoreFault } from '../storeFault';
import { createSqliteAmend } from './amend';
import { createSqliteReservation } from './reservation';
import type { SqliteSealing } from './sealing';
import type { SqliteSettle } from './settle';

/** Applies one commit inside the open transaction, whole or not at all. `key`: of the conversation, where rows are sealed. */
export type ApplyCommit = (commit: Commit, now: number, key: KeptKey | undefined) => CommitOutcome;

/**
 * All checks come before the first write, so a duplicate, a conflict or a lost claim leaves nothing to undo and a
 * group of commits needs no savepoints.
 */
export function createApplyCommit(db: Database, settle: SqliteSettle, sealing: SqliteSealing): ApplyCommit {
  const sql = prepare(db);
  const reservation = createSqliteReservation(db);
  const amend = createSqliteAmend(db, sealing);
  return (commit, now, key) => {
    const stored = sql.find.get(commit.inboxKey ?? null, commit.conversationId);
    const refused = refusal(settle, commit, stored) ?? takenBy(reservation.rivalOf(commit));
    if (refused !== undefined) return refused;
    const id = commit.conversationId;
    const write: WriteBody = (place, value) => sealing.write(key, place, value);
    const pk = writeConversation(sql, commit, stored?.pk, { write, adopt: (pk) => sealing.adopt(pk, id, key) });
    if (commit.inboxKey !== undefined) sql.insertInbox.run(pk, commit.inboxKey, commit.receipt ?? 0, now);
    amend(pk, commit, key);
    writeTranscript(sql, pk, commit, write);
    writeRecords(sql, pk, commit, { write, writeNotice: sealing.writeNotice });
    for (const change of commit.settle ?? []) settle.apply(pk, change);
    reservation.reserve(commit);
    if (commit.wakeReplies) settle.wakeReplies(pk, now);
    writeWork(sql, pk, commit, write);
    for (const kind of linesIn(commit)) settle.advance(pk, kind);
    return { status: 'committed' };
  };
}

type Statements = ReturnType<typeof prepare>;
type Stored = {
  readonly pk: number;
  readonly version: number;
  /** Of this very message, when it was taken before. */
  readonly receipt: number | null;
  readonly erasedAt: number | null;
};
type WriteBody = (place: Place, value: unknown) => RowBody;

type Sealed = RowBody['sealed'];

function prepare(db: Database) {
  return {
    find: db.prepare<[string | null, string], Stored>(`
      SELECT pk, version, erased_at AS erasedAt, (SELECT receipt FROM inbox WHERE conversation = pk AND key = ?) AS receipt
      FROM conversation WHERE id = ?`),
    insertConversation: db.prepare<[string, number, string, Sealed, number, number | null]>(
      'INSERT INTO conversation (id, version, body, sealed, attention, with_bot_since) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    updateConversation: db.prepare<[number, string, Sealed, number | null, number | null, number]>(`
      UPDATE conversation SET version = ?, body = ?, sealed = ?, attention = ifnull(?, attention), with_bot_since = ?,
        restored_at = NULL WHERE pk = ?`),
    insertInbox: db.prepare<[number, string, number, number]>(
      'INSERT INTO inbox (conversation, key, receipt, at) VALUES (?, ?, ?, ?)',
    ),
    insertTranscript: db.prepare<[number, number, string, Sealed]>(
      'INSERT INTO transcript (conversation, last, entries, sealed) VALUES (?, ?, ?, ?)',
    ),
    findNotice: db.prepare<[string], { pk: number }>(`SELECT pk FROM record WHERE id = ? AND kind = 'notice'`),
    insertRecord: db.prepare<[number, string, string, number, number, string | null, string, Sealed]>(`
      INSERT INTO record (conversation, id, kind, at, written, status, body, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (conversation, id) DO UPDATE
      SET written = excluded.written, status = excluded.status, body = excluded.body, sealed = excluded.sealed
      WHERE record.kind = excluded.kind AND record.kind IN ('case', 'callBack', 'deadLetter', 'flowLibrary')`),
    insertWork: db.prepare<[number, string, string, string, number, number | null, number, number, string, Sealed]>(`
      INSERT INTO work (conversation, id, kind, status, due_at, ready_at, attempts, fence, body, sealed)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, id) DO NOTHING`),
  };
}

/** A duplicate is told first: a redelivered message is always computed from an old version too. */
function refusal(settle: SqliteSettle, commit: Commit, stored: Stored | undefined): CommitOutcome | undefined {
  if (typeof stored?.erasedAt === 'number') throw new StoreFault('erased', { detail: commit.conversationId });
  if (stored !== undefined && stored.receipt !== null) return { status: 'duplicate', receipt: stored.receipt };
  const lost = (commit.settle ?? []).some((claim) => stored === undefined || !settle.isHeld(stored.pk, claim));
  if (lost) return { status: 'fenced' };
  return (stored?.version ?? 0) === commit.expectedVersion ? undefined : { status: 'conflict' };
}

function takenBy(rival: Holder | undefined): CommitOutcome | undefined {
  return rival && { status: 'taken', by: rival };
}

/** A conversation that is there takes its key before it is written, so that nothing of it is left in the clear. */
function writeConversation(
  sql: Statements,
  commit: Commit,
  pk: number | undefined,
  { write, adopt }: { readonly write: WriteBody; readonly adopt: (pk: number) => void },
): number {
  const { conversation } = commit;
  const { id, version } = conversation;
  const isNeeded = needsPeople(commit);
  const withBot = withBotSince(conversation) ?? null;
  if (pk !== undefined) adopt(pk);
  const { body, sealed } = write(placeOf.conversation(id, version), conversation);
  if (pk === undefined) return insert();
  sql.updateConversation.run(version, body, sealed, isNeeded === undefined ? null : Number(isNeeded), withBot, pk);
  return pk;

  function insert(): number {
    const added = Number(
      sql.insertConversation.run(id, version, body, sealed, Number(isNeeded ?? false), withBot).lastInsertRowid,
    );
    adopt(added);
    return added;
  }
}

function writeTranscript(sql: Statements, pk: number, commit: Commit, write: WriteBody): void {
  const last = commit.transcript?.at(-1);
  if (last === undefined) return;
  const { body, sealed } = write(placeOf.transcript(commit.conversationId, last.seq), commit.transcript);
  sql.insertTranscript.run(pk, last.seq, body, sealed);
}

function writeRecords(
  sql: Statements,
  pk: number,
  { records = [], conversationId, conversation }: Commit,
  { write, writeNotice }: { readonly write: WriteBody; readonly writeNotice: SqliteSealing['writeNotice'] },
): void {
  for (const record of records) {
    const { id, kind, at } = record;
    // The same notice is shown in every conversation; its text is kept once.
    if (kind === 'notice' && sql.findNotice.get(id) !== undefined) continue;
    const { version } = conversation;
    const { body, sealed } =
      kind === 'notice'
        ? writeNotice(id, record.body)
        : write(placeOf.record(conversationId, { id, kind, written: version }), record.body);
    sql.insertRecord.run(pk, id, kind, at, version, kind === 'case' ? record.body.status : null, body, sealed);
  }
}

function writeWork(sql: Statements, pk: number, { work = [], conversationId }: Commit, write: WriteBody): void {
  for (const { id, kind, status, dueAt, attempts, fence, body: value } of work) {
    // What stands in a line may have others before it; `advance` gives it its time.
    const readyAt = status === 'pending' && !IN_LINE.includes(kind) ? dueAt : null;
    const { body, sealed } = write(placeOf.work(conversationId, { id, kind }), value);
    sql.insertWork.run(pk, id, kind, status, dueAt, readyAt, attempts, fence, body, sealed);
  }
}

/** Lines that became longer. */
function linesIn({ work = [] }: Commit): typeof IN_LINE {
  return IN_LINE.filter((line) => work.some(({ kind }) => kind === line));
}
