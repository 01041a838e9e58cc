import { type Container, CosmosClient } from '@azure/cosmos';
import type { CosmosStandIn } from '../../../sandbox/cosmos';
import { type CosmosStore, type CosmosStoreOptions, prepareCosmos } from '../../../store/cosmos/cosmosStore';
import { createLocalKms, type Kms } from '../../../store/sealing/kms';
import type { StoreFault } from '../../../store/storeFault';
import { CLOCK } from '../clock';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../documents';
import { erases } from '../erasureContract';
import { type CosmosUnderTest, cosmosUnderTest, KEY, startCosmos } from './cosmosUnderTest';

const CORRUPT = { code: 'corrupt', retryable: false, isOfOneRow: true };
const COMMITTED = { status: 'committed' };
const NEXT_KEY = 'n'.repeat(43);
const CANARIES = [
  'Yamada-Hanako',
  '+6591234567',
  'hanako@example.org',
  'callout-canary',
  'case-canary',
  'notice-canary',
];
const claimOf = (limit: number) => ({ kinds: ['callout'], now: 1000, leaseMs: 50, limit }) as const;

let service: CosmosStandIn;
let subject: CosmosUnderTest;
let store: CosmosStore;
let client: CosmosClient;
let damage: StoreFault[];

const open = async (options: Partial<CosmosStoreOptions> = {}) => {
  const opened = await subject.open({ onDamage: (fault) => void damage.push(fault), ...options });
  await opened.upkept;
  return opened;
};
const container = (name: 'conversation' | 'unique'): Container =>
  client.database(subject.account.database).container(name);

beforeAll(async () => {
  service = await startCosmos();
  client = new CosmosClient({ endpoint: service.endpoint, key: service.key });
});
afterAll(async () => {
  client.dispose();
  await service.close();
});
beforeEach(async () => {
  damage = [];
  subject = await cosmosUnderTest(service);
  store = await open();
});
afterEach(() => subject.dispose());

/** A lead with a canary in every body. */
const lead = (id: string) =>
  aCommit(id, 0, {
    inboxKey: 'm1',
    conversation: aConversation(id, 1, { userId: CANARIES[0] ?? '' }),
    transcript: [anEntry(1, CANARIES[1]), anEntry(2, CANARIES[2])],
    records: [
      { ...aCase(id, 'k1'), body: { ...caseBody, reason: CANARIES[4] ?? '' } } as ReturnType<typeof aCase>,
      { id: 'n1', conversationId: id, at: 1, kind: 'notice', body: { sha256: 's', text: CANARIES[5] ?? '' } },
    ],
    work: [aWorkItem(id, 'w1', { body: { say: CANARIES[3] } }), aWorkItem(id, 't1', { kind: 'timer', dueAt: 9e9 })],
  });
const caseBody = { status: 'open', workId: 'w1', market: 'SG', reason: '', evidence: {} } as const;

/** Every row the service holds of the conversations. */
async function everything(): Promise<readonly Row[]> {
  const query = 'SELECT * FROM c WHERE c.conversationId = @value';
  const rowsOf = (value: string) =>
    container('conversation').items.query<Row>(
      { query, parameters: [{ name: '@value', value }] },
      { partitionKey: value },
    );
  const all = await Promise.all(ids().map(async (id) => (await rowsOf(id).fetchAll()).resources));
  return all.flat();
}
const ids = () => ['c1', 'c2', 'c3'];
type Row = { id: string; conversationId: string } & Record<string, unknown>;

async function row(conversationId: string, id: string): Promise<Row> {
  const { resource } = await container('conversation').item(id, conversationId).read<Row>();
  if (resource === undefined) throw new Error(`${conversationId}/${id} is not there`);
  return resource;
}
const put = (changed: Row) => container('conversation').item(changed.id, changed.conversationId).replace(changed);
/** As somebody would who can write to the database; then a process that has no keys at hand. */
async function edit(...changed: readonly Row[]): Promise<CosmosStore> {
  for (const each of changed) await put(each);
  return open();
}

describe('erasing from Cosmos DB', () => erases(() => store));

describe('what lies in Cosmos DB', () => {
  it('holds nothing that a customer said or is', async () => {
    await store.commit(lead('c1'));
    await store.commit(
      aCommit('c1', 1, { transcript: [anEntry(3, CANARIES[0])], records: [aCase('c1', 'k1', 'settled')] }),
    );
    await store.claim(claimOf(9));
    const notice = await container('unique').item('notice:n1', 'notice:n1').read();
    const text = JSON.stringify([await everything(), notice.resource]);
    expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);
    expect(text.match(/"sealed"/g)?.length).toBeGreaterThanOrEqual(7);
    expect(await store.records('notice', { limit: 9 })).toEqual(lead('c1').records?.slice(1));
  });
});

describe('the keys on Cosmos DB', () => {
  it('are asked for at opening: wrong ones are refused, and nothing is changed', async () => {
    await store.commit(lead('c1'));
    const before = JSON.stringify(await everything());
    const ring = await container('unique').item('keyring', 'keyring').read();
    const refused = { code: 'wrongKey', retryable: false, message: expect.stringContaining('MASTER_KEY') };
    await expect(open({ kms: createLocalKms('w'.repeat(43)) })).rejects.toMatchObject(refused);
    expect(JSON.stringify(await everything())).toBe(before);
    expect((await container('unique').item('keyring', 'keyring').read()).resource).toEqual(ring.resource);
    expect(await (await open()).load('c1')).toEqual(lead('c1').conversation);
  });

  it('are one for all processes that begin at once', async () => {
    const other = await cosmosUnderTest(service);
    const stores = await Promise.all([1, 2, 3, 4].map(() => other.open()));
    await Promise.all(stores.map((each, at) => each.commit(lead(`c${at}`))));
    for (const [at, each] of stores.entries()) {
      expect(await each.load(`c${(at + 1) % 4}`)).toEqual(lead(`c${(at + 1) % 4}`).conversation);
      expect(await each.records('notice', { limit: 9 })).toHaveLength(1);
    }
    await other.dispose();
  });

  it('of a conversation that two processes begin at once are those of whoever was first', async () => {
    const other = await open();
    const outcomes = await Promise.all([store, other].map((each) => each.commit(lead('c1'))));
    expect(outcomes).toContainEqual({ status: 'duplicate', receipt: 0 });
    const second = aCommit('c1', 1, { transcript: [anEntry(3)] });
    expect(await (outcomes[0]?.status === 'committed' ? other : store).commit(second)).toEqual(COMMITTED);
    for (const each of [store, other, await open()]) expect(await each.transcript('c1', 0, 9)).toHaveLength(3);
  });

  it('are looked up once and kept at hand for a quarter of an hour', async () => {
    let now = CLOCK;
    const kms = countingKms();
    const counted = await open({ kms, clock: () => now });
    await counted.commit(lead('c1'));
    kms.asked = 0;
    for (let version = 1; version < 5; version += 1) await counted.commit(aCommit('c1', version));
    await counted.load('c1');
    now += 15 * 60_000 - 1;
    await counted.transcript('c1', 0, 9);
    expect(kms.asked).toBe(0);
    now += 1;
    await Promise.all([counted.transcript('c1', 0, 9), counted.load('c1'), counted.commit(aCommit('c1', 5))]);
    expect(kms.asked).toBe(1);
  });

  it('that cannot be had stop only conversations whose key is not at hand', async () => {
    await store.commit(lead('away'));
    const kms = countingKms();
    const here = await open({ kms });
    await here.commit(lead('here'));
    kms.isDown = true;
    const down = { code: 'keysUnreachable', retryable: true };
    await expect(here.commit(aCommit('new', 0))).rejects.toMatchObject(down);
    await expect(here.load('away')).rejects.toMatchObject(down);
    await expect(here.records('case', { limit: 9 })).rejects.toMatchObject(down);
    expect(here.healthy()).toBe(false);
    expect(await here.commit(aCommit('here', 1))).toEqual(COMMITTED);
    // What cannot be read is not claimed, or it would come back as something that may have been done.
    expect((await here.claim(claimOf(1))).map(({ conversationId }) => conversationId)).toEqual(['here']);
    await expect(here.claim(claimOf(9))).rejects.toMatchObject(down);
    kms.isDown = false;
    const [item] = await here.claim(claimOf(9));
    expect(item).toMatchObject({ conversationId: 'away', attempts: 1, fence: 1 });
    expect(item?.orphaned).toBeUndefined();
    expect(await here.commit(aCommit('new', 0))).toEqual(COMMITTED);
    expect(here.healthy()).toBe(true);
  });
});

describe('a key that is replaced on Cosmos DB', () => {
  const next = createLocalKms(NEXT_KEY, [KEY]);
  const alone = createLocalKms(NEXT_KEY);

  it('is needed until every key is wrapped with the next one, erased conversations left aside', async () => {
    for (const id of ids()) await store.commit(lead(id));
    await store.erase('c2');
    const changed = await open({ kms: next });
    expect(await changed.upkept).toEqual({ sealed: 0, rewrapped: 2 });
    expect(await changed.load('c1')).toEqual(lead('c1').conversation);
    const last = await open({ kms: alone });
    expect(await last.load('c3')).toEqual(lead('c3').conversation);
    await expect(last.load('c2')).rejects.toMatchObject({ code: 'erased' });
    await expect(open()).rejects.toMatchObject({ code: 'wrongKey' });
  });

  it('is wrapped anew by several processes at once, while turns go on in one that still has the old one', async () => {
    const many = Array.from({ length: 60 }, (_, at) => `r${at}`);
    await Promise.all(many.map((id) => store.commit(lead(id))));
    const turns = async () => {
      for (let version = 1; version < 8; version += 1)
        expect(await store.commit(aCommit('r7', version))).toEqual(COMMITTED);
    };
    const [, ...others] = await Promise.all([turns(), ...[1, 2, 3].map(() => subject.open({ kms: next }))]);
    const done = await Promise.all(others.map((each) => each.upkept));
    expect(done.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBeGreaterThanOrEqual(60);
    const last = await open({ kms: alone });
    for (const id of many) expect(await last.transcript(id, 0, 9)).toHaveLength(2);
    expect(await last.load('r7')).toMatchObject({ version: 8 });
  });

  it('goes on where it was cut off, and is not given up before', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `r${at}`);
    await Promise.all(many.map((id) => store.commit(lead(id))));
    const cutOff = await subject.open({ kms: next });
    await cutOff.close();
    await expect(cutOff.upkept).rejects.toBeDefined();
    await expect(open({ kms: alone })).rejects.toMatchObject({ code: 'wrongKey' });
    const { rewrapped } = await (await open({ kms: next })).upkept;
    expect(rewrapped).toBeGreaterThan(0);
    expect(await (await open({ kms: alone })).load('r39')).toMatchObject({ version: 1 });
  });

  it('may be the one before again, also for a row that a process left behind which had not heard of the change', async () => {
    for (const id of ids()) await store.commit(lead(id));
    const left = await row('c1', 'main');
    await (await open({ kms: next })).commit(aCommit('c2', 1));
    await put({ ...left, _etag: '' });
    const back = await open({ kms: createLocalKms(KEY, [NEXT_KEY]) });
    expect(await back.upkept).toEqual({ sealed: 0, rewrapped: 3 });
    const last = await open();
    for (const id of ids()) expect((await last.transcript(id, 0, 9)).length).toBe(2);
  });

  it('is not given up while a damaged key still names it', async () => {
    for (const id of ['c1', 'c2']) await store.commit(lead(id));
    const main = await row('c1', 'main');
    await put({ ...main, key: { ...(main.key as object), wrapped: Buffer.alloc(61).toString('base64') } });
    expect(await (await open({ kms: next })).upkept).toEqual({ sealed: 0, rewrapped: 1 });
    expect(damage).toHaveLength(1);
    await expect(open({ kms: alone })).rejects.toMatchObject({ code: 'wrongKey' });
    expect(await (await open({ kms: next })).load('c2')).toEqual(lead('c2').conversation);
  });
});

describe('a row of Cosmos DB that somebody changed', () => {
  beforeEach(async () => {
    for (const id of ['c1', 'c2']) {
      await store.commit(lead(id));
      await store.commit(aCommit(id, 1, { transcript: [anEntry(3)] }));
    }
  });
  const flipped = (sealed: unknown, bit: number): string => {
    const bytes = Buffer.from(String(sealed), 'base64');
    const at = (bit >> 3) % bytes.length;
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit & 7)), at);
    return bytes.toString('base64');
  };
  const WORK = 'work:w1';
  const CASE = 'record:k1';
  const cases = (of: CosmosStore) => of.records('case', { conversationId: 'c1', limit: 9 });
  const within = async (id: string, name: string, change: object) => {
    const known = await row('c1', id);
    return { ...known, [name]: { ...(known[name] as object), ...change } };
  };

  it.each<[string, () => Promise<readonly Row[]>, (of: CosmosStore) => Promise<unknown>]>([
    [
      'a conversation of another',
      async () => [{ ...(await row('c1', 'main')), sealed: (await row('c2', 'main')).sealed }],
      (of) => of.load('c1'),
    ],
    [
      'a conversation with its key of another',
      async () => {
        const { sealed, key } = await row('c2', 'main');
        return [{ ...(await row('c1', 'main')), sealed, key }];
      },
      (of) => of.load('c1'),
    ],
    [
      'a conversation that says another version',
      async () => [{ ...(await row('c1', 'main')), version: 1 }],
      (of) => of.load('c1'),
    ],
    [
      'a conversation in the clear',
      async () => {
        const { sealed: _, ...rest } = await row('c1', 'main');
        return [{ ...rest, id: 'main', conversationId: 'c1', conversation: aConversation('c1', 2) }];
      },
      (of) => of.load('c1'),
    ],
    [
      'a conversation in the clear without its key',
      async () => {
        const { sealed: _, key: _key, ...rest } = await row('c1', 'main');
        return [{ ...rest, id: 'main', conversationId: 'c1', conversation: aConversation('c1', 2) }];
      },
      (of) => of.load('c1'),
    ],
    [
      'transcript rows exchanged',
      async () => {
        const [two, three] = [await row('c1', 'transcript:2'), await row('c1', 'transcript:3')];
        return [
          { ...two, sealed: three.sealed },
          { ...three, sealed: two.sealed },
        ];
      },
      (of) => of.transcript('c1', 0, 9),
    ],
    [
      'a transcript row of another conversation',
      async () => [{ ...(await row('c1', 'transcript:2')), sealed: (await row('c2', 'transcript:2')).sealed }],
      (of) => of.transcript('c1', 0, 9),
    ],
    [
      'a transcript row in the clear',
      async () => {
        const { sealed: _, ...rest } = await row('c1', 'transcript:2');
        return [{ ...rest, id: 'transcript:2', conversationId: 'c1', entries: [anEntry(1, 'forged')] }];
      },
      (of) => of.transcript('c1', 0, 9),
    ],
    ['a record under another id', () => within(CASE, 'value', { id: 'k2' }).then((each) => [each]), cases],
    ['a record put back to an earlier time', () => within(CASE, 'value', { written: 0 }).then((each) => [each]), cases],
    ['work under another id', () => within(WORK, 'item', { id: 'w2' }).then((each) => [each]), (of) => of.work('c1')],
    [
      'work of another kind',
      () => within(WORK, 'item', { kind: 'reply' }).then((each) => [each]),
      (of) => of.work('c1'),
    ],
    [
      'a key cut short',
      () => within('main', 'key', { wrapped: Buffer.alloc(9).toString('base64') }).then((each) => [each]),
      (of) => of.load('c1'),
    ],
    [
      'a key that is gone',
      async () => {
        const { key: _, ...rest } = await row('c1', 'main');
        return [{ ...rest, id: 'main', conversationId: 'c1' }];
      },
      (of) => of.load('c1'),
    ],
  ])('is never believed: %s', async (_, changed, read) => {
    const rows = await changed();
    const fresh = await edit(...rows);
    const before = JSON.stringify(await everything());
    await expect(read(fresh)).rejects.toMatchObject(CORRUPT);
    expect(JSON.stringify(await everything())).toBe(before);
    expect(fresh.healthy()).toBe(true);
    expect(await fresh.commit(aCommit('c3', 0))).toEqual(COMMITTED);
    expect(await fresh.load('c3')).toEqual(aConversation('c3', 1));
  });

  it('is not written over by a turn, when it has lost its key', async () => {
    const { key: _, ...rest } = await row('c1', 'main');
    const fresh = await edit({ ...rest, id: 'main', conversationId: 'c1' });
    await expect(fresh.commit(aCommit('c1', 2))).rejects.toMatchObject(CORRUPT);
    expect(await row('c1', 'main')).toMatchObject({ version: 2, sealed: rest.sealed });
  });

  it('is never believed with an older body, of the conversation or of a case, put back', async () => {
    const [main, settled] = [await row('c1', 'main'), await row('c1', CASE)];
    await store.commit(aCommit('c1', 2, { records: [aCase('c1', 'k1', 'settled')] }));
    const oldValue = settled.value as { sealed: string };
    const now = await row('c1', CASE);
    const fresh = await edit(
      { ...(await row('c1', 'main')), sealed: main.sealed },
      { ...now, value: { ...(now.value as object), sealed: oldValue.sealed } },
    );
    await expect(fresh.load('c1')).rejects.toMatchObject(CORRUPT);
    await expect(cases(fresh)).rejects.toMatchObject(CORRUPT);
  });

  it('is never believed with any bit of its body flipped', async () => {
    const main = await row('c1', 'main');
    const bits = Buffer.from(String(main.sealed), 'base64').length * 8;
    const fresh = await open();
    for (let bit = 0; bit < bits; bit += Math.ceil(bits / 60)) {
      await put({ ...main, sealed: flipped(main.sealed, bit) });
      await expect(fresh.load('c1')).rejects.toMatchObject(CORRUPT);
    }
    await put(main);
    expect(await fresh.load('c1')).toMatchObject({ version: 2 });
  });

  it('is left out of what is about all conversations, and told of', async () => {
    const [record, work] = [await row('c1', CASE), await row('c1', WORK)];
    const { value, item } = { ...record, ...work } as unknown as Record<'value' | 'item', { sealed: string }>;
    const fresh = await edit(
      { ...record, value: { ...value, sealed: flipped(value.sealed, 300) } },
      { ...work, item: { ...item, sealed: flipped(item.sealed, 300) } },
    );
    expect((await fresh.records('case', { limit: 9 })).map(({ conversationId }) => conversationId)).toEqual(['c2']);
    expect(damage).toMatchObject([CORRUPT]);
    const claimed = await fresh.claim(claimOf(1));
    const then = await fresh.claim(claimOf(1));
    expect([...claimed, ...then].map(({ conversationId }) => conversationId)).toEqual(['c2']);
    expect(damage).toMatchObject([CORRUPT, CORRUPT]);
    expect(await fresh.nextDueAt(['callout'])).toBeGreaterThan(1000);
    expect(await fresh.load('c1')).toMatchObject({ version: 2 });
  });
});

describe('an erasure on Cosmos DB', () => {
  const report = { conversationId: 'c1', workId: 'r1', part: 0, sid: 'SM1', status: 'sent', at: 1 } as const;
  beforeEach(async () => {
    await store.identify({ personId: 'P', number: 'N', conversationId: 'c1' });
    await store.commit(lead('c1'));
    for (let version = 1; version < 30; version += 1) {
      const work = Array.from({ length: 4 }, (_, at) => aWorkItem('c1', `w${version}-${at}`));
      await store.commit(aCommit('c1', version, { inboxKey: `n${version}`, transcript: [anEntry(version + 9)], work }));
    }
    await store.deliver(report);
  });

  it('leaves one row, without a key, of however many there were', async () => {
    expect((await everything()).length).toBeGreaterThan(180);
    await store.erase('c1');
    const left = await everything();
    expect(left).toMatchObject([{ id: 'main', erased: CLOCK, agenda: [], ready: {} }]);
    expect(Object.keys(left[0] ?? {})).not.toContain('key');
    const names = ['person:P', 'number:N', 'owner:c1'].map((id) => container('unique').item(id, id).read());
    expect((await Promise.all(names)).map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
  });

  it.each([1, 2, 3])(
    'destroys the key first, and is ended by whoever opens the database when it was cut off after write %i',
    async (writes) => {
      service.faults.add({ at: 'batch', kind: 'slow', ms: 0, times: writes });
      service.faults.add({ at: 'batch', kind: 'unavailable503', share: 1 });
      await expect(store.erase('c1')).rejects.toMatchObject({ code: 'unreachable' });
      service.faults.clear();
      expect(Object.keys(await row('c1', 'main'))).not.toContain('key');
      await expect((await subject.open()).load('c1')).rejects.toMatchObject({ code: 'erased' });
      await open();
      expect(await everything()).toMatchObject([{ id: 'main', ready: {} }]);
    },
  );

  it('holds for processes that have the key and the row at hand', async () => {
    const other = await open();
    await other.load('c1');
    await other.commit(aCommit('c1', 30));
    await store.erase('c1');
    await expect(other.commit(aCommit('c1', 31))).rejects.toMatchObject({ code: 'erased' });
    expect(await other.deliver({ ...report, status: 'read' })).toBe(false);
    expect(await other.transcript('c1', 0, 9)).toEqual([]);
    await expect(other.load('c1')).rejects.toMatchObject({ code: 'erased' });
    expect(await everything()).toHaveLength(1);
  });

  it('leaves no name that leads there, though one is given while it runs', async () => {
    await store.erase('c1');
    const late = { id: 'number:N2', conversation: 'c1' };
    await container('unique').items.create(late);
    const other = await open();
    expect(await other.identify({ number: 'N2', conversationId: 'fresh' })).toBe('fresh');
    expect(await other.identify({ personId: 'P', number: 'N2', conversationId: 'later' })).toBe('fresh');
  });
});

describe('a database of the release before', () => {
  const conversation = (id: string) => aConversation(id, 3, { userId: CANARIES[0] ?? '', seq: 2 });
  const agenda = [
    { id: 'w1', kind: 'callout', status: 'pending', dueAt: 100, attempts: 0, fence: 0, leaseUntil: 0, order: 5 },
  ];
  /** As that release wrote them. */
  const rows = (conversationId: string) => [
    {
      id: 'main',
      conversationId,
      conversation: conversation(conversationId),
      agenda,
      ready: { callout: 100 },
      stamp: 6,
      commits: ['x'],
    },
    { id: 'inbox:m1', conversationId, receipt: 1, by: 'x' },
    { id: 'transcript:2', conversationId, last: 2, entries: [anEntry(1, CANARIES[1]), anEntry(2)] },
    { id: 'record:k1', conversationId, record: { case: 4 }, value: aCase(conversationId, 'k1') },
    { id: 'work:w1', conversationId, work: 5, item: { id: 'w1', kind: 'callout', body: { say: CANARIES[3] } } },
    {
      id: 'work:w0',
      conversationId,
      work: 6,
      item: { id: 'w0', kind: 'callout', body: {} },
      ended: { status: 'done', dueAt: 1, attempts: 1, fence: 1, by: 'x' },
    },
  ];
  const notice = { id: 'n1', conversationId: 'c1', at: 1, kind: 'notice', body: { sha256: 's', text: CANARIES[5] } };
  let old: CosmosUnderTest;
  beforeEach(async () => {
    old = subject;
    await store.close();
    for (const id of ids()) for (const each of rows(id)) await container('conversation').items.create(each);
    await container('unique').items.create({ id: 'notice:n1', record: { notice: 3 }, value: notice });
    await container('unique').item('keyring', 'keyring').delete();
    await container('unique').item('schema', 'schema').replace({ id: 'schema', schema: 1 });
  });

  it('is refused until it was prepared, then opens, keeps everything and is sealed beside the turns', async () => {
    await expect(old.open()).rejects.toMatchObject({
      code: 'notPrepared',
      message: expect.stringContaining('cosmos:init'),
    });
    await prepareCosmos(old.account);
    const fresh = await old.open();
    expect(await fresh.load('c1')).toEqual(conversation('c1'));
    expect(await fresh.commit({ ...aCommit('c2', 3), transcript: [anEntry(3)] })).toEqual(COMMITTED);
    expect(await fresh.commit(aCommit('c2', 4, { inboxKey: 'm1' }))).toEqual({ status: 'duplicate', receipt: 1 });
    expect(await fresh.upkept).toMatchObject({ sealed: 3 });
    for (const each of [fresh, await open()]) {
      expect(await each.load('c3')).toEqual(conversation('c3'));
      expect(await each.transcript('c2', 0, 9)).toEqual([anEntry(1, CANARIES[1]), anEntry(2), anEntry(3)]);
      expect(await each.records('case', { limit: 9 })).toHaveLength(3);
      expect(await each.records('notice', { limit: 9 })).toEqual([notice]);
      expect((await each.work('c1')).map(({ id, status, body }) => [id, status, body])).toEqual([
        ['w1', 'pending', { say: CANARIES[3] }],
        ['w0', 'done', {}],
      ]);
    }
    const text = JSON.stringify([
      await everything(),
      (await container('unique').item('notice:n1', 'notice:n1').read()).resource,
    ]);
    expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);
    const [claimed] = await fresh.claim(claimOf(1));
    expect(claimed).toMatchObject({ id: 'w1', body: { say: CANARIES[3] } });
  });

  it('is sealed past a conversation that cannot be, which is told of and left as it was', async () => {
    await prepareCosmos(old.account);
    const main = await row('c2', 'main');
    await put({ ...main, key: { version: 'nobody’s', wrapped: '' }, ring: 1 });
    const fresh = await open();
    expect(await fresh.upkept).toMatchObject({ sealed: 2 });
    // Told of by whatever meets it.
    expect([...new Set(damage.map(({ message }) => / of (c\d)/.exec(message)?.[1]))]).toEqual(['c2']);
    expect(await fresh.load('c3')).toEqual(conversation('c3'));
    await fresh.close();
    // Rows in the clear are still believed, and what is mended is sealed the next time.
    damage = [];
    await put(main);
    expect(await (await open()).upkept).toMatchObject({ sealed: 1 });
    expect(damage).toEqual([]);
  });

  it('is sealed past a notice that says nothing any more', async () => {
    await prepareCosmos(old.account);
    const { body: _, ...nothing } = notice;
    await container('unique')
      .item('notice:n1', 'notice:n1')
      .replace({ id: 'notice:n1', record: { notice: 3 }, value: nothing });
    expect(await (await open()).upkept).toMatchObject({ sealed: 3 });
    expect(damage.map(({ message }) => message)).toEqual([expect.stringContaining('record.notice')]);
  });

  it('is sealed whole, though it has more rows than one query looks through', async () => {
    const many = Array.from({ length: 60 }, (_, at) => `many${String(at).padStart(2, '0')}`);
    for (const id of many) for (const each of rows(id)) await container('conversation').items.create(each);
    await prepareCosmos(old.account);
    const fresh = await open();
    expect(await fresh.upkept).toMatchObject({ sealed: 63 });
    const clear = await Promise.all(many.map(async (id) => 'conversation' in (await row(id, 'main'))));
    expect(clear.filter(Boolean)).toEqual([]);
  }, 60_000);

  it('goes on where its sealing was cut off, and then believes no row in the clear', async () => {
    await prepareCosmos(old.account);
    const cutOff = await old.open();
    await cutOff.close();
    const fresh = await open();
    expect(await fresh.transcript('c3', 0, 9)).toHaveLength(2);
    await container('conversation').items.create({ ...rows('forged')[0] });
    const after = await open();
    await expect(after.load('forged')).rejects.toMatchObject(CORRUPT);
    await expect(after.commit(aCommit('forged', 3))).rejects.toMatchObject(CORRUPT);
  });
});

/** The local service, which can go away and says how often it was asked. */
function countingKms(): Kms & { asked: number; isDown: boolean } {
  const real = createLocalKms(KEY);
  const answer = async <T>(question: () => Promise<T>): Promise<T> => {
    kms.asked += 1;
    if (kms.isDown) throw new Error('connect ETIMEDOUT');
    return question();
  };
  const kms = {
    asked: 0,
    isDown: false,
    current: real.current,
    wrap: (key: Buffer, context: string) => answer(() => real.wrap(key, context)),
    unwrap: (wrapped: Parameters<Kms['unwrap']>[0], context: string) => answer(() => real.unwrap(wrapped, context)),
  };
  return kms;
}
