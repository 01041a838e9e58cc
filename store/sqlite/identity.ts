import type { Database } from 'better-sqlite3';
import { placeOf } from '../sealing/sealPlaces';
import type { Identity } from '../store';
import type { SqliteSealing } from './sealing';

/** Whose names are whose. `known` reads what is committed; `bind` must run inside a transaction. */
export interface SqliteIdentity {
  /** The conversation, when every name already points to it. */
  known(identity: Identity): string | undefined;
  bind(identity: Identity): string;
}

export function createSqliteIdentity(db: Database, sealing: Vouching): SqliteIdentity {
  const sql = prepare(db);
  const find = (kind: Kind, name: string | undefined) => {
    const row = name === undefined ? undefined : sql.find.get(kind, name);
    if (name === undefined || row === undefined) return undefined;
    // Else a damaged page would lead one customer into the conversation of another.
    sealing.assertVouchedFor(placeOf.name(kind, name, row.conversation), row.sealed);
    return row.conversation;
  };
  const bind = (kind: Kind, name: string, conversation: string) =>
    sql.bind.run(kind, name, conversation, sealing.vouchFor(placeOf.name(kind, name, conversation)));

  /** A person's own id decides; a number only where it is not known to be another person's. */
  const resolve = ({ personId, number, conversationId }: Identity): Resolved => {
    const ofPerson = find('person', personId);
    const ofNumber = find('number', number);
    const isAnothers = () =>
      ofNumber !== undefined && personId !== undefined && sql.other.get(ofNumber, personId) !== undefined;
    const conversation = ofPerson ?? (ofNumber === undefined || isAnothers() ? conversationId : ofNumber);
    return {
      conversation,
      bindsPerson: personId !== undefined && ofPerson === undefined,
      // Also one that pointed elsewhere: else whoever has the number next would be led to a stranger's conversation.
      bindsNumber: number !== undefined && ofNumber !== conversation,
    };
  };

  return {
    known: (identity) => {
      const { conversation, bindsPerson, bindsNumber } = resolve(identity);
      return bindsPerson || bindsNumber ? undefined : conversation;
    },
    bind: (identity) => {
      const { conversation, bindsPerson, bindsNumber } = resolve(identity);
      if (bindsPerson && identity.personId !== undefined) bind('person', identity.personId, conversation);
      if (bindsNumber && identity.number !== undefined) bind('number', identity.number, conversation);
      return conversation;
    },
  };
}

type Vouching = Pick<SqliteSealing, 'vouchFor' | 'assertVouchedFor'>;
type Kind = 'person' | 'number';
interface Resolved {
  readonly conversation: string;
  readonly bindsPerson: boolean;
  readonly bindsNumber: boolean;
}

function prepare(db: Database) {
  return {
    find: db.prepare<[Kind, string], { conversation: string; sealed: Buffer | null }>(
      'SELECT conversation, sealed FROM identity WHERE kind = ? AND name = ?',
    ),
    /** Somebody else to whom the conversation belongs. */
    other: db.prepare<[string, string], { name: string }>(
      `SELECT name FROM identity WHERE conversation = ? AND kind = 'person' AND name <> ? LIMIT 1`,
    ),
    bind: db.prepare<[Kind, string, string, Buffer | null]>(`
      INSERT INTO identity (kind, name, conversation, sealed) VALUES (?, ?, ?, ?)
      ON CONFLICT (kind, name) DO UPDATE SET conversation = excluded.conversation, sealed = excluded.sealed`),
  };
}
