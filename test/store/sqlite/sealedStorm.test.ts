import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms } from '../../../store/sealing/kms';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import type { StoreFault } from '../../../store/storeFault';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../documents';
import { buildWriter } from './writer';

const OLD = 'o'.repeat(43);
const NEW = 'n'.repeat(43);
let home: string;
let directory: string;

const open = (secret: string, previous: readonly string[] = [], onDamage?: (fault: StoreFault) => void) =>
  openSealedStore({
    directory,
    clock: () => 1000,
    kms: createLocalKms(secret, previous),
    ...(onDamage ? { onDamage } : {}),
  });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'seal-storm-'));
  directory = join(home, 'data');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('wraps every key anew while turns go on, also when it is killed in between', async () => {
  const count = 1_000;
  const ids = Array.from({ length: count }, (_, at) => `c${at}`);
  const first = await open(OLD);
  for (let from = 0; from < count; from += 200) {
    await Promise.all(
      ids.slice(from, from + 200).map((id) => first.commit(aCommit(id, 0, { transcript: [anEntry(1)] }))),
    );
  }
  await first.close();

  const acknowledged = await rotateUntilKilled();
  const left = count - wrappedWithNewest();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(count);
  await expect(open(NEW)).rejects.toMatchObject({ code: 'wrongKey' });

  const store = await open(NEW, [OLD]);
  expect((await store.upkept).rewrapped).toBe(left);
  await store.close();
  await expect(open(OLD)).rejects.toMatchObject({ code: 'wrongKey' });

  const last = await open(NEW);
  for (const id of ids) expect(await last.transcript(id, 0, 9)).toEqual([anEntry(1)]);
  for (const [id, version] of acknowledged) {
    expect((await last.load(id))?.version).toBeGreaterThanOrEqual(version);
    expect((await last.transcript(id, 0, 1_000_000)).length).toBeGreaterThanOrEqual(version);
  }
  expect(acknowledged.size).toBe(4);
  await last.close();
}, 60_000);

/** Kills the process once some hundred keys are done; the last acknowledged version of each conversation. */
function rotateUntilKilled(): Promise<ReadonlyMap<string, number>> {
  const { script, env } = buildWriter(home, 'rotating');
  const child = spawn(process.execPath, [script, directory, NEW, OLD], { env });
  const look = setInterval(() => {
    if (wrappedWithNewest() > 200) child.kill('SIGKILL');
  }, 5);
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(look);
      const lines = [...output.matchAll(/^ack (\w) (\d+)\n/gm)];
      resolve(new Map(lines.map(([, id = '', version = '']) => [id, Number(version)])));
    });
  });
}

/** Of the conversations that were there before. */
function wrappedWithNewest(): number {
  const db = new Database(join(directory, 'store.db'), { readonly: true });
  const rows = db
    .prepare(`SELECT count(*) FROM data_key JOIN conversation ON pk = conversation
      WHERE id LIKE 'c_%' AND keyring = (SELECT max(pk) FROM keyring) AND keyring > 2`)
    .pluck()
    .get();
  db.close();
  return Number(rows);
}

describe('a bit that fell over somewhere in the file', () => {
  const FLIPS = 300;
  const IDS = ['c1', 'c2', 'c3'];
  const fill = async (store: SealedStore) => {
    for (const id of IDS) {
      for (let version = 0; version < 6; version += 1) {
        await store.commit(
          aCommit(id, version, {
            inboxKey: `m${version}`,
            conversation: aConversation(id, version + 1, { userId: `${id} `.repeat(300) }),
            transcript: [anEntry(version + 1, `${id} said `.repeat(90))],
            records: [aCase(id, `k${version}`)],
            work: [aWorkItem(id, `w${version}`, { body: { of: id, version } })],
          }),
        );
      }
      await store.write({ kind: 'staff', id, body: { name: `${id} `.repeat(400) } }, 0);
    }
  };
  /** Everything that was said, body by body. */
  const said = async (store: SealedStore): Promise<readonly string[]> => {
    const bodies: unknown[] = [];
    for (const id of IDS) {
      bodies.push(await store.load(id), ...(await store.transcript(id, 0, 99)));
      bodies.push(...(await store.work(id)).map((item) => [item.conversationId, item.body]));
      const cases = await store.records('case', { conversationId: id, limit: 99 });
      bodies.push(...cases.map((each) => [each.conversationId, each.body]), await store.read('staff', id));
    }
    return bodies.filter((body) => body !== undefined).map((body) => JSON.stringify(body));
  };

  it('is refused, is told, or changes nothing that was said', async () => {
    const store = await open(OLD);
    await fill(store);
    const original = await said(store);
    await store.close();
    const path = join(directory, 'store.db');
    const isSealed = sealedBytes(path);
    const sound = readFileSync(path);
    const seen = { told: 0, same: 0, missing: 0 };
    for (let flip = 0; flip < FLIPS; flip += 1) {
      // Spread over the whole file, and over the bits of a byte.
      const bit = Math.floor(((flip + 0.5) / FLIPS) * sound.length * 8) + ((flip * 7919) % 1009);
      const at = Math.min(bit >> 3, sound.length - 1);
      const bytes = Buffer.from(sound);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
      rmSync(directory, { recursive: true });
      mkdirSync(directory);
      writeFileSync(path, bytes);
      const after = await readAll();
      // Never garbage: whatever is read is what was written.
      for (const body of after ?? []) expect(original).toContain(body);
      if (after === undefined) {
        seen.told += 1;
        continue;
      }
      expect(isSealed(at)).toBe(false);
      if (after.length === original.length) seen.same += 1;
      else {
        // A row that is not found by its name any more: the file's own check tells, which every backup runs.
        seen.missing += 1;
        expect(isSound(path)).toBe(false);
      }
    }
    expect(seen.told).toBeGreaterThan(FLIPS / 6);
  }, 120_000);

  /** Which bytes of the file are part of a sealed body, as far as it has no old copy elsewhere in the file. */
  function sealedBytes(path: string): (at: number) => boolean {
    const db = new Database(path);
    db.exec('VACUUM');
    db.pragma('wal_checkpoint(TRUNCATE)');
    const blobs = ['conversation', 'transcript', 'record', 'work'].flatMap((table) =>
      db.prepare<[], Buffer>(`SELECT sealed FROM ${table}`).pluck().all(),
    );
    db.close();
    const bytes = readFileSync(path);
    const places = blobs
      .map((blob) => ({ start: bytes.indexOf(blob), last: bytes.lastIndexOf(blob), length: blob.length }))
      .filter(({ start, last }) => start > 0 && start === last);
    expect(places.length).toBeGreaterThan(blobs.length * 0.9);
    return (at) => places.some(({ start, length }) => at >= start && at < start + length);
  }

  /** Undefined when a fault told of the damage. */
  async function readAll(): Promise<readonly string[] | undefined> {
    let store: SealedStore | undefined;
    try {
      store = await open(OLD);
      return await said(store);
    } catch (cause) {
      expect(cause).toMatchObject({ name: 'StoreFault', retryable: false });
      return undefined;
    } finally {
      await store?.close();
    }
  }

  /** What the file's own check, which a backup runs, says of it. */
  function isSound(path: string): boolean {
    const db = new Database(path);
    try {
      return db.pragma('integrity_check', { simple: true }) === 'ok';
    } catch {
      return false;
    } finally {
      db.close();
    }
  }
});
