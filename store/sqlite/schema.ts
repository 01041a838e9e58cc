import type { Database } from 'better-sqlite3';
import { StoreFault } from '../storeFault';

/**
 * The steps from an empty file to today's schema, each applied once and never edited after a release. Conversations
 * have a small integer key inside the file so that a million of them keep their other rows short.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE conversation (
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE inbox (
    conversation INTEGER NOT NULL REFERENCES conversation,
    key TEXT NOT NULL,
    receipt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, key)
  ) STRICT, WITHOUT ROWID;

  -- One row per commit, holding its entries; \`last\` finds the row a reader should start from.
  CREATE TABLE transcript (
    conversation INTEGER NOT NULL REFERENCES conversation,
    last INTEGER NOT NULL,
    entries TEXT NOT NULL,
    UNIQUE (conversation, last)
  ) STRICT;

  CREATE TABLE record (
    pk INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (conversation, id)
  ) STRICT;
  CREATE INDEX record_kind ON record (kind);
  CREATE INDEX record_notice ON record (id) WHERE kind = 'notice';

  -- \`ready_at\` is when a worker may take the item: its due time, or the end of the lease that holds it. Null: never again.
  CREATE TABLE work (
    pk INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    ready_at INTEGER,
    attempts INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (conversation, id)
  ) STRICT;
  CREATE INDEX work_ready ON work (kind, ready_at) WHERE ready_at IS NOT NULL;

  -- Written and emptied to find out whether writes succeed again.
  CREATE TABLE probe (payload BLOB NOT NULL) STRICT;
  `,
  `
  -- The names people go by at a messenger. Known before their conversation has its first commit.
  CREATE TABLE identity (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX identity_person ON identity (conversation) WHERE kind = 'person';

  -- One row per message the provider took. A report may come for a conversation that is not, or no longer, here.
  CREATE TABLE delivery (
    pk INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL,
    work TEXT NOT NULL,
    part INTEGER NOT NULL,
    sid TEXT NOT NULL,
    status TEXT NOT NULL,
    code TEXT,
    at INTEGER NOT NULL,
    UNIQUE (conversation, work, part, sid)
  ) STRICT;

  -- Replies leave in order: only the first that is not ended keeps its \`ready_at\`, the others get theirs in turn.
  CREATE INDEX work_reply ON work (conversation) WHERE kind = 'reply' AND status IN ('pending', 'claimed');
  UPDATE work SET ready_at = NULL WHERE kind = 'reply' AND status IN ('pending', 'claimed') AND pk >
    (SELECT min(first.pk) FROM work AS first WHERE first.conversation = work.conversation
      AND first.kind = 'reply' AND first.status IN ('pending', 'claimed'));
  `,
  `
  -- What people said is in \`sealed\`, and the text beside it is empty; only rows of an earlier release have it in the clear.
  ALTER TABLE conversation ADD COLUMN sealed BLOB;
  ALTER TABLE transcript ADD COLUMN sealed BLOB;
  ALTER TABLE record ADD COLUMN sealed BLOB;
  ALTER TABLE work ADD COLUMN sealed BLOB;

  -- The version of the conversation with which the record was written, and of a case whether it is open.
  ALTER TABLE record ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE record ADD COLUMN status TEXT;
  UPDATE record SET status = json_extract(body, '$.status') WHERE kind = 'case';

  -- Erased: the row stays so that nothing brings the conversation back. Restored: when the backup it comes from was taken.
  ALTER TABLE conversation ADD COLUMN erased_at INTEGER;
  ALTER TABLE conversation ADD COLUMN restored_at INTEGER;
  CREATE INDEX identity_number ON identity (conversation) WHERE kind = 'number';

  -- The store's own key, once for each version of the key-encryption key that is in use.
  CREATE TABLE keyring (
    pk INTEGER PRIMARY KEY,
    version TEXT NOT NULL UNIQUE,
    wrapped BLOB NOT NULL,
    state BLOB NOT NULL
  ) STRICT;

  -- In a table of their own, to which rows are only added, and whose rows keep their length: none is ever moved, so a key
  -- that is written over with zeros has no copies.
  CREATE TABLE data_key (
    conversation INTEGER PRIMARY KEY REFERENCES conversation,
    keyring INTEGER NOT NULL REFERENCES keyring,
    wrapped BLOB NOT NULL
  ) STRICT;
  `,
  `
  -- Names that one run of one conversation holds alone, as keyed hashes.
  CREATE TABLE reservation (
    name TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    run INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reservation_conversation ON reservation (conversation);
  `,
  `
  -- The instance that holds the claim: when it is gone, so is the claim.
  ALTER TABLE work ADD COLUMN holder INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX work_held ON work (holder) WHERE status = 'claimed' AND ready_at > 0;

  -- What was erased, in order: by it every instance learns what to forget. Rows are only added.
  CREATE TABLE erasure (
    pk INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation
  ) STRICT;
  `,
  `
  -- Small documents that belong to no conversation, sealed with the store's own key. The id tells of nobody.
  CREATE TABLE register (
    pk INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires_at INTEGER,
    body TEXT NOT NULL,
    sealed BLOB,
    UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX register_expiry ON register (expires_at) WHERE expires_at IS NOT NULL;
  `,
  `
  -- What finds conversations for the people of the bank: 1 while somebody is needed, 0 otherwise, and null while nobody has
  -- judged it, as in a file of an earlier release; and since when the customer of one that is with the bot has said no more.
  ALTER TABLE conversation ADD COLUMN attention INTEGER;
  ALTER TABLE conversation ADD COLUMN with_bot_since INTEGER;
  CREATE INDEX conversation_needing ON conversation (pk) WHERE ifnull(attention, 1) = 1;
  CREATE INDEX conversation_with_bot ON conversation (with_bot_since) WHERE with_bot_since IS NOT NULL;
  UPDATE conversation SET attention = 0 WHERE erased_at IS NOT NULL;
  `,
  `
  -- Nothing, sealed for this very name and conversation: by it the row is known again. Null only as an earlier release left it.
  ALTER TABLE identity ADD COLUMN sealed BLOB;
  `,
];

/** Today's schema. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the file to today's schema, each step in its own transaction. Refuses a file from a newer release. */
export function migrate(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) throw new StoreFault('newerSchema', { detail: `schema ${version}` });
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
