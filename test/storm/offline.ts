import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import { aCommit, aConversation, anEntry } from '../store/documents';
import { SCHEMA_1 } from '../store/sqlite/schema1';
import type { Errand } from './keeper';
import { createProbe, DIST } from './machines';
import { inTime } from './patience';
import { type Point, pointsAt } from './points';
import { type Finding, finding } from './storm';

/** Kills at points that a serving product does not come by: in a migration, and while a conversation is destroyed. */
export interface OfflineKills {
  readonly findings: readonly Finding[];
  /** How many times a process died, by point. */
  readonly hits: ReadonlyMap<Point, number>;
}

const KEY = 'a key of the storm, of some length';
const CONVERSATIONS = 12;
const ids = Array.from({ length: CONVERSATIONS }, (_, at) => `c${at}`);

export async function killsOffline(directory: string, each: number): Promise<OfflineKills> {
  const hits = new Map<Point, number>();
  const wrong: Record<'migrated' | 'erased' | 'kept', number> = { migrated: 0, erased: 0, kept: 0 };
  const dies = async (store: string, point: Point, errand: Omit<Errand, 'directory' | 'key'> = {}) => {
    const probe = createProbe(store);
    probe.arm(point);
    await keep(store, errand);
    if (probe.disarm()) hits.set(point, (hits.get(point) ?? 0) + 1);
  };
  for (let time = 0; time < each; time++) {
    for (const point of pointsAt('migration')) {
      const store = oldStore(directory);
      await dies(store, point);
      if ((await keep(store)) !== 0 || !(await areThere(store, ids))) wrong.migrated += 1;
    }
    for (const point of pointsAt('erasure')) {
      const [store, [erased = '', ...others]] = [await newStore(directory), ids];
      await dies(store, point, { erase: erased });
      // An erasure that was cut off is done again.
      await keep(store, { erase: erased });
      if (!(await isGone(store, erased))) wrong.erased += 1;
      if (!(await areThere(store, others))) wrong.kept += 1;
    }
  }
  return {
    hits,
    findings: [
      finding(
        'a migration that was killed is finished at the next start, with all there was',
        0,
        wrong.migrated,
        'not',
      ),
      finding('an erasure that was killed and done again leaves nothing', 0, wrong.erased, 'not'),
      finding('an erasure that was killed takes nothing else with it', 0, wrong.kept, 'not'),
    ],
  };
}

/** Runs one errand in a process of its own; its exit code, null when it was killed. */
function keep(directory: string, errand: Omit<Errand, 'directory' | 'key'> = {}): Promise<number | null> {
  const probe = join(DIST, 'test', 'storm', 'probe.js');
  const args = [
    '-r',
    probe,
    join(DIST, 'test', 'storm', 'keeper.js'),
    JSON.stringify({ directory, key: KEY, ...errand }),
  ];
  const env = { ...process.env, NODE_OPTIONS: '', STORM_PROBE: directory };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return inTime(`an errand in ${directory} does not end`, ended).finally(() => child.kill('SIGKILL'));
}

/** A file of the first release. */
function oldStore(within: string): string {
  const directory = mkdtempSync(join(within, 'old-'));
  const db = new Database(join(directory, 'store.db'));
  db.pragma('journal_mode = WAL');
  db.exec(SCHEMA_1);
  const insert = db.prepare('INSERT INTO conversation (id, version, body) VALUES (?, 1, ?)');
  const say = db.prepare('INSERT INTO transcript VALUES (?, 1, ?)');
  for (const id of ids) {
    const { lastInsertRowid } = insert.run(id, JSON.stringify(aConversation(id)));
    say.run(lastInsertRowid, JSON.stringify([anEntry(1, wordsOf(id))]));
  }
  db.close();
  return directory;
}

async function newStore(within: string): Promise<string> {
  const directory = mkdtempSync(join(within, 'new-'));
  const store = await open(directory);
  for (const id of ids) await store.commit(aCommit(id, 0, { transcript: [anEntry(1, wordsOf(id))] }));
  await store.close();
  return directory;
}

function wordsOf(id: string): string {
  return `what ${id} said`;
}

function open(directory: string) {
  return openSealedStore({ directory, clock: Date.now, kms: createLocalKms(KEY) });
}

async function areThere(directory: string, wanted: readonly string[]): Promise<boolean> {
  const store = await open(directory);
  const said = await Promise.all(wanted.map((id) => store.transcript(id, 0, 9).catch(() => [])));
  await store.close();
  return said.every(([entry], at) => JSON.stringify(entry) === JSON.stringify(anEntry(1, wordsOf(wanted[at] ?? ''))));
}

/** No longer to be had from the store, and its key nowhere in the file. */
async function isGone(directory: string, id: string): Promise<boolean> {
  const store = await open(directory);
  const isRefused = await store.load(id).then(
    () => false,
    (cause: { readonly code?: string }) => cause.code === 'erased',
  );
  await store.close();
  const db = new Database(join(directory, 'store.db'), { readonly: true });
  const key = db.prepare<[], Buffer>('SELECT wrapped FROM data_key ORDER BY conversation LIMIT 1').pluck().get();
  db.close();
  const isWhole = key?.some((byte) => byte !== 0) ?? false;
  return isRefused && !isWhole && !readFileSync(join(directory, 'store.db')).includes(wordsOf(id));
}
