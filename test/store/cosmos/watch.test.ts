import { CosmosClient } from '@azure/cosmos';
import type { CosmosStandIn } from '../../../sandbox/cosmos';
import type { Fault } from '../../../sandbox/cosmos/faults';
import type { CosmosStore } from '../../../store/cosmos/cosmosStore';
import type { StoreFault } from '../../../store/storeFault';
import { aCommit, anEntry, aWorkItem } from '../documents';
import { type CosmosUnderTest, cosmosUnderTest, startCosmos } from './cosmosUnderTest';

let service: CosmosStandIn;
let subject: CosmosUnderTest;
let here: CosmosStore;
let there: CosmosStore;
let told: string[];

beforeAll(async () => {
  service = await startCosmos();
});
afterAll(() => service.close());
beforeEach(async () => {
  subject = await cosmosUnderTest(service);
  [here, there] = [await subject.open(), await subject.open()];
  told = [];
});
afterEach(() => subject.dispose());

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
};
const listening = () => here.watch((id) => void told.push(id));
const heard = () => [...new Set(told)].sort();
const many = (prefix: string) => Array.from({ length: 12 }, (_, at) => `${prefix}${String(at).padStart(2, '0')}`);

const PARAMETERS = [{ name: '@value', value: 'c1' }];

describe('the change feed of Cosmos DB', () => {
  it('tells of turns that another process committed, in every partition, and of each once more when there is another', async () => {
    listening();
    await Promise.all(many('c').map((id) => there.commit(aCommit(id, 0, { work: [aWorkItem(id, 'w')] }))));
    await until(() => heard().length === 12);
    expect(heard()).toEqual(many('c'));
    told = [];
    await there.commit(aCommit('c05', 1));
    await until(() => told.includes('c05'));
  });

  it('says nothing of what this process did itself', async () => {
    listening();
    await here.commit(aCommit('own', 0));
    await there.commit(aCommit('other', 0));
    await until(() => told.includes('other'));
    expect(told).not.toContain('own');
  });

  it('says nothing of claims and settlements', async () => {
    await there.commit(aCommit('c1', 0, { work: [aWorkItem('c1', 'w')] }));
    listening();
    await there.commit(aCommit('c1', 1));
    await until(() => told.includes('c1'));
    told = [];
    const [claimed] = await there.claim({ kinds: ['callout'], now: 1000, leaseMs: 50, limit: 1 });
    await there.settle({ conversationId: 'c1', id: 'w', fence: claimed?.fence ?? 0, status: 'done' });
    await there.commit(aCommit('c2', 0));
    await until(() => told.includes('c2'));
    expect(told).not.toContain('c1');
  });

  it.each<[string, Partial<Fault> & Pick<Fault, 'kind'>]>([
    ['is throttled', { kind: 'throttled429', ms: 50, times: 6 }],
    ['is away', { kind: 'unavailable503', times: 4 }],
    ['breaks off', { kind: 'reset', times: 4 }],
    ['breaks off behind its answer', { kind: 'reset', after: true, times: 4 }],
    ['meets a partition that moves', { kind: 'gone410', times: 3 }],
    ['lags behind', { kind: 'stale', ms: 5, times: 6 }],
    ['is slow', { kind: 'slow', ms: 300, times: 3 }],
  ])('leaves out no turn when it %s', async (_, fault) => {
    listening();
    service.faults.add({ at: 'feed', ...fault });
    for (const id of many('d')) await there.commit(aCommit(id, 0));
    await until(() => heard().length === 12);
    expect(heard()).toEqual(many('d'));
    expect(here.healthy()).toBe(true);
  });

  it('tells of turns though our clock is ahead of the service’s, or behind it', async () => {
    for (const ahead of [3_600_000, -3_600_000]) {
      const off = await subject.open({ clock: () => Date.now() + ahead });
      const said: string[] = [];
      off.watch((id) => void said.push(id));
      await there.commit(aCommit(`c${ahead}`, 0));
      await until(() => said.includes(`c${ahead}`));
    }
  });

  it('tells of an erasure, and forgets the key: not even old rows can be read again', async () => {
    const client = new CosmosClient({ endpoint: service.endpoint, key: service.key });
    const rows = client.database(subject.account.database).container('conversation').items;
    await there.commit(aCommit('c1', 0, { transcript: [anEntry(1, 'said before')] }));
    expect(await here.transcript('c1', 0, 9)).toHaveLength(1);
    const query = { query: 'SELECT * FROM c WHERE c.conversationId = @value', parameters: PARAMETERS };
    const { resources } = await rows.query<{ id: string }>(query, { partitionKey: 'c1' }).fetchAll();
    listening();
    await until(() => told.includes('c1'));
    told = [];
    await there.erase('c1');
    await until(() => told.includes('c1'));
    for (const row of resources) if (row.id.startsWith('transcript')) await rows.create(row);
    expect(await here.transcript('c1', 0, 9)).toEqual([]);
    client.dispose();
  });

  it('that fails again and again is told of, once each time, in words of the store', async () => {
    const damage: StoreFault[] = [];
    const deaf = await subject.open({ onDamage: (fault) => void damage.push(fault) });
    deaf.watch((id) => void told.push(id));
    await there.commit(aCommit('c1', 0));
    await until(() => told.includes('c1'));
    service.faults.add({ at: 'feed', kind: 'unavailable503', share: 1 });
    await until(() => damage.length > 0);
    service.faults.clear();
    await there.commit(aCommit('c2', 0));
    await until(() => told.includes('c2'));
    expect(damage.map(({ code, retryable }) => [code, retryable])).toEqual([['unreachable', true]]);
  });

  it('is read only while somebody listens', async () => {
    const feeds = () => here.charges().watch?.requests ?? 0;
    expect(feeds()).toBe(0);
    const stop = listening();
    await until(() => feeds() > 3);
    stop();
    stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const then = feeds();
    await there.commit(aCommit('c1', 0));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(feeds()).toBe(then);
    expect(told).not.toContain('c1');
    listening();
    await until(() => told.includes('c1'));
  });

  it('tells everybody who listens', async () => {
    const others: string[] = [];
    here.watch((id) => void others.push(id));
    listening();
    await there.commit(aCommit('c1', 0));
    await until(() => told.includes('c1') && others.includes('c1'));
  });
});
