import type { CosmosStandIn } from '../../../sandbox/cosmos';
import type { CosmosStore } from '../../../store/cosmos/cosmosStore';
import { RESERVATION_LEASE_MS } from '../../../store/cosmos/reservation';
import { CLOCK } from '../clock';
import { aCommit, aConversation } from '../documents';
import { type CosmosUnderTest, cosmosUnderTest, seeded, startCosmos } from './cosmosUnderTest';

const COMMITTED = { status: 'committed' };
const AFTER_THE_LEASE = CLOCK + RESERVATION_LEASE_MS;
let service: CosmosStandIn;
let subject: CosmosUnderTest;
let store: CosmosStore;

beforeAll(async () => {
  service = await startCosmos();
});
afterAll(() => service.close());
beforeEach(async () => {
  subject = await cosmosUnderTest(service);
  store = await subject.open();
  for (const id of ['c1', 'c2']) await store.commit(aCommit(id, 0));
});
afterEach(() => subject.dispose());

const reserving = (id: string, inboxKey: string, version = 1) =>
  aCommit(id, version, {
    inboxKey,
    conversation: aConversation(id, version + 1),
    reserve: { names: ['a'], run: 1, at: CLOCK, inPlaceOf: [] },
  });
const takenBy = (conversationId: string) => ({ status: 'taken', by: { conversationId, run: 1, at: CLOCK } });

/** A call that gives up between its names and its batch, as a process that dies there does. */
async function diesBetween(by = store, inboxKey = 'm1', version = 1): Promise<void> {
  service.faults.add({ at: 'batch', kind: 'slow', ms: 0 });
  service.faults.add({ at: 'batch', kind: 'unavailable503', times: 30 });
  await expect(by.commit(reserving('c1', inboxKey, version))).rejects.toMatchObject({ retryable: true });
  service.faults.clear();
}

/** The same in a process of its own: one that lives on looks whether the service is back. */
async function processDies(inboxKey: string, version = 1): Promise<void> {
  const process = await subject.open();
  await process.upkept;
  await diesBetween(process, inboxKey, version);
  await process.close();
}

/** Its second batch, the turn's own, is on its way for so long. */
function isHeldUp(ms: number, by = store) {
  service.faults.add({ at: 'batch', kind: 'slow', ms: 0 });
  service.faults.add({ at: 'batch', kind: 'slow', ms });
  return by.commit(reserving('c1', 'm1'));
}

describe('a name on Cosmos DB', () => {
  it('is held for a while by a turn that died before it was kept, and then free', async () => {
    await diesBetween();
    expect((await store.load('c1'))?.version).toBe(1);
    const other = await subject.open();
    expect(await other.commit(reserving('c2', 'm2'))).toEqual(takenBy('c1'));
    const later = await subject.open({ clock: () => AFTER_THE_LEASE });
    expect(await later.commit(reserving('c2', 'm2'))).toEqual(COMMITTED);
  });

  it('is still its own for a turn that died, whatever message comes next', async () => {
    await diesBetween();
    expect(await store.commit(reserving('c1', 'another message'))).toEqual(COMMITTED);
    const later = await subject.open({ clock: () => AFTER_THE_LEASE });
    expect(await later.commit(reserving('c2', 'm2'))).toEqual(takenBy('c1'));
  });

  it('stays held after the lease by the turn that was kept, whichever of the run’s own rivals named it last', async () => {
    const [first, second] = [await subject.open(), await subject.open()];
    // Both of one run and version, through two processes: the first holds the name, the second names it and dies.
    const kept = isHeldUp(1_500, first);
    while (service.faults.list().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await diesBetween(second, 'm2');
    expect(await kept).toEqual(COMMITTED);
    const later = await subject.open({ clock: () => 2 * AFTER_THE_LEASE });
    expect(await later.commit(reserving('c2', 'm3'))).toEqual(takenBy('c1'));
  }, 60_000);

  it('stays held after however many rivals of its own run', async () => {
    for (let rival = 0; rival < 10; rival += 1) await processDies(`rival ${rival}`);
    expect(await store.commit(reserving('c1', 'm1'))).toEqual(COMMITTED);
    for (let rival = 0; rival < 10; rival += 1) await processDies(`later rival ${rival}`, 2);
    const later = await subject.open({ clock: () => 2 * AFTER_THE_LEASE });
    expect(await later.commit(reserving('c2', 'm3'))).toEqual(takenBy('c1'));
  }, 120_000);

  it('stays held after the lease by a turn that was kept', async () => {
    expect(await store.commit(reserving('c1', 'm1'))).toEqual(COMMITTED);
    const later = await subject.open({ clock: () => 2 * AFTER_THE_LEASE });
    expect(await later.commit(reserving('c2', 'm2'))).toEqual(takenBy('c1'));
  });

  it('is lost by a turn that comes back from the dead after the lease', async () => {
    const later = await subject.open({ clock: () => AFTER_THE_LEASE });
    const zombie = isHeldUp(4_000);
    // Both its batches have reached the service, and the second waits there.
    while (service.faults.list().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await later.commit(reserving('c2', 'm2'))).toEqual(COMMITTED);
    expect(await zombie).toEqual(takenBy('c2'));
    expect((await later.load('c1'))?.version).toBe(1);
  }, 60_000);

  it('is given to one of many however often calls fail and answers are lost', async () => {
    for (let round = 0; round < 6; round += 1) {
      const names = [`n${round}-a`, `n${round}-b`];
      const ids = Array.from({ length: 6 }, (_, index) => `r${round}-${index}`);
      for (const id of ids) await store.commit(aCommit(id, 0));
      const stores = await Promise.all(ids.map((_, index) => subject.open({ random: seeded(round * 10 + index) })));
      for (const kind of ['retryWith449', 'reset', 'conflict412', 'unavailable503'] as const)
        service.faults.add({ at: 'batch', kind, share: 0.08, after: kind === 'reset' });
      const outcomes = await Promise.all(
        ids.map((id, index) => {
          const reserve = { names: index % 2 ? names : names.toReversed(), run: 1, at: CLOCK, inPlaceOf: [] };
          return (stores[index] ?? store).commit({ ...reserving(id, 'm'), reserve });
        }),
      );
      service.faults.clear();
      const kept = (await Promise.all(ids.map((id) => store.load(id)))).filter((one) => one?.version === 2);
      expect(kept).toHaveLength(outcomes.filter(({ status }) => status === 'committed').length);
      expect(kept.length).toBe(1);
    }
  });
});
