import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readOrCreateSecrets } from '../../../bot/secrets';
import type { WorkItem } from '../../../store/documents';
import { createLocalKms } from '../../../store/sealing/kms';
import { verifyBackup } from '../../../store/sqlite/backup';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { aCommit } from '../../store/documents';
import { NEW_KEY, OLD_KEY } from './keys';
import type { Told } from './told';

/**
 * Everything that is wrong with what is found after a power loss, given what had been told before it: opens the store by
 * the product's own way and reads all of it.
 */
export async function wrongAfterwards(
  home: string,
  chapter: string,
  told: readonly Told[],
): Promise<readonly string[]> {
  const directory = join(home, 'data');
  const wrong: string[] = [];
  try {
    // Before an opening tidies up.
    wrong.push(...remains(directory, told));
    for (const each of told) if (each.told === 'backedUp') await checkBackup(home, each, wrong);
    // A restore that was cut off left no store, and is run again.
    if (chapter === 'restore' && told.length === 0 && !existsSync(join(directory, 'store.db'))) return wrong;
    if (chapter.startsWith('migrat') && told.length === 0) wrong.push(...missingCopy(directory));
    const kms = createLocalKms(...keysOf(directory, chapter, told));
    const store = await openSealedStore({ directory, clock: () => 1, kms });
    try {
      await checkStore(store, told, wrong);
      await checkBefore(store, chapter, wrong);
    } finally {
      await store.close();
    }
    wrong.push(...unsound(join(directory, 'store.db')));
  } catch (cause) {
    wrong.push(`it does not open: ${String(cause)}`);
  }
  return wrong;
}

/** What was on the disk before the recording began, or in the backup. */
async function checkBefore(store: SealedStore, chapter: string, wrong: string[]): Promise<void> {
  if (chapter === 'restore') await checkRestored(store, wrong);
  if (chapter !== 'migration' && chapter !== 'migrateByHand' && chapter !== 'rotation') return;
  await store.upkept;
  if (chapter === 'rotation') await checkOld(store, ['old0', 'old39'], 1, wrong);
  else await checkOld(store, ['old1', 'old2', 'old3'], 3, wrong);
}

function keysOf(directory: string, chapter: string, told: readonly Told[]): [string, string[]] {
  if (chapter === 'restore') return [OLD_KEY, []];
  if (chapter === 'rotation') return [NEW_KEY, told.some((each) => each.told === 'rotated') ? [] : [OLD_KEY]];
  return [readOrCreateSecrets(directory, {}).masterKey, []];
}

async function checkStore(store: SealedStore, told: readonly Told[], wrong: string[]): Promise<void> {
  const doomed = new Set(told.flatMap((each) => (each.told === 'erasing' ? [each.id] : [])));
  const lasting = told.filter((each) => !('id' in each && doomed.has(each.id)));
  const latest = new Map(lasting.flatMap((each) => (each.told === 'turn' ? [[each.id, each.version] as const] : [])));
  for (const [id, version] of latest) await checkTurns(store, { id, version, told }, wrong);
  for (const each of lasting) {
    if (each.told !== 'identified') continue;
    const known = await store.identify({ personId: each.name, conversationId: `not ${each.id}` });
    if (known !== each.id) wrong.push(`${each.name} leads to ${known}`);
  }
  for (const id of doomed) {
    const state = await stateOf(store, id);
    const wasErased = told.some((each) => each.told === 'erased' && each.id === id);
    if (state !== 'erased' && (wasErased || state !== 'there')) wrong.push(`${id} is ${state}`);
  }
}

async function stateOf(store: SealedStore, id: string): Promise<string | undefined> {
  return store.load(id).then(
    (found) => (found === undefined ? 'absent' : 'there'),
    ({ code }: { readonly code?: string }) => code,
  );
}

interface Expected {
  readonly id: string;
  readonly version: number;
  readonly told: readonly Told[];
}

/** Each version has its place in the transcript, its message's key, and its work. */
async function checkTurns(store: SealedStore, { id, version, told }: Expected, wrong: string[]): Promise<void> {
  const there = (await store.load(id))?.version ?? 0;
  if (there < version) wrong.push(`${id} has version ${there}, told ${version}`);
  const transcript = await store.transcript(id, 0, 10_000);
  if (transcript.length !== there) wrong.push(`${id} has ${transcript.length} entries`);
  const again = await store.commit(aCommit(id, version - 1, { inboxKey: `m${version - 1}` })).catch(String);
  if (typeof again === 'string' || again.status !== 'duplicate') {
    wrong.push(`${id} takes message ${version - 1} again: ${JSON.stringify(again)}`);
  }
  const work = new Map((await store.work(id)).map((item) => [item.id, item]));
  if (work.size !== 2 * there) wrong.push(`${id} has ${work.size} pieces of work`);
  const sids = new Set((await store.deliveries(id)).map(({ sid }) => sid));
  for (const each of told) if ('id' in each && each.id === id) wrong.push(...lacking(each, work, sids));
}

/** What was told of work or of a message and is not there. */
function lacking(told: Told, work: ReadonlyMap<string, WorkItem>, sids: ReadonlySet<string>): readonly string[] {
  if (told.told === 'claimed' && (work.get(told.work)?.fence ?? 0) < told.fence) return [`${told.work} was claimed`];
  if (told.told === 'settled' && work.get(told.work)?.status !== 'done') return [`${told.work} was settled`];
  return told.told === 'delivered' && !sids.has(told.sid) ? [`${told.sid} is not there`] : [];
}

async function checkOld(store: SealedStore, ids: readonly string[], version: number, wrong: string[]): Promise<void> {
  for (const id of ids) {
    const found = await store.load(id);
    const transcript = await store.transcript(id, 0, 99);
    if (found?.version !== version || transcript.length !== version)
      wrong.push(`${id} of the release before is not whole`);
  }
}

/** Callouts are paused, and what the backup had is there and marked. */
async function checkRestored(store: SealedStore, wrong: string[]): Promise<void> {
  const switches = await store.records('audit', { conversationId: 'operators:callouts', limit: 9 });
  if (switches.length !== 1) wrong.push('callouts are not paused after a restore');
  if ((await store.load('old0'))?.restored === undefined) wrong.push('a restored conversation does not say so');
}

async function checkBackup(home: string, told: Extract<Told, { told: 'backedUp' }>, wrong: string[]): Promise<void> {
  const { manifest } = await verifyBackup(join(home, told.manifest));
  const db = new Database(join(home, 'backups', manifest.file), { readonly: true });
  const versions = new Map(
    db
      .prepare<[], { id: string; version: number }>('SELECT id, version FROM conversation')
      .all()
      .map((row) => [row.id, row.version]),
  );
  db.close();
  for (const [id, version] of Object.entries(told.turns)) {
    if ((versions.get(id) ?? 0) < version) wrong.push(`the backup lacks ${id} ${version}`);
  }
}

/** As long as the old file is the only one, or beside the new one. */
function missingCopy(directory: string): readonly string[] {
  const db = new Database(join(directory, 'store.db'), { fileMustExist: true });
  const version = Number(db.pragma('user_version', { simple: true }));
  db.close();
  const isKept = readdirSync(directory).some((name) => /^store\.db\.schema-\d+$/.test(name));
  return version >= 3 && !isKept ? ['the file was migrated and the one before is not beside it'] : [];
}

function unsound(path: string): readonly string[] {
  const db = new Database(path);
  const verdict = db.pragma('integrity_check', { simple: true });
  db.close();
  return verdict === 'ok' ? [] : [`integrity: ${String(verdict)}`];
}

/** A key that was destroyed is in no file of the store. */
function remains(directory: string, told: readonly Told[]): readonly string[] {
  if (!told.some((each) => each.told === 'erased')) return [];
  const files = readdirSync(directory)
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
  return told.flatMap((each) => {
    if (each.told !== 'erased') return [];
    const key = Buffer.from(each.wrapped, 'hex');
    return files
      .filter((path) => readFileSync(path).includes(key))
      .map((path) => `the key of ${each.id} is in ${path}`);
  });
}
