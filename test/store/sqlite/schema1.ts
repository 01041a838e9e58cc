/** The tables as the first release made them, copied from it: files like this are out there, and the code has moved on. */
export const SCHEMA_1 = `
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
  PRAGMA user_version = 1;
`;
