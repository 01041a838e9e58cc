import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { syncPath } from '../durableFiles';
import type { EraseOutcome } from '../store';
import { StoreFault } from '../storeFault';
import { erasing } from './overwrite';
import { createWithoutPatience } from './patience';

export interface EraseRequest {
  readonly conversationId: string;
  readonly expectedVersion: number | undefined;
  readonly now: number;
}

/** Destroys a conversation inside the open transaction. Its row stays, empty, so that nothing brings it back. */
export function createSqliteErase(db: Database): (request: EraseRequest) => EraseOutcome {
  const sql = prepare(db);
  const hasMovedOn = (conversationId: string, expected: number) => {
    const { version, erasedAt } = sql.version.get(conversationId) ?? { version: 0, erasedAt: null };
    return erasedAt === null && version !== expected;
  };
  return ({ conversationId, expectedVersion, now }) => {
    if (expectedVersion !== undefined && hasMovedOn(conversationId, expectedVersion)) return 'changed';
    sql.mark.run({ conversationId, now });
    const pk = sql.find.get(conversationId)?.pk;
    if (pk === undefined) return 'erased';
    sql.list.run(pk);
    erasing(db, () => {
      sql.destroyKey.run(pk);
      sql.empty.run(pk);
      for (const deletion of sql.ofConversation) deletion.run(pk);
      for (const deletion of sql.byId) deletion.run(conversationId);
    });
    return 'erased';
  };
}

/**
 * Copies the log back and empties it, so that it holds nothing of what was destroyed. Others of the group write all the
 * time, so it is tried again for a while; who still reads, such as a backup, may take minutes, and is not waited for.
 */
export async function emptyLog(db: Database): Promise<void> {
  const withoutPatience = createWithoutPatience(db);
  const isEmptied = () => withoutPatience(() => db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) === 0;
  for (let attempt = 1; !isEmptied(); attempt++) {
    if (attempt === MOST_ATTEMPTS)
      throw new StoreFault('busy', { detail: 'what was erased is still in the log: erase it again later' });
    await pause(randomInt(2, BETWEEN_MS));
    if (!db.open) throw new StoreFault('closed');
  }
  // SQLite leaves the cut to the disk's own time: until then a power loss brings the old log back.
  syncPath(logOf(db));
}

function logOf(db: Database): string {
  return `${db.name}-wal`;
}

const MOST_ATTEMPTS = 60;
const BETWEEN_MS = 30;

/** Notices stay, under the erased row: others were shown the same text. */
const OF_CONVERSATION = ['transcript', 'inbox', 'work', `record WHERE kind <> 'notice' AND`];

function prepare(db: Database) {
  const deletion = (from: string) =>
    db.prepare(`DELETE FROM ${from.includes(' ') ? from : `${from} WHERE`} conversation = ?`);
  return {
    mark: db.prepare<{ conversationId: string; now: number }>(`
      INSERT INTO conversation (id, version, body, erased_at, attention) VALUES (@conversationId, 0, '', @now, 0)
      ON CONFLICT (id) DO UPDATE SET erased_at = coalesce(erased_at, @now)`),
    version: db.prepare<[string], { version: number; erasedAt: number | null }>(
      'SELECT version, erased_at AS erasedAt FROM conversation WHERE id = ?',
    ),
    find: db.prepare<[string], { pk: number }>('SELECT pk FROM conversation WHERE id = ?'),
    list: db.prepare<[number]>('INSERT INTO erasure (conversation) VALUES (?)'),
    // Of the same length, so that it is written over in its place and its row is not moved: see the schema.
    destroyKey: db.prepare<[number]>('UPDATE data_key SET wrapped = zeroblob(length(wrapped)) WHERE conversation = ?'),
    empty: db.prepare<[number]>(`
      UPDATE conversation SET body = '', sealed = NULL, attention = 0, with_bot_since = NULL WHERE pk = ?`),
    ofConversation: OF_CONVERSATION.map(deletion),
    byId: ['delivery', 'identity', 'reservation'].map(deletion),
  };
}
