import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { restoreBackup } from '../../../bot/operator/restore';
import { readOrCreateSecrets } from '../../../bot/secrets';
import { createLocalKms } from '../../../store/sealing/kms';
import { backUpSqlite } from '../../../store/sqlite/backup';
import { migrateSqlite } from '../../../store/sqlite/restore';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../../store/documents';
import { BACKUP, NEW_KEY, OLD_KEY } from './keys';
import { tell } from './told';
import { wrappedKeyOf } from './wrappedKey';

/**
 * The program that is recorded: one chapter of a store's life, through the same code as the product, in a process of its
 * own. Ends without closing the store where that makes no difference to what it told.
 */
async function run(chapter: string, home: string, turns: number): Promise<void> {
  const play = CHAPTERS[chapter];
  if (play === undefined) throw new Error(`There is no chapter ${chapter}.`);
  await play(home, turns);
  process.exit(0);
}

const CLOCK = () => 1_700_000_000_000;
const dataOf = (home: string) => join(home, 'data');

/** As a start of the product outside production: keys are made, then the store. */
function openWithSecrets(home: string): Promise<SealedStore> {
  return openSealedStore({ directory: dataOf(home), clock: CLOCK, kms: createLocalKms(secretOf(home)) });
}

function secretOf(home: string): string {
  return readOrCreateSecrets(dataOf(home), {}).masterKey;
}

const CHAPTERS: Readonly<Record<string, (home: string, turns: number) => Promise<void>>> = {
  turns: async (home, turns) => {
    const store = await openWithSecrets(home);
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => converse(store, id, { from: 0, to: turns })));
    await store.close();
    const again = await openWithSecrets(home);
    await Promise.all(
      ['a', 'b', 'e'].map((id) => converse(again, id, { from: id === 'e' ? 0 : turns, to: 2 * turns })),
    );
  },
  /** So much that the log is copied back beside the turns. */
  checkpoints: async (home, turns) => {
    const store = await openWithSecrets(home);
    const text = 'x'.repeat(30_000);
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => converse(store, id, { from: 0, to: turns, text })));
  },
  migration: async (home, turns) => {
    const store = await openWithSecrets(home);
    const talking = Promise.all(['a', 'b'].map((id) => converse(store, id, { from: 0, to: turns })));
    await Promise.all([store.upkept, talking]);
    tell({ told: 'sealed' });
    await store.close();
    // The next opening writes the whole file anew.
    const again = await openWithSecrets(home);
    await converse(again, 'c', { from: 0, to: turns });
  },
  migrateByHand: async (home) => {
    await migrateSqlite({ directory: dataOf(home), backUpInto: join(home, 'backups'), clock: CLOCK });
    tell({ told: 'migrated' });
  },
  rotation: async (home, turns) => {
    const kms = createLocalKms(NEW_KEY, [OLD_KEY]);
    const store = await openSealedStore({ directory: dataOf(home), clock: CLOCK, kms });
    const talking = Promise.all(['a', 'b'].map((id) => converse(store, id, { from: 0, to: turns })));
    await store.upkept;
    tell({ told: 'rotated' });
    await talking;
  },
  backup: async (home, turns) => {
    const store = await openWithSecrets(home);
    const talked: Record<string, number> = {};
    const talking = Promise.all(['a', 'b'].map((id) => converse(store, id, { from: 0, to: 2 * turns, talked })));
    for (let count = 0; count < 2; count += 1) {
      const before = { ...talked };
      const { manifestPath } = await backUpSqlite({
        directory: dataOf(home),
        into: join(home, 'backups'),
        clock: CLOCK,
      });
      tell({ told: 'backedUp', manifest: manifestPath.slice(home.length), turns: before });
    }
    await talking;
  },
  erasure: async (home, turns) => {
    const store = await openWithSecrets(home);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(ids.map((id) => converse(store, id, { from: 0, to: turns })));
    for (const id of ['b', 'd', 'f']) {
      const wrapped = wrappedKeyOf(dataOf(home), id).toString('hex');
      tell({ told: 'erasing', id });
      await store.erase(id);
      tell({ told: 'erased', id, wrapped });
      // The page of keys goes through the log again.
      await converse(store, `after ${id}`, { from: 0, to: 1 });
    }
  },
  restore: async (home) => {
    mkdirSync(dataOf(home), { recursive: true });
    await restoreBackup({
      manifestPath: join(home, 'backups', BACKUP),
      directory: dataOf(home),
      clock: CLOCK,
      seal: (text) => text,
      kms: createLocalKms(OLD_KEY),
      erased: [],
    });
    tell({ told: 'restored' });
    const store = await openSealedStore({ directory: dataOf(home), clock: CLOCK, kms: createLocalKms(OLD_KEY) });
    await converse(store, 'n', { from: 0, to: 2 });
  },
};

interface Talk {
  readonly from: number;
  readonly to: number;
  readonly text?: string;
  /** Told of each turn that is kept. */
  readonly talked?: Record<string, number>;
}

/** Turns as the product commits them, and what workers and webhooks write between two. Versions go on from what is there. */
async function converse(store: SealedStore, id: string, { from, to, text = 'said', talked }: Talk): Promise<void> {
  for (let turn = from; turn < to; turn += 1) {
    const version = (await store.load(id))?.version ?? 0;
    const key = `m${version}`;
    const outcome = await store.commit(
      aCommit(id, version, {
        inboxKey: key,
        receipt: version,
        conversation: aConversation(id, version + 1, { seq: version + 1 }),
        transcript: [anEntry(version + 1, `${text} ${version}`)],
        records: turn % 3 === 0 ? [aCase(id, `case:${version}`)] : [],
        work: [
          aWorkItem(id, `callout:${version}`, { dueAt: 1 }),
          aWorkItem(id, `reply:${version}`, { kind: 'reply', dueAt: 1 }),
        ],
      }),
    );
    if (outcome.status !== 'committed') throw new Error(`${id} ${version}: ${outcome.status}`);
    tell({ told: 'turn', id, version: version + 1, key });
    if (talked !== undefined) talked[id] = version + 1;
    if (turn % 2 === 0) await work(store, id, version);
  }
}

async function work(store: SealedStore, id: string, version: number): Promise<void> {
  const claimed = await store.claim({ kinds: ['callout', 'reply'], now: CLOCK(), leaseMs: 60_000, limit: 2 });
  for (const { conversationId, id: workId, fence } of claimed) {
    tell({ told: 'claimed', id: conversationId, work: workId, fence });
    const isHeld = await store.settle({ conversationId, id: workId, fence, status: 'done' });
    if (isHeld) tell({ told: 'settled', id: conversationId, work: workId });
  }
  const name = `${id}-${version}`;
  const known = await store.identify({ personId: name, conversationId: id });
  tell({ told: 'identified', name, id: known });
  const sid = `SM${name}`;
  await store.deliver({ conversationId: id, workId: `reply:${version}`, part: 0, sid, status: 'sent', at: CLOCK() });
  tell({ told: 'delivered', id, sid });
}

const [, , chapter = '', home = '', turns = '4'] = process.argv;
run(chapter, home, Number(turns)).catch((cause: unknown) => {
  console.error(cause);
  process.exit(1);
});
