import { CosmosClient } from '@azure/cosmos';
import type { CosmosStandIn } from '../../../sandbox/cosmos';
import type { CosmosStore } from '../../../store/cosmos/cosmosStore';
import { aCase, aCommit, aConversation } from '../documents';
import { type CosmosUnderTest, cosmosUnderTest, startCosmos } from './cosmosUnderTest';

let service: CosmosStandIn;
let subject: CosmosUnderTest;
let client: CosmosClient;
beforeAll(async () => {
  service = await startCosmos();
  client = new CosmosClient({ endpoint: service.endpoint, key: service.key });
});
afterAll(async () => {
  client.dispose();
  await service.close();
});
beforeEach(async () => {
  subject = await cosmosUnderTest(service);
});
afterEach(() => subject.dispose());

const IDS = ['waits', 'held', 'case', 'settled', 'call', 'bot'];
const container = (name: 'conversation' | 'unique') => client.database(subject.account.database).container(name);
const found = async (store: CosmosStore) => {
  const { documents } = await store.needing({ limit: 99 });
  return [documents.map(({ id }) => id).sort(), (await store.lately(99)).map(({ id }) => id)];
};
const FOUND = [
  ['call', 'case', 'held', 'waits'],
  ['bot', 'settled', 'case', 'call'],
];

const requestsOf = (store: CosmosStore) =>
  Object.values(store.charges()).reduce((sum, { requests }) => sum + requests, 0);

/** What the release before left: rows that do not say whether somebody is needed. */
async function asBefore(): Promise<void> {
  const store = await subject.open();
  const states = { waits: { status: 'pending' }, held: { status: 'open' } } as const;
  for (const [at, id] of IDS.entries()) {
    const state = id in states ? states[id as keyof typeof states] : {};
    const conversation = aConversation(id, 1, { ...state, lastInboundAt: id === 'call' ? 1 : 10 + at });
    const callBack = {
      id: 'cb',
      conversationId: id,
      at: 1,
      kind: 'callBack',
      body: { status: 'open', market: 'SG', contactHours: '09:00–20:00' },
    } as const;
    const settled = id === 'settled' ? 'settled' : 'open';
    const records = id === 'call' ? [callBack] : ['case', 'settled'].includes(id) ? [aCase(id, 'k1', settled)] : [];
    await store.commit(aCommit(id, 0, { conversation, records }));
  }
  await store.upkept;
  for (const id of IDS) {
    const main = container('conversation').item('main', id);
    const { attention: _attention, withBot: _withBot, ...row } = (await main.read()).resource;
    await main.replace(row);
  }
  await container('unique').items.upsert({ id: 'schema', schema: 3, madeWith: 2 });
}

it('finds the conversations of an earlier release from the first look on, and judges them once', async () => {
  await asBefore();
  const store = await subject.open();
  expect(await found(store)).toEqual(FOUND);
  await store.upkept;
  const schema = await container('unique').item('schema', 'schema').read();
  expect(schema.resource).toMatchObject({ madeWith: 2, judged: true });
  const later = await subject.open();
  expect(await found(later)).toEqual(FOUND);
  await later.upkept;
  // Not looked through again: a look reads every conversation, and writes it.
  expect(requestsOf(later)).toBeLessThan(requestsOf(store) - IDS.length);
});

it('misses none that turns change while several processes judge', async () => {
  await asBefore();
  const stores = await Promise.all([subject.open(), subject.open()]);
  const [one] = stores;
  const turn = aConversation('bot', 2, { status: 'pending', desk: {} });
  const turns = one.commit(aCommit('bot', 1, { conversation: turn }));
  const looks = await Promise.all(stores.map(found));
  expect(await turns).toEqual({ status: 'committed' });
  for (const [needing] of looks) expect(needing).toEqual(expect.arrayContaining(FOUND[0] ?? []));
  expect((await found(one))[0]).toEqual([...(FOUND[0] ?? []), 'bot'].sort());
});
