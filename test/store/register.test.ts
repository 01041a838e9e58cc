import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import Database from 'better-sqlite3';
import type { CosmosStandIn } from '../../sandbox/cosmos';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import type { Register } from '../../store/store';
import type { StoreFault } from '../../store/storeFault';
import { cosmosUnderTest, KEY, startCosmos } from './cosmos/cosmosUnderTest';

type Opened = Register & { close(): Promise<void> };

/** One place where registers are kept, and what lies there. */
interface Subject {
  /** Another look at the same place, as a process has it that begins now. */
  open(): Promise<Opened>;
  /** Everything that lies there, as it lies there. */
  atRest(): Promise<string>;
  /** Changes what lies there, as only who is beside the product can: row, and what is written over it. */
  forge(id: string, change: { readonly sealedOf?: string; readonly version?: number }): Promise<void>;
  dispose(): Promise<void>;
}

let now: number;
let damage: StoreFault[];
const clock = () => now;
const onDamage = (fault: StoreFault) => void damage.push(fault);
const kms = createLocalKms(KEY);
let service: CosmosStandIn;
beforeAll(async () => {
  service = await startCosmos();
});
afterAll(() => service.close());

async function onSqlite(): Promise<Subject> {
  const directory = mkdtempSync(join(tmpdir(), 'register-'));
  let opened: Opened | undefined;
  return {
    // One process owns the file.
    open: async () => {
      await opened?.close();
      opened = await openSealedStore({ directory, clock, kms, onDamage });
      return opened;
    },
    atRest: async () => {
      const files = readdirSync(directory).filter((name) => name.startsWith('store.db'));
      return files.map((name) => readFileSync(join(directory, name), 'latin1')).join();
    },
    forge: async (id, { sealedOf = id, version }) => {
      const db = new Database(join(directory, 'store.db'));
      db.prepare(
        `UPDATE register SET sealed = (SELECT sealed FROM register WHERE id = ?), version = coalesce(?, version) WHERE id = ?`,
      ).run(sealedOf, version ?? null, id);
      db.close();
    },
    dispose: async () => {
      await opened?.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function onCosmos(): Promise<Subject> {
  const subject = await cosmosUnderTest(service);
  const client = new CosmosClient({ endpoint: service.endpoint, key: service.key });
  const container = client.database(subject.account.database).container('unique');
  const all = async () => {
    const query = 'SELECT * FROM c WHERE c.register["staff"] > @value ORDER BY c.register["staff"] ASC';
    const parameters = [{ name: '@value', value: '' }];
    return (await container.items.query({ query, parameters }, { forceQueryPlan: true }).fetchAll()).resources;
  };
  return {
    open: () => subject.open({ clock, kms, onDamage }),
    atRest: async () => JSON.stringify(await all()),
    forge: async (id, { sealedOf = id, version }) => {
      const rows = await all();
      const rowOf = (name: string) => rows.find(({ register }) => register.staff === name);
      const { sealed } = rowOf(sealedOf);
      await container.items.upsert({ ...rowOf(id), sealed, ...(version === undefined ? {} : { version }) });
    },
    dispose: async () => {
      client.dispose();
      await subject.dispose();
    },
  };
}

describe.each([
  ['sealed SQLite', onSqlite],
  ['Cosmos DB', onCosmos],
])('the register on %s', (_, begin) => {
  let subject: Subject;
  let register: Register;
  beforeEach(async () => {
    now = 1_000;
    damage = [];
    subject = await begin();
    register = await subject.open();
  });
  afterEach(() => subject.dispose());

  const staff = (id: string, name = id) => ({ kind: 'staff', id, body: { name } });
  const idsOf = async (kind = 'staff', page: { after?: string; limit: number } = { limit: 99 }) =>
    (await register.list(kind, page)).map(({ id }) => id);

  it('gives back what was written, at once and to a process that begins later', async () => {
    expect(await register.read('staff', 'a')).toBeUndefined();
    const entry = { kind: 'staff', id: 'a', body: { name: 'Anna', roles: ['agent'] }, expiresAt: 9_000 };
    expect(await register.write(entry, 0)).toBe('written');
    expect(await register.read('staff', 'a')).toEqual({ ...entry, version: 1 });
    register = await subject.open();
    expect(await register.read('staff', 'a')).toEqual({ ...entry, version: 1 });
    expect(await register.list('staff', { limit: 9 })).toEqual([{ ...entry, version: 1 }]);
  });

  it('writes only over the version it was told', async () => {
    await register.write(staff('a', 'first'), 0);
    expect(await register.write(staff('a', 'again'), 0)).toBe('conflict');
    expect(await register.write(staff('a', 'second'), 1)).toBe('written');
    expect(await register.write(staff('a', 'late'), 1)).toBe('conflict');
    expect(await register.write(staff('a', 'early'), 3)).toBe('conflict');
    expect(await register.write(staff('b', 'none there'), 1)).toBe('conflict');
    expect(await register.read('staff', 'a')).toEqual({ ...staff('a', 'second'), version: 2 });
    expect(await idsOf()).toEqual(['a']);
  });

  it('lets one of all that write at once over the same version', async () => {
    await register.write(staff('a'), 0);
    for (const version of [1, 2, 3]) {
      const writers = Array.from({ length: 8 }, (_, at) => register.write(staff('a', `${version}-${at}`), version));
      const outcomes = await Promise.all(writers);
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      const winner = `${version}-${outcomes.indexOf('written')}`;
      expect(await register.read('staff', 'a')).toMatchObject({ version: version + 1, body: { name: winner } });
    }
  });

  it('lists one kind by id, page after page, each once', async () => {
    const ids = ['b', 'a', 'B', 'b-1', 'b/1', 'b1', '10', '9', 'z'.repeat(300)];
    for (const id of ids) await register.write(staff(id), 0);
    await register.write({ kind: 'session', id: 'b', body: {} }, 0);
    const expected = [...ids].sort();
    expect(await idsOf()).toEqual(expected);
    const paged: string[] = [];
    for (let after: string | undefined; ; after = paged.at(-1)) {
      const page = await idsOf('staff', { ...(after === undefined ? {} : { after }), limit: 2 });
      paged.push(...page);
      if (page.length < 2) break;
    }
    expect(paged).toEqual(expected);
    expect(await idsOf('session')).toEqual(['b']);
    expect(await idsOf('invite')).toEqual([]);
  });

  it('knows no entry that was removed, and nobody who still held it brings it back', async () => {
    await register.write(staff('a', 'old'), 0);
    await register.write(staff('a', 'older'), 1);
    await register.remove('staff', 'a');
    await register.remove('staff', 'a');
    expect(await register.read('staff', 'a')).toBeUndefined();
    expect(await register.write(staff('a', 'back'), 2)).toBe('conflict');
    register = await subject.open();
    expect([await register.read('staff', 'a'), await idsOf()]).toEqual([undefined, []]);
    expect(await register.write(staff('a', 'anew'), 0)).toBe('written');
    expect(await register.read('staff', 'a')).toMatchObject({ version: 1, body: { name: 'anew' } });
  });

  it('is as if an entry had never been from the moment it is over', async () => {
    await register.write({ ...staff('a'), expiresAt: 2_000 }, 0);
    for (const id of ['b', 'c', 'd']) await register.write({ ...staff(id), expiresAt: id === 'c' ? 9e12 : 2_000 }, 0);
    now = 1_999;
    expect(await idsOf()).toEqual(['a', 'b', 'c', 'd']);
    now = 2_000;
    expect(await register.read('staff', 'a')).toBeUndefined();
    expect([await idsOf(), await idsOf('staff', { limit: 1 })]).toEqual([['c'], ['c']]);
    expect(await register.write(staff('a', 'kept alive'), 1)).toBe('conflict');
    expect(await register.write(staff('a', 'anew'), 0)).toBe('written');
    now += 120_000;
    await register.write(staff('e'), 0);
    expect(await idsOf()).toEqual(['a', 'c', 'e']);
    // Gone from where it lay, though the clock is set back.
    now = 1_000;
    register = await subject.open();
    expect(await idsOf()).toEqual(['a', 'c', 'e']);
    expect(await register.read('staff', 'a')).toMatchObject({ version: 1, body: { name: 'anew' } });
  });

  it('can be told to end later or never, by another write', async () => {
    await register.write({ ...staff('a'), expiresAt: 2_000 }, 0);
    await register.write({ ...staff('a'), expiresAt: 3_000 }, 1);
    now = 2_500;
    expect(await register.read('staff', 'a')).toMatchObject({ version: 2, expiresAt: 3_000 });
    await register.write(staff('a'), 2);
    now = 9e12;
    expect(await register.read('staff', 'a')).toEqual({ ...staff('a'), version: 3 });
  });

  it('lies sealed: ids and kinds can be read there, and nothing else', async () => {
    await register.write({ kind: 'staff', id: 'id-canary', body: { name: 'name-canary', secret: ['totp-canary'] } }, 0);
    await register.write({ kind: 'staff', id: 'id-canary', body: { name: 'later-canary' } }, 1);
    const there = await subject.atRest();
    expect(there).toContain('id-canary');
    expect(['name-canary', 'totp-canary', 'later-canary'].filter((canary) => there.includes(canary))).toEqual([]);
  });

  it('is never believed where it was moved or put back, and then costs one line of the list', async () => {
    await register.write(staff('agent'), 0);
    await register.write(staff('chief'), 0);
    await register.write(staff('chief', 'demoted'), 1);
    await subject.forge('agent', { sealedOf: 'chief' });
    register = await subject.open();
    await expect(register.read('staff', 'agent')).rejects.toMatchObject({ code: 'corrupt', retryable: false });
    expect(await idsOf()).toEqual(['chief']);
    expect(damage.map(({ isOfOneRow }) => isOfOneRow)).toEqual([true]);
    await subject.forge('chief', { version: 1 });
    await expect(register.read('staff', 'chief')).rejects.toMatchObject({ code: 'corrupt' });
  });
});
