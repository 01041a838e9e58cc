import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** One way in which a file of the store may be found changed. */
export interface Damage {
  readonly name: string;
  inflict(path: string, random: () => number): void;
  /** The log may end earlier than it did: what was in it is older then, and nothing is wrong. */
  readonly cutsLog?: true;
}

const PAGE = 4_096;
type Random = () => number;

export const DAMAGES: readonly Damage[] = [
  { name: 'a bit anywhere', inflict: (path, random) => flip(path, Math.floor(random() * sizeOf(path)), random) },
  { name: 'a bit of the header', inflict: (path, random) => flip(path, Math.floor(random() * 100), random) },
  {
    name: 'a bit of a page’s own header',
    inflict: (path, random) => flip(path, pageOf(path, random) * PAGE + Math.floor(random() * 12), random),
  },
  { name: 'a bit of a sealed body', inflict: (path, random) => inBlob(path, random, sealedBlobs) },
  { name: 'a bit of a wrapped key', inflict: (path, random) => inBlob(path, random, wrappedKeys) },
  { name: 'a bit of the key ring', inflict: (path, random) => inBlob(path, random, ring) },
  { name: 'a bit of a cell', inflict: (path, random) => flip(path, cellOf(path, random), random) },
  { name: 'a bit of a clear text', inflict: (path, random) => flip(path, clearText(path, random), random) },
  { name: 'cut short', inflict: (path, random) => truncateSync(path, Math.floor(random() * sizeOf(path))) },
  {
    name: 'cut short by whole pages',
    inflict: (path, random) => truncateSync(path, PAGE * Math.floor((random() * sizeOf(path)) / PAGE)),
  },
  { name: 'a page of zeros', inflict: (path, random) => write(path, pageOf(path, random) * PAGE, Buffer.alloc(PAGE)) },
  {
    name: 'a page in the place of another',
    inflict: (path, random) => {
      const bytes = readFileSync(path);
      const from = pageOf(path, random) * PAGE;
      write(path, pageOf(path, random) * PAGE, bytes.subarray(from, from + PAGE));
    },
  },
  {
    name: 'rubbish over a page',
    inflict: (path, random) => {
      const rubbish = Buffer.from(Array.from({ length: PAGE }, () => Math.floor(random() * 256)));
      write(path, pageOf(path, random) * PAGE, rubbish);
    },
  },
  { name: 'two bodies swapped', inflict: swapBodies },
  { name: 'the body of another conversation', inflict: anothersBody },
  { name: 'a file of something else', inflict: (path) => writeFileSync(path, 'not a database, '.repeat(512)) },
  {
    name: 'a bit of the log',
    inflict: (path, random) => flip(`${path}-wal`, Math.floor(random() * sizeOf(`${path}-wal`)), random),
    cutsLog: true,
  },
  {
    name: 'the log cut short',
    inflict: (path, random) => truncateSync(`${path}-wal`, Math.floor(random() * sizeOf(`${path}-wal`))),
    cutsLog: true,
  },
];

function sizeOf(path: string): number {
  return statSync(path).size;
}

function pageOf(path: string, random: Random): number {
  return Math.floor((random() * sizeOf(path)) / PAGE);
}

/** In the second half of a page, where its cells are. */
function cellOf(path: string, random: Random): number {
  return pageOf(path, random) * PAGE + PAGE / 2 + Math.floor((random() * PAGE) / 2);
}

const CLEAR_TEXTS = ['m3', 'pending', 'callout', 'open', 'sent', 'person-c2', 'number-c4', 'SM1', 'w4', 'k2', 'case'];

/** One place of one text that lies beside the bodies. */
function clearText(path: string, random: Random): number {
  const bytes = readFileSync(path);
  const text = CLEAR_TEXTS[Math.floor(random() * CLEAR_TEXTS.length)] ?? 'm3';
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  return (places[Math.floor(random() * places.length)] ?? 0) + Math.floor(random() * text.length);
}

function flip(path: string, at: number, random: Random): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
  writeFileSync(path, bytes);
}

function write(path: string, at: number, piece: Buffer): void {
  const bytes = readFileSync(path);
  piece.copy(bytes, at);
  writeFileSync(path, bytes);
}

type Blobs = (db: Database.Database) => readonly Buffer[];
const sealedBlobs: Blobs = (db) =>
  ['conversation', 'transcript', 'record', 'work'].flatMap((table) =>
    db.prepare<[], Buffer>(`SELECT sealed FROM ${table} WHERE sealed IS NOT NULL`).pluck().all(),
  );
const wrappedKeys: Blobs = (db) => db.prepare<[], Buffer>('SELECT wrapped FROM data_key').pluck().all();
const ring: Blobs = (db) =>
  db.prepare<[], Buffer>('SELECT wrapped FROM keyring UNION ALL SELECT state FROM keyring').pluck().all();

/** The log is copied back first, so that there is one place to hit. */
function inBlob(path: string, random: Random, blobs: Blobs): void {
  const all = edit(path, blobs);
  const bytes = readFileSync(path);
  const blob = all[Math.floor(random() * all.length)] as Buffer;
  // A long one lies in several pieces; its beginning is in one.
  const at = bytes.indexOf(blob.subarray(0, 24));
  if (at < 0) throw new Error('The body is nowhere in the file.');
  flip(path, at + Math.floor(random() * 24), random);
}

function swapBodies(path: string, random: Random): void {
  edit(path, (db) => {
    const table = random() < 0.5 ? 'transcript' : 'work';
    const rows = db.prepare<[], { place: number; sealed: Buffer }>(`SELECT rowid AS place, sealed FROM ${table}`).all();
    const one = rows[Math.floor(random() * rows.length)];
    const other = rows.find(({ place }) => place !== one?.place);
    if (one === undefined || other === undefined) return;
    const put = db.prepare<[Buffer, number]>(`UPDATE ${table} SET sealed = ? WHERE rowid = ?`);
    put.run(other.sealed, one.place);
    put.run(one.sealed, other.place);
  });
}

function anothersBody(path: string, random: Random): void {
  edit(path, (db) => {
    const all = db.prepare<[], { pk: number; sealed: Buffer }>('SELECT pk, sealed FROM conversation').all();
    const first = Math.floor(random() * all.length);
    const [one, other] = [all[first], all[(first + 1) % all.length]];
    db.prepare('UPDATE conversation SET sealed = ? WHERE pk = ?').run(other?.sealed, one?.pk);
  });
}

function edit<T>(path: string, change: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    const result = change(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
    return result;
  } finally {
    db.close();
  }
}
