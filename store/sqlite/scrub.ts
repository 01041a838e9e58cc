import Database from 'better-sqlite3';
import { needsPeople, withBotSince } from '../attention';
import { type ConversationDocument, IN_LINE, type TranscriptEntry } from '../documents';
import type { Kms } from '../sealing/kms';
import { type DataKey, damaged, type Place, unseal } from '../sealing/seal';
import { createSealKeys, type SealKeys } from '../sealing/sealKeys';
import { placeOf } from '../sealing/sealPlaces';
import { StoreFault, toStoreFault } from '../storeFault';
import { mayHaveBareNames, readStoreKey } from './keyring';
import { SCHEMA_VERSION } from './schema';

/** What reading everything found. Nothing of it was changed. */
export interface Scrubbed {
  readonly conversations: number;
  readonly rows: number;
  /** One sentence each; of rows it names the place, and nothing that was in them. */
  readonly damage: readonly string[];
}

/**
 * Reads every row of a sealed store and says which cannot be believed: the file's own structure and its indexes against
 * its tables, every body against its seal, and what must agree among rows. The product may be running: it looks at one
 * conversation at a time, and never writes.
 */
export async function scrubSqlite(path: string, kms: Kms): Promise<Scrubbed> {
  const damage: string[] = [];
  const count = { conversations: 0, rows: 0 };
  let db: Database.Database | undefined;
  const keys = createSealKeys({ kms, clock: () => 0, most: 1 });
  try {
    db = open(path);
    damage.push(...structureOf(db));
    const storeKey = await readStoreKey(db, kms);
    const scrub = createScrub(db, storeKey);
    for (const { pk, id } of scrub.all()) {
      count.conversations += 1;
      count.rows += await conversation(scrub, { pk, id, keys, damage });
    }
    damage.push(...scrub.ofNobody());
  } catch (cause) {
    damage.push(toStoreFault(cause).message);
  } finally {
    keys.stop();
    db?.close();
  }
  return { ...count, damage };
}

function open(path: string): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
  db.pragma('cell_size_check = ON');
  db.pragma('trusted_schema = OFF');
  const schema = Number(db.pragma('user_version', { simple: true }));
  if (schema > SCHEMA_VERSION) throw new StoreFault('newerSchema', { detail: `schema ${schema}` });
  if (schema < SCHEMA_VERSION)
    throw new StoreFault('corrupt', { detail: `it has schema ${schema}; start the product` });
  return db;
}

/** Columns with an index are held to it, so a bit that fell over in one of the two shows. */
function structureOf(db: Database.Database): readonly string[] {
  const found = db.pragma('integrity_check(100)') as readonly { readonly integrity_check: string }[];
  const broken = found.map((row) => row.integrity_check).filter((verdict) => verdict !== 'ok');
  const orphans = db.pragma('foreign_key_check') as readonly { readonly table: string }[];
  return [...broken, ...orphans.map(({ table }) => `a ${table} row belongs to no conversation`)];
}

interface Subject {
  readonly pk: number;
  readonly id: string;
  readonly keys: SealKeys;
  readonly damage: string[];
}

/** How many rows it has. */
async function conversation(scrub: Scrub, { pk, id, keys, damage }: Subject): Promise<number> {
  try {
    const wrapped = scrub.wrapped(pk);
    const key = wrapped && (await keys.open(id, wrapped));
    const { rows, wrong } = scrub.conversation(pk, id, key);
    damage.push(...wrong);
    return rows;
  } catch (cause) {
    damage.push(toStoreFault(cause).message);
    return 0;
  } finally {
    keys.forget(id);
  }
}

type Scrub = ReturnType<typeof createScrub>;

function createScrub(db: Database.Database, storeKey: DataKey | undefined) {
  const sql = prepare(db);
  return {
    all: function* () {
      // Not one long look: the log could not be copied back meanwhile.
      for (let page = sql.page.all(0); page.length > 0; page = sql.page.all(page.at(-1)?.pk ?? 0)) yield* page;
    },
    wrapped: (pk: number) => {
      const row = sql.key.get(pk);
      if (row === undefined || row.erasedAt !== null) return undefined;
      return { keyId: row.version ?? 'not in the ring', bytes: row.wrapped };
    },
    conversation: db.transaction((pk: number, id: string, key: DataKey | undefined) => {
      const row = sql.conversation.get(pk);
      if (row === undefined || row.erasedAt !== null) return { rows: 1, wrong: [...remains(sql, pk, id)] };
      const wrong: string[] = [];
      const rows = 1 + talk(sql, { pk, id, row, read: reader(key, wrong), wrong });
      return {
        rows: rows + aside(sql, { pk, id, read: reader(key, wrong), ofAll: reader(storeKey, wrong), wrong }),
        wrong,
      };
    }),
    ofNobody: (): readonly string[] => [
      ...register(sql, storeKey),
      ...names(sql, storeKey, storeKey !== undefined && mayHaveBareNames(db, storeKey)),
      ...sql.strangeDeliveries.all().map(({ conversation: of }) => `a delivery of ${of} has no status that exists`),
    ],
  };
}

type Read = (place: Place, sealed: Buffer | null) => unknown;

/** Opens bodies; of one that does not open it takes note, and gives nothing. */
function reader(key: DataKey | undefined, wrong: string[]): Read {
  return (place, sealed) => {
    try {
      if (key === undefined || sealed === null) throw damaged(place, 'is not sealed');
      return JSON.parse(unseal(key, place, sealed));
    } catch (cause) {
      wrong.push(toStoreFault(cause).message);
      return undefined;
    }
  };
}

interface Talk {
  readonly pk: number;
  readonly id: string;
  readonly row: ConversationRow;
  readonly read: Read;
  readonly wrong: string[];
}

/** The document and its transcript; gives how many rows that has. */
function talk(sql: Statements, { pk, id, row, read, wrong }: Talk): number {
  const document = read(placeOf.conversation(id, row.version), row.sealed) as ConversationDocument | undefined;
  const rows = sql.transcript.all(pk);
  const entries = rows.flatMap(
    ({ last, sealed }) => (read(placeOf.transcript(id, last), sealed) as readonly TranscriptEntry[] | undefined) ?? [],
  );
  if (document !== undefined && wrong.length === 0)
    wrong.push(...gapsOf(document, entries), ...unheeded(document, row));
  return rows.length;
}

/** Records and work; gives how many rows there are. */
function aside(sql: Statements, { pk, id, read, ofAll, wrong }: Omit<Talk, 'row'> & { readonly ofAll: Read }): number {
  const records = sql.records.all(pk);
  for (const record of records) {
    const body =
      record.kind === 'notice'
        ? ofAll(placeOf.notice(record.id), record.sealed)
        : read(placeOf.record(id, record), record.sealed);
    const status = record.kind === 'case' ? (body as { readonly status: string } | undefined)?.status : undefined;
    if (status !== undefined && status !== record.status)
      wrong.push(`the case ${record.id} of ${id} contradicts itself`);
  }
  const work = sql.work.all(pk);
  for (const item of work) {
    read(placeOf.work(id, item), item.sealed);
    if (!isPlausible(item)) wrong.push(`the work ${item.id} of ${id} contradicts itself`);
  }
  return records.length + work.length;
}

type Statements = ReturnType<typeof prepare>;

interface ConversationRow {
  readonly version: number;
  readonly sealed: Buffer | null;
  readonly attention: number | null;
  readonly withBotSince: number | null;
}

/** The columns that find it are in the clear; what they say is held to what it says itself. */
function unheeded(conversation: ConversationDocument, row: ConversationRow): readonly string[] {
  if (row.attention === null) return [];
  const isNeeded = needsPeople({ conversation }) ?? row.attention === 1;
  const isRight = Number(isNeeded) === row.attention && (withBotSince(conversation) ?? null) === row.withBotSince;
  return isRight ? [] : [`where ${conversation.id} is looked for contradicts what it says`];
}

/** Every position was given to one entry, and the document says how many there are. */
function gapsOf(document: ConversationDocument, entries: readonly TranscriptEntry[]): readonly string[] {
  const isWhole = entries.every(({ seq }, at) => seq === at + 1) && entries.length === document.seq;
  return isWhole ? [] : [`the transcript of ${document.id} has ${entries.length} entries, of ${document.seq}`];
}

function* remains(sql: Statements, pk: number, id: string): Generator<string> {
  if (Number(sql.left.get(pk, pk, pk)?.count ?? 0) > 0) yield `${id} was erased and still has rows`;
}

function register(sql: Statements, storeKey: DataKey | undefined): readonly string[] {
  const wrong: string[] = [];
  const read = reader(storeKey, wrong);
  for (const { kind, sealed, ...row } of sql.register.all()) read(placeOf.register(kind, row), sealed);
  return wrong;
}

/** Where each name leads, against what vouches for it. */
function names(sql: Statements, storeKey: DataKey | undefined, areBareBelieved: boolean): readonly string[] {
  const wrong: string[] = [];
  const read = reader(storeKey, wrong);
  for (const { kind, name, conversation: of, sealed } of sql.names.all()) {
    if (sealed !== null || !areBareBelieved) read(placeOf.name(kind, name, of), sealed);
  }
  return wrong;
}

interface WorkRow {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly dueAt: number;
  readonly readyAt: number | null;
  readonly attempts: number;
  readonly fence: number;
  readonly sealed: Buffer | null;
}

const KINDS: readonly string[] = ['callout', 'status', 'reply', 'timer', 'purge', 'hub', 'erase'];
const LINED: readonly string[] = IN_LINE;
const OPEN: readonly string[] = ['pending', 'claimed'];
/** No time of ours is later than the year 3000. */
const LATEST = 32_503_680_000_000;

/** These columns are in the clear and under no seal; what cannot be is told. */
function isPlausible({ kind, status, dueAt, readyAt, attempts, fence }: WorkRow): boolean {
  const isOpen = OPEN.includes(status);
  const times = [dueAt, readyAt ?? 0].every((time) => time >= 0 && time < LATEST);
  const isReady = isOpen ? readyAt !== null || LINED.includes(kind) : readyAt === null;
  const isKnown = KINDS.includes(kind) && (isOpen || status === 'done' || status === 'dead');
  return isKnown && times && isReady && attempts >= 0 && fence >= 0;
}

function prepare(db: Database.Database) {
  return {
    page: db.prepare<[number], { pk: number; id: string }>(
      'SELECT pk, id FROM conversation WHERE pk > ? ORDER BY pk LIMIT 500',
    ),
    key: db.prepare<[number], { version: string | null; wrapped: Buffer; erasedAt: number | null }>(`
      SELECT keyring.version, data_key.wrapped, erased_at AS erasedAt
      FROM data_key JOIN conversation ON conversation.pk = data_key.conversation
      LEFT JOIN keyring ON keyring.pk = data_key.keyring WHERE data_key.conversation = ?`),
    conversation: db.prepare<[number], ConversationRow & { erasedAt: number | null }>(`
      SELECT version, erased_at AS erasedAt, sealed, attention, with_bot_since AS withBotSince
      FROM conversation WHERE pk = ?`),
    transcript: db.prepare<[number], { last: number; sealed: Buffer | null }>(
      'SELECT last, sealed FROM transcript WHERE conversation = ? ORDER BY last',
    ),
    records: db.prepare<
      [number],
      { id: string; kind: string; written: number; status: string | null; sealed: Buffer | null }
    >('SELECT id, kind, written, status, sealed FROM record WHERE conversation = ?'),
    work: db.prepare<[number], WorkRow>(`
      SELECT id, kind, status, due_at AS dueAt, ready_at AS readyAt, attempts, fence, sealed
      FROM work WHERE conversation = ?`),
    names: db.prepare<[], { kind: string; name: string; conversation: string; sealed: Buffer | null }>(
      'SELECT kind, name, conversation, sealed FROM identity',
    ),
    register: db.prepare<[], { kind: string; id: string; version: number; sealed: Buffer | null }>(
      'SELECT kind, id, version, sealed FROM register',
    ),
    left: db.prepare<[number, number, number], { count: number }>(`
      SELECT (SELECT count(*) FROM transcript WHERE conversation = ?) + (SELECT count(*) FROM work WHERE conversation = ?)
        + (SELECT count(*) FROM inbox WHERE conversation = ?) AS count`),
    strangeDeliveries: db.prepare<[], { conversation: string }>(
      `SELECT conversation FROM delivery WHERE status NOT IN ('queued', 'sent', 'delivered', 'read', 'failed')`,
    ),
  };
}
