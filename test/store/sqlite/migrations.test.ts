import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms } from '../../../store/sealing/kms';
import { migrateSqlite } from '../../../store/sqlite/restore';
import { SCHEMA_VERSION } from '../../../store/sqlite/schema';
import { openSealedStore } from '../../../store/sqlite/sealedStore';
import { bundle, type Program } from '../../storm/disk/recording';
import { traced } from '../../support/tracer';
import { aCommit } from '../documents';
import { RELEASE_KEY, RELEASED, writeStoreOfRelease } from './releases';

let home: string;
let program: Program;
const clock = () => 1_000;
const kms = createLocalKms(RELEASE_KEY);
const open = (directory: string) => openSealedStore({ directory, clock, kms });

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'migrations-'));
  program = await bundle(require.resolve('./writer/opening'), home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Everything a release left behind, as this one reads it. */
async function contentsOf(directory: string) {
  const store = await open(directory);
  await store.upkept;
  const all = [];
  for (const id of ['old1', 'old2', 'old3']) {
    all.push({
      document: await store.load(id),
      transcript: await store.transcript(id, 0, 99),
      work: await store.work(id),
      cases: await store.records('case', { conversationId: id, limit: 9 }),
      deliveries: await store.deliveries(id),
      again: (await store.commit(aCommit(id, 2, { inboxKey: 'm2' }))).status,
      ledTo: await store.identify({ personId: `person-${id}`, conversationId: id }),
    });
  }
  const notices = await store.records('notice', { limit: 9 });
  await store.close();
  return { all, notices };
}

describe.each(RELEASED)('a store as schema %i left it', (schema) => {
  it('has all it had, and what was claimed comes back as in doubt', async () => {
    const directory = join(home, `whole-${schema}`);
    writeStoreOfRelease(schema, directory);
    const { all, notices } = await contentsOf(directory);
    expect(all.map(({ document }) => [document?.id, document?.version, document?.seq])).toEqual([
      ['old1', 3, 3],
      ['old2', 3, 3],
      ['old3', 3, 3],
    ]);
    expect(all.every(({ transcript }) => transcript.length === 3)).toBe(true);
    expect(all.every(({ again: status }) => status === 'duplicate')).toBe(true);
    expect(all.map(({ work }) => work.length)).toEqual([3, 3, 3]);
    expect(all.map(({ cases }) => cases[0]?.body.status)).toEqual(['open', 'settled', 'settled']);
    expect(notices).toHaveLength(1);
    expect(all.map(({ deliveries }) => deliveries.length)).toEqual(schema >= 2 ? [1, 1, 0] : [0, 0, 0]);
    expect(all.map(({ ledTo }) => ledTo)).toEqual(['old1', 'old2', 'old3']);
    const store = await open(directory);
    const claimed = await store.claim({ kinds: ['callout'], now: 9e12, leaseMs: 1, limit: 99 });
    expect(claimed.filter(({ orphaned }) => orphaned).length).toBeGreaterThan(0);
    await store.close();
  });

  traced(
    'is the same after its migration was killed at any of its syncs, and its file from before is kept',
    async () => {
      const directory = join(home, `killed-${schema}`);
      writeStoreOfRelease(schema, directory);
      const whole = join(home, `reference-${schema}`);
      cpSync(directory, whole, { recursive: true });
      const expected = await contentsOf(whole);
      let kills = 0;
      // The first release has all the steps; of the others a few moments do.
      for (let sync = 1; ; sync += schema === 1 ? 1 : 4) {
        const target = join(home, `target-${schema}`);
        rmSync(target, { recursive: true, force: true });
        cpSync(directory, target, { recursive: true });
        if (!isKilledAt(sync, target)) break;
        kills += 1;
        expect(await contentsOf(target)).toEqual(expected);
        expect(readFileSync(join(target, `store.db.schema-${schema}`)).length).toBeGreaterThan(4_096);
      }
      expect(kills).toBeGreaterThanOrEqual(schema === 1 ? 2 * (SCHEMA_VERSION - 1) : 2);
    },
    120_000,
  );

  it('has its conversations found by people, at once and when all were judged', async () => {
    const directory = join(home, `found-${schema}`);
    writeStoreOfRelease(schema, directory);
    const store = await open(directory);
    const found = async () => (await store.needing({ limit: 9 })).documents.map(({ id }) => id);
    const expected = schema >= 5 ? ['old1', 'old2', 'old3'] : ['old1'];
    expect(await found()).toEqual(expected);
    await store.upkept;
    expect(await found()).toEqual(expected);
    expect((await store.lately(9)).map(({ id }) => id)).toEqual(schema >= 5 ? ['old3', 'old1'] : expect.any(Array));
    await store.close();
    const db = new Database(join(directory, 'store.db'), { readonly: true });
    const unjudged = db.prepare('SELECT id FROM conversation WHERE attention IS NULL').all();
    db.close();
    expect(unjudged).toEqual([]);
  });

  it('is migrated by hand with a backup before, and refused by a release that does not know it any more', async () => {
    const directory = join(home, `hand-${schema}`);
    writeStoreOfRelease(schema, directory);
    const { backup } = await migrateSqlite({ directory, backUpInto: join(home, `backups-${schema}`), clock });
    expect(backup?.manifest.schema).toBe(schema);
    const db = new Database(join(directory, 'store.db'));
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const before = readFileSync(join(directory, 'store.db'));
    await expect(open(directory)).rejects.toMatchObject({ code: 'newerSchema' });
    expect(readFileSync(join(directory, 'store.db')).equals(before)).toBe(true);
    expect(existsSync(join(directory, 'store.db-wal'))).toBe(false);
  });
});

describe('a file with a journal beside it', () => {
  const path = (end = '') => join(directory, `store.db${end}`);
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(home, 'journal-'));
    writeStoreOfRelease(3, directory);
  });
  const staysAsItWas = async (code: string, opening: () => Promise<unknown>) => {
    writeFileSync(path('-journal'), 'x'.repeat(600));
    const before = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString('base64')]);
    await expect(opening()).rejects.toMatchObject({ code });
    const ours = /lock|instances/;
    const after = readdirSync(directory).filter((name) => !ours.test(name));
    expect(after.map((name) => [name, readFileSync(join(directory, name)).toString('base64')])).toEqual(before);
  };

  it('is refused as any when a newer release wrote it, and stays as it was', async () => {
    const db = new Database(path());
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    await staysAsItWas('newerSchema', () => open(directory));
  });

  it('is refused as any when other keys sealed it, and stays as it was', async () => {
    const others = createLocalKms('w'.repeat(43));
    await staysAsItWas('wrongKey', () => openSealedStore({ directory, clock, kms: others }));
  });
});

/** Opens the store in a process that dies at its so-manieth sync; false when it came to its end. */
function isKilledAt(sync: number, directory: string): boolean {
  const inject = `inject=fsync,fdatasync:signal=KILL:when=${sync}`;
  const options = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', inject];
  const run = spawnSync('strace', [...options, process.execPath, program.script, directory], {
    env: program.env,
    encoding: 'utf8',
  });
  if (run.error !== undefined) throw run.error;
  if (run.signal !== 'SIGKILL' && run.status !== 0) throw new Error(`${run.status}: ${run.stderr}`);
  return run.signal === 'SIGKILL';
}
