import type { Database } from 'better-sqlite3';
import { damaged, type Place } from '../sealing/seal';
import type { KeptKey } from '../sealing/sealKeys';
import { placeOf } from '../sealing/sealPlaces';
import { StoreFault } from '../storeFault';
import type { Keyring } from './keyring';
import { erasing } from './overwrite';
import type { SqliteSealing } from './sealing';

/** Gives conversations their keys; must run inside a transaction. */
export interface Adoption {
  /** A conversation has its key and no row in the clear, or neither: there is nothing in between to be mistaken about. */
  adopt(pk: number, conversationId: string, key: KeptKey): void;
}

export function createAdoption(db: Database, ring: Keyring, write: SqliteSealing['write']): Adoption {
  const sql = prepare(db);
  return {
    adopt: (pk, conversationId, key) => {
      const { bytes, keyId } = key.wrapped;
      if (sql.insertKey.run(pk, ring.pkOf(keyId), bytes).changes === 0) {
        // Somebody else's key came first: what was sealed with this one could never be read.
        if (sql.findKey.get(pk)?.wrapped.equals(bytes)) return;
        throw new StoreFault('keysUnreachable', { detail: `${conversationId} has another key meanwhile` });
      }
      if (ring.hasClearRows()) erasing(db, () => sealRows(sql, pk, { conversationId, key, write }));
    },
  };
}

interface Owner {
  readonly conversationId: string;
  readonly key: KeptKey;
  readonly write: SqliteSealing['write'];
}

function sealRows(sql: ReturnType<typeof prepare>, pk: number, { conversationId, key, write }: Owner): void {
  const sealed = (place: Place, body: string) => write(key, place, parsed(place, body)).sealed;
  for (const { version, body } of sql.conversation.all(pk)) {
    sql.sealConversation.run(sealed(placeOf.conversation(conversationId, version), body), pk);
  }
  for (const { rowid, last, body } of sql.transcript.all(pk)) {
    sql.sealTranscript.run(sealed(placeOf.transcript(conversationId, last), body), rowid);
  }
  for (const { rowid, body, ...record } of sql.records.all(pk)) {
    sql.sealRecord.run(sealed(placeOf.record(conversationId, record), body), rowid);
  }
  for (const { rowid, body, ...item } of sql.work.all(pk)) {
    sql.sealWork.run(sealed(placeOf.work(conversationId, item), body), rowid);
  }
}

/** What a row in the clear says; one that says nothing was damaged. */
export function parsed(place: Place, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw damaged(place, 'cannot be read', cause);
  }
}

interface ClearRow {
  readonly rowid: number;
  readonly body: string;
}
type Seal = [sealed: Buffer | null, rowid: number];

function prepare(db: Database) {
  return {
    insertKey: db.prepare<[number, number, Buffer]>(
      'INSERT INTO data_key (conversation, keyring, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    findKey: db.prepare<[number], { wrapped: Buffer }>('SELECT wrapped FROM data_key WHERE conversation = ?'),
    conversation: db.prepare<[number], { version: number; body: string }>(
      'SELECT version, body FROM conversation WHERE pk = ? AND sealed IS NULL',
    ),
    sealConversation: db.prepare<Seal>(`UPDATE conversation SET sealed = ?, body = '' WHERE pk = ?`),
    transcript: db.prepare<[number], ClearRow & { last: number }>(
      'SELECT rowid, last, entries AS body FROM transcript WHERE conversation = ? AND sealed IS NULL',
    ),
    sealTranscript: db.prepare<Seal>(`UPDATE transcript SET sealed = ?, entries = '' WHERE rowid = ?`),
    records: db.prepare<[number], ClearRow & { id: string; kind: string; written: number }>(`
      SELECT pk AS rowid, id, kind, written, body FROM record
      WHERE conversation = ? AND sealed IS NULL AND kind <> 'notice'`),
    sealRecord: db.prepare<Seal>(`UPDATE record SET sealed = ?, body = '' WHERE pk = ?`),
    work: db.prepare<[number], ClearRow & { id: string; kind: string }>(
      'SELECT pk AS rowid, id, kind, body FROM work WHERE conversation = ? AND sealed IS NULL',
    ),
    sealWork: db.prepare<Seal>(`UPDATE work SET sealed = ?, body = '' WHERE pk = ?`),
  };
}
