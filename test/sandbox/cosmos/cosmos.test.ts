import { type Container, CosmosClient } from '@azure/cosmos';
import { type CosmosStandIn, createCosmos } from '../../../sandbox/cosmos';

let service: CosmosStandIn;
let client: CosmosClient;
let container: Container;
let made = 0;

const connect = (key = service.key) =>
  new CosmosClient({
    endpoint: service.endpoint,
    key,
    consistencyLevel: 'Session',
    connectionPolicy: {
      retryOptions: { maxRetryAttemptCount: 1, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 1 },
    },
  });

beforeAll(async () => {
  service = await createCosmos({ port: 0 });
  client = connect();
});
afterAll(async () => {
  client.dispose();
  await service.close();
});
beforeEach(async () => {
  made += 1;
  const { database } = await client.databases.createIfNotExists({ id: `db${made}` });
  const indexingPolicy = { includedPaths: [{ path: '/rank/?' }], excludedPaths: [{ path: '/*' }] };
  const definition = { id: 'things', partitionKey: { paths: ['/group'] }, indexingPolicy };
  ({ container } = await database.containers.createIfNotExists(definition));
});
afterEach(() => service.faults.clear());

const thing = (id: string, group = 'g', rest: object = {}) => ({ id, group, ...rest });
const create = (id: string, group?: string, rest?: object) =>
  ({ operationType: 'Create', resourceBody: thing(id, group, rest) }) as const;
const codes = async (operations: Parameters<Container['items']['batch']>[0], group = 'g') =>
  (await container.items.batch(operations, group)).result?.map(({ statusCode }) => statusCode);
const read = (id: string, group = 'g') => container.item(id, group).read();
const ranked = (rest = '', select = '*') => ({
  query: `SELECT ${select} FROM c WHERE ${rest}c.rank > @value ORDER BY c.rank ASC`,
  parameters: [
    { name: '@value', value: 0 },
    { name: '@partition', value: 'g' },
  ],
});

/** What the store builds on, asked for with the real SDK. */
describe('the stand-in for Cosmos DB', () => {
  it('creates once, and reads back what was created', async () => {
    const { resource, etag } = await container.items.create(thing('a', 'g', { name: 'first' }));
    expect(resource).toMatchObject({ name: 'first', _etag: etag });
    await expect(container.items.create(thing('a'))).rejects.toMatchObject({ code: 409 });
    expect((await read('a')).resource).toMatchObject({ name: 'first' });
    expect((await read('a', 'other')).statusCode).toBe(404);
  });

  it('replaces, patches and deletes only under the etag that is current', async () => {
    const { etag } = await container.items.create(thing('a'));
    const under = (condition: string) => ({ accessCondition: { type: 'IfMatch', condition } });
    const { etag: next } = await container.item('a', 'g').replace(thing('a', 'g', { n: 1 }), under(etag));
    expect(next).not.toBe(etag);
    await expect(container.item('a', 'g').replace(thing('a'), under(etag))).rejects.toMatchObject({ code: 412 });
    await container.item('a', 'g').patch([{ op: 'set', path: '/deep', value: { m: 2 } }]);
    expect((await read('a')).resource).toMatchObject({ n: 1, deep: { m: 2 } });
    await expect(container.item('a', 'g').delete(under(next))).rejects.toMatchObject({ code: 412 });
    await container.item('a', 'g').delete();
    expect((await read('a')).statusCode).toBe(404);
    expect((await container.items.upsert(thing('a'))).statusCode).toBe(201);
    expect((await container.items.upsert(thing('a'))).statusCode).toBe(200);
  });

  it('keeps a batch whole or not at all, and says which operation it failed at', async () => {
    expect(await codes([create('a'), create('b')])).toEqual([201, 201]);
    const stale = { operationType: 'Replace', id: 'b', ifMatch: '"old"', resourceBody: thing('b') } as const;
    expect(await codes([create('c'), stale, create('d')])).toEqual([424, 412, 424]);
    expect(await codes([create('c'), create('a'), create('d')])).toEqual([424, 409, 424]);
    expect((await read('c')).statusCode).toBe(404);
    expect(await codes([create('c', 'another partition')])).toEqual([400]);
    await expect(container.items.batch([], 'g')).rejects.toThrow('100 operations');
  });

  it('lets an operation of a batch see the ones before it', async () => {
    expect(await codes([create('a'), create('a')])).toEqual([424, 409]);
    const patch = {
      operationType: 'Patch',
      id: 'b',
      resourceBody: { operations: [{ op: 'set', path: '/n', value: 1 }] },
    };
    expect(await codes([create('b'), patch as never])).toEqual([201, 200]);
  });

  it('refuses an item larger than 2 MB and an id with a slash in it', async () => {
    await expect(container.items.create(thing('a', 'g', { text: 'x'.repeat(2_100_000) }))).rejects.toMatchObject({
      code: 413,
    });
    expect(await codes([create('a/b')])).toEqual([400]);
  });

  it('answers a query of one partition in order, page by page', async () => {
    for (const rank of [3, 1, 2, 5, 4]) await container.items.create(thing(`t${rank}`, 'g', { rank }));
    await container.items.create(thing('other', 'h', { rank: 1 }));
    await container.items.create(thing('without'));
    const query = container.items.query(ranked('c.group = @partition AND '), { partitionKey: 'g', maxItemCount: 2 });
    const pages: number[][] = [];
    while (query.hasMoreResults()) {
      const { resources = [] } = await query.fetchNext();
      pages.push(resources.map(({ rank }) => rank));
    }
    expect(pages.filter((page) => page.length > 0)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('answers a query across partitions in order, as the SDK merges them', async () => {
    for (let rank = 1; rank <= 12; rank += 1) await container.items.create(thing('t', `g${rank}`, { rank }));
    const query = ranked('', 'c.group, c.rank');
    const { resources } = await container.items.query(query, { maxItemCount: 2, forceQueryPlan: true }).fetchAll();
    expect(resources).toEqual(Array.from({ length: 12 }, (_, at) => ({ group: `g${at + 1}`, rank: at + 1 })));
    expect((await container.items.query(query).fetchAll()).resources).toHaveLength(12);
  });

  it.each([
    ['an order by a path without an index', 'SELECT * FROM c WHERE c.name > @value ORDER BY c.name ASC'],
    [
      'an order by two paths without an index of both',
      'SELECT * FROM c WHERE c.rank > @value ORDER BY c.group ASC, c.rank ASC',
    ],
    ['a scan', 'SELECT * FROM c'],
    ['an aggregate', 'SELECT VALUE COUNT(1) FROM c'],
    ['values inside the text', 'SELECT * FROM c WHERE c.rank > 3 ORDER BY c.rank ASC'],
  ])('refuses %s', async (_, query) => {
    const asked = { query, parameters: [{ name: '@value', value: 0 }] };
    const answer = container.items.query(asked, { partitionKey: 'g' }).fetchAll();
    await expect(answer).rejects.toMatchObject({ code: 400 });
  });

  it('refuses another key', async () => {
    const stranger = connect(Buffer.from('guessed').toString('base64'));
    await expect(stranger.database('db1').read()).rejects.toMatchObject({ code: 401 });
    stranger.dispose();
  });

  it('shows a lagging replica to strangers and never to the session that wrote', async () => {
    await container.items.create(thing('a', 'g', { n: 1 }));
    const stranger = connect();
    const there = stranger.database(`db${made}`).container('things').item('a', 'g');
    service.faults.add({ at: 'read', kind: 'stale', ms: 5, times: 2 });
    expect((await there.read()).statusCode).toBe(404);
    expect((await read('a')).resource).toMatchObject({ n: 1 });
    stranger.dispose();
  });

  it('charges by size, by kind and by what is indexed', async () => {
    const charge = async (call: Promise<{ requestCharge: number }>) => (await call).requestCharge;
    const small = await charge(container.items.create(thing('a')));
    const large = await charge(container.items.create(thing('b', 'g', { text: 'x'.repeat(20_000) })));
    const indexed = await charge(container.items.create(thing('c', 'g', { rank: 1 })));
    expect(await charge(read('a'))).toBe(1);
    expect(small).toBeGreaterThan(5);
    expect(large).toBeGreaterThan(small);
    expect(indexed).toBeGreaterThan(small);
    expect(await charge(container.item('a', 'g').replace(thing('a')))).toBeGreaterThan(1.5 * small);
  });

  it.each([
    ['retryWith449', 449],
    ['gone410', 410],
    ['timeout408', 408],
  ] as const)('performs %s, which the SDK gives up at once', async (kind, code) => {
    service.faults.add({ at: 'write', kind });
    const creation = container.items.create(thing('a'));
    await expect(creation).rejects.toMatchObject({ code });
    expect((await read('a')).statusCode).toBe(404);
  });

  it('tells of a batch that failed as a whole no status: why the store looks at the request itself', async () => {
    service.faults.add({ at: 'batch', kind: 'retryWith449' });
    const failed = await container.items.batch([create('a')], 'g').catch((cause) => cause);
    expect([failed.code, failed.headers]).toEqual([undefined, undefined]);
  });

  it('carries out what it spoils the answer of', async () => {
    service.faults.add({ at: 'write', kind: 'reset', after: true });
    await expect(container.items.create(thing('a'))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await read('a')).statusCode).toBe(200);
  });

  it('takes faults and tells what it was asked at its switches', async () => {
    const desk = `${service.endpoint}__sandbox/cosmos`;
    const post = (fault: object) => fetch(`${desk}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    expect((await post({ at: 'read', kind: 'nonsense' })).status).toBe(400);
    expect((await post({ at: 'read', kind: 'throttled429', ms: 1 })).status).toBe(201);
    await container.items.create(thing('a'));
    expect((await read('a')).statusCode).toBe(200);
    expect(await (await fetch(`${desk}/faults`)).json()).toEqual({ faults: [] });
    expect(await (await fetch(desk)).json()).toMatchObject({ requests: expect.any(Number), units: expect.any(Number) });
    expect((await fetch(`${desk}/nothing`)).status).toBe(404);
  });
});
