import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WorkItem } from '../../../store/documents';
import { createLocalKms } from '../../../store/sealing/kms';
import { backUpSqlite } from '../../../store/sqlite/backup';
import { lockDirectory } from '../../../store/sqlite/lock';
import { migrateSqlite, restoreSqlite } from '../../../store/sqlite/restore';
import { openSealedStore, type SealedStoreOptions } from '../../../store/sqlite/sealedStore';
import { openSqliteStore } from '../../../store/sqlite/sqliteStore';
import type { ClaimRequest, Erasure, Store, Watching } from '../../../store/store';
import { CLOCK } from '../clock';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../documents';
import { buildWriter } from './writer';

type Instance = Store & Erasure & Watching;
const GROUP = 'the product';
const KEY = 'k'.repeat(43);
const OWNED = { code: 'owned', retryable: false };

let home: string;
let directory: string;
let opened: Store[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'instances-'));
  directory = join(home, 'data');
});
afterEach(async () => {
  for (const store of opened) await store.close();
  opened = [];
  rmSync(home, { recursive: true, force: true });
});

const kept = <S extends Store>(store: S): S => {
  opened.push(store);
  return store;
};
const inTheClear = async (group?: string): Promise<Instance> =>
  kept(openSqliteStore({ directory, clock: () => CLOCK, ...(group ? { group } : {}) }));
const sealed = async (group?: string, options: Partial<SealedStoreOptions> = {}) =>
  kept(
    await openSealedStore({
      directory,
      clock: () => CLOCK,
      kms: createLocalKms(KEY),
      ...(group ? { group } : {}),
      ...options,
    }),
  );
const due = (changes: Partial<ClaimRequest> = {}): ClaimRequest => ({
  kinds: ['callout', 'reply'],
  now: 100,
  leaseMs: 50,
  limit: 10,
  ...changes,
});
const aReply = (conversationId: string, id: string): WorkItem => aWorkItem(conversationId, id, { kind: 'reply' });
const settleDone = (store: Store, { conversationId, id, fence }: WorkItem) =>
  store.settle({ conversationId, id, fence, status: 'done' });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (isSo: () => boolean | Promise<boolean>) => {
  while (!(await isSo())) await pause(10);
};

/** They share nothing but the directory, as two processes do. */
describe.each([
  ['in the clear', inTheClear],
  ['sealed', sealed],
])('two instances on one SQLite file, %s', (_, open) => {
  let one: Instance;
  let two: Instance;
  beforeEach(async () => {
    [one, two] = await Promise.all([open(GROUP), open(GROUP)]);
  });

  it('commit one turn each from the same version, and one of them is told', async () => {
    await one.commit(aCommit('c1', 0));
    const outcomes = await Promise.all([one, two].map((store, at) => store.commit(aCommit('c1', 1, { receipt: at }))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['committed', 'conflict']);
    expect((await two.load('c1'))?.version).toBe(2);
  });

  it('begin a conversation once', async () => {
    const outcomes = await Promise.all(
      [one, two].map((store, at) => store.commit(aCommit('c1', 0, { inboxKey: `m${at}`, transcript: [anEntry(1)] }))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['committed', 'conflict']);
    for (const store of [one, two]) expect(await store.transcript('c1', 0, 10)).toEqual([anEntry(1)]);
  });

  it('take a message that comes to both of them once', async () => {
    const outcomes = await Promise.all(
      [one, two].map((store) => store.commit(aCommit('c1', 0, { inboxKey: 'm1', receipt: 7 }))),
    );
    expect(outcomes.filter(({ status }) => status === 'committed')).toHaveLength(1);
    expect(outcomes).toContainEqual({ status: 'duplicate', receipt: 7 });
  });

  it('lose no update and double none while both write to the same conversations as fast as they can', async () => {
    const turns = 60;
    const talk = async (store: Instance, name: string) => {
      for (let turn = 0; turn < turns; turn += 1) {
        const id = `c${turn % 3}`;
        for (;;) {
          const version = (await store.load(id))?.version ?? 0;
          const commit = aCommit(id, version, { inboxKey: `${name}${turn}`, transcript: [anEntry(version + 1)] });
          if ((await store.commit(commit)).status === 'committed') break;
        }
      }
    };
    await Promise.all([talk(one, 'a'), talk(two, 'b'), talk(one, 'c')]);
    for (const store of [one, two]) {
      const said = await Promise.all(['c0', 'c1', 'c2'].map((id) => store.transcript(id, 0, 1_000)));
      expect(said.map((entries) => entries.length)).toEqual([turns, turns, turns]);
      for (const entries of said) expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, at) => at + 1));
    }
  });

  it('never hold one item both, nor leave one', async () => {
    const work = Array.from({ length: 30 }, (_item, at) => aWorkItem('c1', `w${at}`));
    await one.commit(aCommit('c1', 0, { work }));
    const taken = await Promise.all([one, two, one, two].map((store) => store.claim(due({ limit: 9 }))));
    const ids = taken.flat().map(({ id }) => id);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });

  it('send the replies of one conversation in order, one at a time', async () => {
    const sent: string[] = [];
    const open = new Set<string>();
    const worker = async (store: Instance) => {
      while (sent.length < 8) {
        for (const item of await store.claim(due({ leaseMs: 60_000 }))) {
          expect(open.size).toBe(0);
          open.add(item.id);
          sent.push(item.id);
          await pause(2);
          open.delete(item.id);
          expect(await settleDone(store, item)).toBe(true);
        }
        await pause(1);
      }
    };
    const writer = async () => {
      for (let version = 0; version < 8; version += 1) {
        const commit = aCommit('c1', version, { work: [aReply('c1', `r${version}`)], wakeReplies: true });
        expect(await one.commit(commit)).toEqual({ status: 'committed' });
      }
    };
    await Promise.all([writer(), worker(one), worker(two)]);
    expect(sent).toEqual(Array.from({ length: 8 }, (_reply, at) => `r${at}`));
  });

  it('leave a claim of a living instance alone until its lease ends, and fence it out then', async () => {
    await one.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    const [mine] = await one.claim(due());
    // Longer than it takes to notice that an instance is gone.
    await pause(700);
    expect(await two.nextDueAt(['callout'])).toBe(150);
    expect(await two.claim(due({ now: 149 }))).toEqual([]);
    const [taken] = await two.claim(due({ now: 150 }));
    expect([mine?.fence, taken?.fence, taken?.orphaned]).toEqual([1, 2, true]);
    const late = { id: 'w1', fence: 1, status: 'done' } as const;
    expect(await one.settle({ conversationId: 'c1', ...late })).toBe(false);
    const report = aCommit('c1', 1, { settle: [late], transcript: [anEntry(1)] });
    expect(await one.commit(report)).toEqual({ status: 'fenced' });
    expect(await two.settle({ conversationId: 'c1', ...late, fence: 2 })).toBe(true);
  });

  it('take over at once what an instance that closed had claimed, and are told of it', async () => {
    await one.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1')] }));
    await one.claim(due({ leaseMs: 3_600_000 }));
    const told: string[] = [];
    two.watch((id) => told.push(id));
    await one.close();
    await until(() => told.includes('c1'));
    expect((await two.claim(due())).map(({ id, fence, orphaned }) => [id, fence, orphaned])).toEqual([['w1', 2, true]]);
  });

  it('answer for what was left under their number when it is given out again', async () => {
    await one.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1'), aWorkItem('c1', 'w2')] }));
    await one.claim(due({ leaseMs: 3_600_000, limit: 1 }));
    await two.claim(due({ leaseMs: 3_600_000, limit: 1 }));
    await two.close();
    const three = await open(GROUP);
    expect((await three.claim(due())).map(({ id, orphaned }) => [id, orphaned])).toEqual([['w2', true]]);
  });

  it('give one answer about a person who writes to both at once', async () => {
    for (let run = 0; run < 25; run += 1) {
      const names = { personId: `P${run}`, number: `N${run}` };
      const answers = await Promise.all(
        [one, two, two].map((store, at) => store.identify({ conversationId: `c${run}-${at}`, ...names })),
      );
      expect(new Set(answers).size).toBe(1);
    }
  });

  it('take a report that comes to both for news once', async () => {
    const report = { conversationId: 'c1', workId: 'w1', part: 0, sid: 'SM', status: 'sent', at: CLOCK } as const;
    const answers = await Promise.all([one, two, one, two].map((store) => store.deliver(report)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('erase a conversation for each other', async () => {
    await one.commit(aCommit('c1', 0, { transcript: [anEntry(1)] }));
    await two.load('c1');
    await one.erase('c1');
    await expect(two.load('c1')).rejects.toMatchObject({ code: 'erased' });
    await expect(two.commit(aCommit('c1', 1))).rejects.toMatchObject({ code: 'erased' });
    expect(await two.transcript('c1', 0, 9)).toEqual([]);
  });

  it('empty the log of what is erased while the other one writes', async () => {
    await one.commit(aCommit('c1', 0, { transcript: [anEntry(1)] }));
    let isErasing = true;
    const writer = (async () => {
      for (let version = 0; isErasing; version += 1) await two.commit(aCommit('c2', version));
    })();
    for (let at = 0; at < 5; at += 1) await one.erase('c1');
    isErasing = false;
    await writer;
    expect(two.healthy()).toBe(true);
  });

  it('write in turn however long the other one holds the file, without standing still', async () => {
    const db = new Database(join(directory, 'store.db'));
    db.exec('BEGIN IMMEDIATE');
    const committed = Promise.all([one, two].map((store, at) => store.commit(aCommit(`c${at}`, 0))));
    await pause(300);
    // Not reached in time if they stood still: they are in this very process.
    db.exec('COMMIT');
    db.close();
    expect(await committed).toEqual([{ status: 'committed' }, { status: 'committed' }]);
  });

  describe('watching', () => {
    let told: string[];
    let unwatch: () => void;
    beforeEach(() => {
      told = [];
      unwatch = two.watch((id) => told.push(id));
    });

    it('tells of turns of the other one, and not of one’s own', async () => {
      await two.commit(aCommit('own', 0, { transcript: [anEntry(1)] }));
      await one.commit(aCommit('c1', 0, { transcript: [anEntry(1)] }));
      await until(() => told.length > 0);
      await one.commit(aCommit('c1', 1, { transcript: [anEntry(2)] }));
      await one.commit(aCommit('c2', 0, { transcript: [anEntry(1)] }));
      await until(() => told.includes('c2'));
      await pause(100);
      expect(new Set(told)).toEqual(new Set(['c1', 'c2']));
    });

    it('tells of turns in which nothing is said, and of none of one’s own', async () => {
      await one.commit(aCommit('c1', 0, { records: [aCase('c1', 'case:1')] }));
      await until(() => told.includes('c1'));
      await two.commit(aCommit('own', 0, { records: [aCase('own', 'case:1')] }));
      await one.commit(aCommit('c2', 0, { records: [aCase('c2', 'case:1')] }));
      await until(() => told.includes('c2'));
      await pause(100);
      expect(new Set(told)).toEqual(new Set(['c1', 'c2']));
    });

    it('misses none when places are given out again after an erasure', async () => {
      for (let round = 0; round < 12; round += 1) {
        await one.commit(aCommit(`gone${round}`, 0, { transcript: [anEntry(1)] }));
        if (round % 2 === 0) await until(() => told.includes(`gone${round}`));
        await one.erase(`gone${round}`);
        await one.commit(aCommit(`new${round}`, 0, { transcript: [anEntry(1)] }));
      }
      await until(() => told.includes('new11'));
      expect(Array.from({ length: 12 }, (_one, at) => `new${at}`).filter((id) => !told.includes(id))).toEqual([]);
    });

    it('ends when it is told to', async () => {
      unwatch();
      await one.commit(aCommit('c1', 0, { transcript: [anEntry(1)] }));
      await pause(150);
      expect(told).toEqual([]);
    });
  });
});

describe('the directory of a group', () => {
  it('is closed to everybody else, as that of a single owner is to a group', async () => {
    const one = await sealed(GROUP);
    await expect(sealed()).rejects.toMatchObject(OWNED);
    await expect(sealed('another product')).rejects.toMatchObject(OWNED);
    expect(() => lockDirectory(directory)).toThrow(expect.objectContaining(OWNED));
    const migration = migrateSqlite({ directory, backUpInto: home, clock: () => CLOCK });
    await expect(migration).rejects.toMatchObject(OWNED);
    await one.close();
    const alone = await sealed();
    await expect(sealed(GROUP)).rejects.toMatchObject(OWNED);
    await alone.close();
    await sealed('another product');
  }, 20_000);

  it('takes a backup back only when nobody serves it, and without a store', async () => {
    const one = await sealed(GROUP);
    await one.commit(aCommit('c1', 0));
    const { manifestPath } = await backUpSqlite({ directory, into: join(home, 'backups'), clock: () => CLOCK });
    const restore = () => restoreSqlite({ manifestPath, directory, prepare: async () => {} });
    await expect(restore()).rejects.toMatchObject(OWNED);
    await one.close();
    await expect(restore()).rejects.toMatchObject({ code: 'notEmpty' });
    rmSync(join(directory, 'store.db'));
    await restore();
    expect(await (await sealed(GROUP)).load('c1')).toMatchObject({ version: 1, restored: { at: CLOCK } });
  });

  it('is open again only when the last of them is gone', async () => {
    const [one, two] = await Promise.all([sealed(GROUP), sealed(GROUP)]);
    await one.close();
    await expect(sealed()).rejects.toMatchObject(OWNED);
    expect(await two.commit(aCommit('c1', 0))).toEqual({ status: 'committed' });
    await two.close();
    expect(await (await sealed()).load('c1')).toEqual(aConversation('c1', 1));
  });

  it.each([undefined, GROUP])('keeps its locks when the same process opens it once more: %s', async (group) => {
    const store = await sealed(group);
    await expect(sealed()).rejects.toMatchObject(OWNED);
    expect(await canBeTakenElsewhere()).toBe(false);
    await store.close();
    expect(await canBeTakenElsewhere()).toBe(true);
  });

  /** Whether another process gets the directory for itself. */
  async function canBeTakenElsewhere(): Promise<boolean> {
    const script = `
      const db = new (require('better-sqlite3'))(process.argv[1], { timeout: 0 });
      try { db.exec('BEGIN EXCLUSIVE'); console.log('held'); } catch (cause) { console.log(cause.code); }`;
    const child = spawn(process.execPath, ['-e', script, join(directory, 'owner.lock')], { cwd: __dirname });
    return (await outputOf(child, () => false)).includes('held');
  }
});

describe('an instance that was killed', () => {
  it.each([
    ['while others run', true],
    ['while nobody else ran', false],
  ])('leaves its claims to them at once as orphaned: %s', async (_, isWatched) => {
    const before = await inTheClear(GROUP);
    await before.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w1'), aReply('c1', 'r1')] }));
    if (!isWatched) await before.close();
    const { script, env } = buildWriter(home, 'claiming');
    const child = spawn(process.execPath, [script, directory, GROUP], { env });
    const output = await outputOf(child, (text) => text.includes('ready'));
    expect(output.match(/holds (\w+)/g)).toEqual(['holds w1', 'holds r1']);
    if (isWatched) {
      await pause(600);
      expect(await before.claim(due({ now: 1_000 }))).toEqual([]);
    }
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const after = isWatched ? before : await inTheClear(GROUP);
    await until(async () => (await after.nextDueAt(['callout'])) === 0);
    const claimed = await after.claim(due({ now: 1_000 }));
    expect(claimed.map(({ id, fence, orphaned }) => [id, fence, orphaned]).sort()).toEqual([
      ['r1', 2, true],
      ['w1', 2, true],
    ]);
  });
});

describe('the keys of a group', () => {
  it('are forgotten by every instance when a conversation is erased: not even its old rows can be read again', async () => {
    const [one, two] = await Promise.all([sealed(GROUP), sealed(GROUP)]);
    await one.commit(aCommit('c1', 0, { transcript: [anEntry(1)] }));
    await two.load('c1');
    const db = new Database(join(directory, 'store.db'));
    const row = db.prepare<[], { body: string; sealed: Buffer }>('SELECT body, sealed FROM conversation').get();
    await one.erase('c1');
    await pause(700);
    // As if somebody put back a copy they had kept of the row.
    db.prepare('UPDATE conversation SET erased_at = NULL, sealed = ?').run(row?.sealed);
    db.close();
    await expect(two.load('c1')).rejects.toMatchObject({ code: 'corrupt' });
    await expect(one.load('c1')).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('are replaced by one instance while the others go on', async () => {
    const first = await sealed(GROUP);
    const ids = Array.from({ length: 60 }, (_id, at) => `c${at}`);
    for (const id of ids) await first.commit(aCommit(id, 0));
    await first.close();
    const kms = createLocalKms('n'.repeat(43), [KEY]);
    const [one, two] = await Promise.all([sealed(GROUP, { kms }), sealed(GROUP, { kms })]);
    const writing = Promise.all(
      ids.map((id, at) => (at % 2 ? one : two).commit(aCommit(id, 1, { transcript: [anEntry(1)] }))),
    );
    await two.commit(aCommit('new', 0));
    const done = await Promise.all([one.upkept, two.upkept]);
    expect((await writing).every(({ status }) => status === 'committed')).toBe(true);
    expect(done.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(60);
    for (const store of [one, two]) await store.close();
    const alone = await sealed(GROUP, { kms: createLocalKms('n'.repeat(43)) });
    for (const id of [...ids, 'new']) expect(await alone.load(id)).toBeDefined();
    await alone.close();
    await expect(sealed(GROUP)).rejects.toMatchObject({ code: 'wrongKey' });
  });

  it('bring a file of an earlier release under seal once, whoever of them does it', async () => {
    const clear = await inTheClear();
    // So many that both are still at it when the second has opened.
    const ids = Array.from({ length: 300 }, (_id, at) => `c${at}`);
    await Promise.all(ids.map((id) => clear.commit(aCommit(id, 0, { transcript: [anEntry(1)] }))));
    await clear.close();
    const [one, two] = await Promise.all([sealed(GROUP), sealed(GROUP)]);
    const done = await Promise.all([one.upkept, two.upkept]);
    expect(done.reduce((sum, each) => sum + each.sealed, 0)).toBe(300);
    for (const store of [one, two]) expect(await store.transcript('c7', 0, 9)).toEqual([anEntry(1)]);
    const db = new Database(join(directory, 'store.db'));
    db.exec(
      `UPDATE transcript SET sealed = NULL, entries = '[]' WHERE last = 1; DELETE FROM data_key WHERE conversation = 1`,
    );
    db.close();
    for (const store of [one, two]) {
      await expect(store.transcript('c0', 0, 9)).rejects.toMatchObject({ code: 'corrupt' });
    }
  });
});

/** What a process wrote until that is enough, or it ended. */
function outputOf(child: ChildProcess, isEnough: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.on('close', () => resolve(text));
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (isEnough(text)) resolve(text);
    });
  });
}
