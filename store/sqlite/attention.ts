import type { Database } from 'better-sqlite3';
import { needsPeople } from '../attention';
import type { ConversationDocument } from '../documents';
import { leaveOut } from '../leaveOut';
import type { Attention, Store } from '../store';
import { type StoreFault, toStoreFault } from '../storeFault';

export interface AttentionParts {
  readonly db: Database;
  /** Runs a query on the open file. */
  readonly read: <T>(query: () => T) => Promise<T>;
  readonly load: Store['load'];
  readonly onDamage: ((fault: StoreFault) => void) | undefined;
}

/**
 * Finds conversations by the two columns a commit keeps beside the sealed body. One that no release with a desk has
 * judged yet is judged here, so nothing is missed while the upkeep goes through them.
 */
export function createSqliteAttention({ db, read, load, onDamage }: AttentionParts): Attention {
  const sql = prepare(db);
  /** Undefined for one that is gone meanwhile. One that was damaged is told of and left out. */
  const loaded = async (id: string): Promise<ConversationDocument | undefined> => {
    try {
      return await load(id);
    } catch (cause) {
      const fault = toStoreFault(cause);
      if (fault.code === 'erased') return undefined;
      leaveOut(fault, onDamage);
      return undefined;
    }
  };
  const documentsOf = async (found: readonly Found[]) => {
    const documents = await Promise.all(found.map(({ id }) => loaded(id)));
    return documents.flatMap((document, at) => {
      const row = found[at];
      const isWanted = document !== undefined && (row?.isKnown === 1 || isNeeded(document, row));
      return isWanted ? [document] : [];
    });
  };
  return {
    needing: async ({ after, limit }) => {
      const found = await read(() => sql.needing.all(Number(after ?? 0), limit));
      const documents = await documentsOf(found);
      const last = found.at(-1)?.pk;
      return found.length < limit || last === undefined ? { documents } : { documents, next: String(last) };
    },
    lately: async (limit) => {
      const found = await read(() => sql.lately.all(limit));
      const documents = [...(await documentsOf(found))];
      return documents.sort((one, other) => other.lastInboundAt - one.lastInboundAt);
    },
    silent: async ({ from, until, limit }) => {
      const found = await read(() => sql.silent.all(from, until, limit));
      const documents = await documentsOf(found);
      const next = found.at(-1)?.since;
      return found.length < limit || next === undefined ? { documents } : { documents, next };
    },
  };
}

/** Of one that was not judged yet. */
export function isNeeded(conversation: ConversationDocument, row: Pick<Found, 'hasOpen'> | undefined): boolean {
  return needsPeople({ conversation }) ?? row?.hasOpen === 1;
}

interface Found {
  readonly pk: number;
  readonly id: string;
  /** 1: its column says so. */
  readonly isKnown: number;
  /** 1: one of its records says that it has something open. */
  readonly hasOpen: number;
}

/** Whether one that was not judged yet has a case or a call-back open; no release before could end a call-back. */
export const HAS_OPEN = `EXISTS (SELECT 1 FROM record WHERE record.conversation = conversation.pk
  AND (kind = 'callBack' OR kind = 'case' AND status = 'open'))`;

function prepare(db: Database) {
  return {
    needing: db.prepare<[number, number], Found>(`
      SELECT pk, id, attention IS NOT NULL AS isKnown, CASE WHEN attention IS NULL THEN ${HAS_OPEN} ELSE 0 END AS hasOpen
      FROM conversation WHERE ifnull(attention, 1) = 1 AND pk > ? ORDER BY pk LIMIT ?`),
    lately: db.prepare<[number], Found>(`
      SELECT pk, id, 1 AS isKnown, 0 AS hasOpen FROM conversation
      WHERE with_bot_since IS NOT NULL ORDER BY with_bot_since DESC LIMIT ?`),
    silent: db.prepare<[number, number, number], Found & { readonly since: number }>(`
      SELECT pk, id, 1 AS isKnown, 0 AS hasOpen, with_bot_since AS since FROM conversation
      WHERE with_bot_since BETWEEN ? AND ? ORDER BY with_bot_since LIMIT ?`),
  };
}
