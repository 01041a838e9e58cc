import { Readable } from 'node:stream';
import type { DeskEvent, WorkRow } from '../../../bot/desk/contract';
import { createLiveDesk, type LiveDesk } from '../../../bot/desk/liveDesk';
import { usualTimes } from '../../../bot/desk/serviceTimes';
import type { Principal } from '../../../bot/staff/principal';
import { aCase } from '../../store/documents';
import { agentOf } from '../../support/agent';
import { openChat } from '../../support/chat';
import { customer, play } from '../../support/conversation';
import { type DeskReader, readDesk } from '../../support/deskReader';
import { startTestProduct, type TestProduct } from '../../support/product';
import { aPrincipal, staffOf } from '../../support/staff';

const MINUTE_MS = 60_000;
const ann = aPrincipal({ id: 'ann', name: 'Anna', markets: ['SG'], languages: ['en'] });
const bob = aPrincipal({ id: 'bob', name: 'Bob', markets: ['SG'], languages: ['en'] });
const sue = aPrincipal({ id: 'sue', name: 'Sue', roles: ['supervisor'], markets: ['SG'], languages: ['en'] });
const far = aPrincipal({ id: 'far', name: 'Far', markets: ['PL'], languages: ['pl'] });

let product: TestProduct;
let desk: LiveDesk;
let stops: (() => void)[];
const faults: unknown[] = [];

/** What one process knows of it all. */
function deskOf(bot: Pick<TestProduct, 'intake'>): LiveDesk {
  const opened = createLiveDesk({
    store: product.store,
    intake: bot.intake,
    staff: staffOf([ann, bob, sue, far], () => product.now()),
    times: { hours: (_market, at) => ({ from: at, to: at + 8 * 60 * MINUTE_MS }), serviceTimes: usualTimes },
    clock: () => product.now(),
    onFault: (cause) => faults.push(cause),
  });
  stops.push(bot.intake.watchTurns(opened.moved), () => opened.events.close());
  return opened;
}

beforeEach(async () => {
  stops = [];
  product = await startTestProduct();
  desk = deskOf(product);
});
afterEach(async () => {
  for (const stop of stops) stop();
  await product.stop();
  expect(faults).toEqual([]);
});

const fail = () => {
  throw new Error('It is not there.');
};
const asked = async () => {
  const lines = [customer.opens(), customer.answersUpTo('mobile')];
  return (await play(product, { market: 'SG', locale: 'en-SG' }, lines, openChat)).chat;
};
const waits = async () => {
  const chat = await asked();
  await chat.types('agent');
  expect((await product.store.load(chat.conversationId))?.status).toBe('pending');
  return chat;
};
const view = async (who: Principal, of: WorkRow['view'], from = desk) =>
  (await from.work(who, { view: of })).rows.map(({ conversationId }) => conversationId);
const follow = async (who: Principal, lastId?: string, from = desk): Promise<DeskReader> => {
  const stream = await from.events.open({ who, lastId });
  if (!(stream instanceof Readable)) throw new Error('busy');
  return readDesk(stream);
};
const rowOf = (id: string, of: WorkRow['view']) => (event: DeskEvent) =>
  event.type === 'row' && event.row.conversationId === id && event.row.view === of;
const goneOf = (id: string) => (event: DeskEvent) => event.type === 'gone' && event.conversationId === id;

it('lists who waits where they work for, and takes a line where it belongs at every turn', async () => {
  const { conversationId: id } = await waits();
  expect([await view(ann, 'needsPerson'), await view(far, 'needsPerson')]).toEqual([[id], []]);
  const [row] = (await desk.work(ann, { view: 'needsPerson' })).rows;
  expect(row).toMatchObject({ market: 'SG', locale: 'en-SG', channel: 'webchat', status: 'pending', owner: 'queue' });
  expect(row).toMatchObject({
    reason: 'asked',
    customer: `#${id.slice(-5)}`,
    slaAt: (row?.waitingSince ?? 0) + 5 * MINUTE_MS,
  });

  await agentOf(() => product).does(id, { kind: 'claim' });
  expect([await view(ann, 'mine'), await view(bob, 'mine'), await view(bob, 'team')]).toEqual([[id], [], []]);
  expect([await view(sue, 'team'), await view(ann, 'needsPerson')]).toEqual([[id], []]);
  const { counts } = await desk.work(sue, { view: 'team' });
  expect(counts).toEqual({ needsPerson: 0, mine: 0, team: 1, bot: 0, cases: 0, callBacks: 0 });

  await agentOf(() => product).does(id, { kind: 'handBack' });
  expect([await view(ann, 'mine'), await view(ann, 'bot')]).toEqual([[], [id]]);
});

it('knows what other processes did, and after a restart everything', async () => {
  const { conversationId: id } = await waits();
  const other = product.another();
  const elsewhere = deskOf(other);
  expect(await view(ann, 'needsPerson', elsewhere)).toEqual([id]);
  await agentOf(() => product).does(id, { kind: 'claim' });
  // As the store's news tell it.
  other.intake.hears(id);
  await elsewhere.settled();
  expect([await view(ann, 'needsPerson', elsewhere), await view(ann, 'mine', elsewhere)]).toEqual([[], [id]]);
  await product.restart();
  const later = deskOf(product);
  expect(await view(ann, 'mine', later)).toEqual([id]);
});

it('loses none of what turns change while it is being loaded', async () => {
  const chats = [await waits(), await waits(), await waits()];
  const [first, second] = chats.map(({ conversationId }) => conversationId) as [string, string, string];
  const listed = desk.work(sue, { view: 'needsPerson' });
  await Promise.all([
    agentOf(() => product).does(first, { kind: 'claim' }),
    agentOf(() => product).does(second, { kind: 'claim' }),
  ]);
  await listed;
  await desk.settled();
  expect([...(await view(ann, 'mine'))].sort()).toEqual([first, second].sort());
  expect(await view(sue, 'needsPerson')).toEqual([chats[2]?.conversationId]);
});

it('is not set back by what it hears late', async () => {
  const { conversationId: id } = await waits();
  const before = await product.store.load(id);
  await agentOf(() => product).does(id, { kind: 'claim' });
  expect(await view(ann, 'mine')).toEqual([id]);
  desk.moved(id, before);
  expect([await view(ann, 'mine'), await view(ann, 'needsPerson')]).toEqual([[id], []]);
});

it('brings along what a release without a desk left open, and keeps it through later turns', async () => {
  const chat = await asked();
  const { conversationId: id } = chat;
  await product.intake.alone(id, async () => {
    const { desk: _none, ...old } = (await product.store.load(id)) ?? fail();
    const records = [{ ...aCase(id, 'case:w9'), at: product.now() }];
    const conversation = { ...old, version: old.version + 1 };
    await product.store.commit({ conversationId: id, expectedVersion: old.version, conversation, records });
  });
  expect(await view(ann, 'cases')).toEqual([id]);
  await chat.types('agent');
  expect((await product.store.load(id))?.desk?.openCases).toMatchObject([{ id: 'case:w9' }]);
  expect([await view(ann, 'cases'), await view(ann, 'needsPerson')]).toEqual([[id], [id]]);
});

it('forgets a conversation that was erased', async () => {
  const { conversationId: id } = await waits();
  expect(await view(ann, 'needsPerson')).toEqual([id]);
  await product.intake.alone(id, () => product.store.erase(id));
  await desk.settled();
  expect(await view(ann, 'needsPerson')).toEqual([]);
});

it('tells each what is theirs to see, and nobody what is another market’s', async () => {
  const [anna, bobs, sues, fars] = [await follow(ann), await follow(bob), await follow(sue), await follow(far)];
  const { conversationId: id } = await waits();
  for (const reader of [anna, bobs, sues]) await reader.until(rowOf(id, 'needsPerson'));
  // While nobody has it nobody reads along as they type.
  desk.typing(id, 'customer');
  await agentOf(() => product).does(id, { kind: 'claim' });
  await anna.until(rowOf(id, 'mine'));
  await sues.until(rowOf(id, 'team'));
  await bobs.until(goneOf(id));
  await bobs.until((event) => event.type === 'changed' && event.conversationId === id);
  expect(bobs.events.some(rowOf(id, 'team'))).toBe(false);
  expect(fars.events).toEqual([]);
  desk.typing(id, 'customer');
  await anna.until((event) => event.type === 'typing' && event.who === 'customer');
  expect(anna.events.filter(({ type }) => type === 'typing')).toHaveLength(1);
  expect(fars.events).toEqual([]);
});

it('goes on from the last event a page had, and says so when it cannot', async () => {
  const first = await follow(ann);
  const { conversationId: id } = await waits();
  await first.until(rowOf(id, 'needsPerson'));
  await first.until((event) => event.type === 'changed');
  first.leave();
  await agentOf(() => product).does(id, { kind: 'claim' });
  const other = await waits();

  const again = await follow(ann, first.lastId());
  await again.until(rowOf(id, 'mine'));
  await again.until(rowOf(other.conversationId, 'needsPerson'));
  expect(again.events.some(({ type }) => type === 'reload')).toBe(false);

  const unheard = await follow(bob, first.lastId());
  await unheard.until(goneOf(id));

  for (const lastId of ['nonsense', `${first.lastId()?.split('.')[0]}.99999`]) {
    expect(await (await follow(ann, lastId)).until(() => true)).toEqual({ type: 'reload' });
  }
  const elsewhere = deskOf(product.another());
  expect(await (await follow(ann, first.lastId(), elsewhere)).until(() => true)).toEqual({ type: 'reload' });
});

it('lets a reader go that does not read, and tells the others', async () => {
  const stream = await desk.events.open({ who: sue });
  if (!(stream instanceof Readable)) throw new Error('busy');
  const reader = await follow(ann);
  let told = 0;
  while (!stream.destroyed && told < 20_000) {
    desk.events.tell(undefined, { type: 'typing', conversationId: 'x'.repeat(100), who: 'customer' });
    told += 1;
    if (told % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(stream.destroyed).toBe(true);
  await reader.until(() => reader.events.length === told);
  expect(desk.events.streams()).toBe(1);
});

it('has room for so many of one person, and ends them all when it is asked to', async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => follow(ann)));
  await expect(follow(ann)).rejects.toThrow('busy');
  await follow(bob);
  opened[0]?.leave();
  await opened[0]?.ended;
  const last = await follow(ann);
  desk.events.close();
  await last.ended;
  await expect(follow(bob)).rejects.toThrow('busy');
});

it('gives what a silent agent holds to whoever is there, once, and nothing of who is heard of', async () => {
  const [one, two] = [await waits(), await waits()];
  await agentOf(() => product).does(one.conversationId, { kind: 'claim' });
  await agentOf(() => product, { agent: 'bob', name: 'Bob' }).does(two.conversationId, { kind: 'claim' });
  await desk.present(ann, 'available');
  await desk.present(bob, 'available');
  expect(desk.presenceOf('ann')).toBe('available');
  expect(await desk.leases.look()).toBe(0);

  product.passes(4 * MINUTE_MS);
  await desk.present(bob, 'available');
  product.passes(2.5 * MINUTE_MS);
  expect([desk.presenceOf('ann'), desk.presenceOf('bob')]).toEqual(['offline', 'available']);
  // Two processes look at the same time.
  const elsewhere = deskOf(product.another());
  expect(await Promise.all([desk.leases.look(), elsewhere.leases.look()])).toEqual([1, 1]);
  const { status, pen, desk: state } = (await product.store.load(one.conversationId)) ?? {};
  expect([status, pen?.owner, pen?.epoch, state?.reason]).toEqual(['pending', 'queue', 4, 'expired']);
  expect((await product.store.load(two.conversationId))?.pen.owner).toBe('agent:bob');
  expect(await view(bob, 'needsPerson')).toEqual([one.conversationId]);
});

it('does not take from an agent who came back, or passed it on, while it looked', async () => {
  const { conversationId: id } = await waits();
  await agentOf(() => product).does(id, { kind: 'claim' });
  await desk.work(ann, { view: 'mine' });
  product.passes(10 * MINUTE_MS);
  await agentOf(() => product).does(id, { kind: 'transfer', to: { agent: 'bob' } });
  expect(await desk.leases.look()).toBe(0);
  expect((await product.store.load(id))?.pen.owner).toBe('agent:bob');
});

it('names whoever had this customer last, and offers them the customer first, days later', async () => {
  const chat = await waits();
  const { conversationId: id } = chat;
  await agentOf(() => product).does(id, { kind: 'claim' });
  await agentOf(() => product).does(id, { kind: 'handBack' });
  product.passes(3 * 24 * 60 * MINUTE_MS);
  await desk.present(ann, 'available');
  await desk.present(bob, 'available');
  const anna = await follow(ann);
  await chat.types('agent');
  const known = { lastAgent: { id: 'ann', name: 'Anna' } };
  const told = await anna.until(rowOf(id, 'needsPerson'));
  expect(told).toMatchObject({ row: known });
  expect((await desk.work(ann, { view: 'needsPerson' })).rows).toMatchObject([known]);
  expect([await view(bob, 'needsPerson'), await view(sue, 'needsPerson')]).toEqual([[], [id]]);
  product.passes(2 * MINUTE_MS);
  expect(await view(bob, 'needsPerson')).toEqual([id]);
});

it('knows whether somebody of a market is there, in every process, once it has looked', async () => {
  expect(desk.attends('SG')).toBeUndefined();
  await desk.leases.look();
  expect(desk.attends('SG')).toBe(false);
  await desk.present(ann, 'away');
  const elsewhere = deskOf(product.another());
  await elsewhere.leases.look();
  expect([desk.attends('SG'), elsewhere.attends('SG'), elsewhere.attends('PL')]).toEqual([true, true, false]);
  product.passes(6 * MINUTE_MS);
  expect([desk.attends('SG'), elsewhere.attends('SG')]).toEqual([false, false]);
});

it('shows a supervisor who waits and who is there', async () => {
  const { conversationId: id } = await waits();
  await waits();
  await agentOf(() => product).does(id, { kind: 'claim' });
  await desk.present(ann, 'away');
  const board = await desk.board(sue);
  const [waiting] = board.waiting;
  expect(waiting).toMatchObject({ market: 'SG', locale: 'en-SG', queue: 'general', count: 1, overdue: 0 });
  product.passes(5 * MINUTE_MS + 1);
  expect((await desk.board(sue)).waiting).toMatchObject([{ overdue: 1, withinMs: 5 * MINUTE_MS }]);
  expect(board).toMatchObject({ open: 1, withBot: 0 });
  expect(board.agents.map(({ id: agent, presence, load }) => [agent, presence, load])).toEqual([
    ['ann', 'away', 1],
    ['bob', 'offline', 0],
    ['sue', 'offline', 0],
  ]);
});
