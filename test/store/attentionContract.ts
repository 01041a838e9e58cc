import type { ConversationDocument } from '../../store/documents';
import type { Attention, Erasure, Store } from '../../store/store';
import { aCase, aCommit, aConversation } from './documents';

type Subject = Store & Attention & Erasure;

/** Which conversations people of the bank find. */
export function finds(store: () => Subject): void {
  const versions = new Map<string, number>();
  beforeEach(() => versions.clear());

  const put = async (id: string, changes: Partial<ConversationDocument>, records: ReturnType<typeof aCase>[] = []) => {
    const version = versions.get(id) ?? 0;
    versions.set(id, version + 1);
    const conversation = aConversation(id, version + 1, changes);
    expect(await store().commit(aCommit(id, version, { conversation, records }))).toEqual({ status: 'committed' });
  };
  const needing = async (limit = 99) => {
    const pages = [];
    for (let after: string | undefined; ; ) {
      const { documents, next } = await store().needing({ limit, ...(after === undefined ? {} : { after }) });
      pages.push(documents.map(({ id }) => id));
      if (next === undefined) return pages;
      after = next;
    }
  };
  const all = async () => (await needing()).flat().sort();
  const lately = async (limit = 99) => (await store().lately(limit)).map(({ id }) => id);
  const pending = { status: 'pending', pen: { owner: 'queue', epoch: 2 }, desk: {} } as const;
  const open = { status: 'open', pen: { owner: 'agent:a1', epoch: 3 }, desk: {} } as const;
  const withBot = (lastInboundAt: number) => ({ lastInboundAt, desk: {} });

  it('finds those that wait, are in somebody’s hands or have something open, with what they hold now', async () => {
    await put('bot', withBot(1));
    await put('waits', pending);
    await put('held', open);
    await put('case', { desk: { openCases: [{ id: 'case:w1', at: 1 }] } });
    await put('call', { status: 'resolved', desk: { callBacks: [{ id: 'cb1', at: 1 }] } });
    await put('over', { status: 'resolved', desk: { openCases: [], callBacks: [] } });
    expect(await all()).toEqual(['call', 'case', 'held', 'waits']);
    await put('waits', { ...open, market: 'TH' });
    const found = (await store().needing({ limit: 9 })).documents.find(({ id }) => id === 'waits');
    expect(found).toEqual(aConversation('waits', 2, { ...open, market: 'TH' }));
  });

  it('does not find them any more once nobody is needed, and again when somebody is', async () => {
    await put('c1', pending);
    await put('c2', { desk: { openCases: [{ id: 'case:w1', at: 1 }] } });
    await put('c1', withBot(2));
    await put('c2', { desk: {} });
    expect(await all()).toEqual([]);
    await put('c1', open);
    expect(await all()).toEqual(['c1']);
  });

  it('gives page after page, each conversation once, however many turns there are meanwhile', async () => {
    const ids = Array.from({ length: 23 }, (_, at) => `n${at}`);
    for (const id of ids) await put(id, pending);
    await put('bot', withBot(1));
    expect((await needing(5)).flat().sort()).toEqual([...ids].sort());
    expect((await needing(23)).flat()).toHaveLength(23);
    const first = await store().needing({ limit: 10 });
    for (const { id } of first.documents) await put(id, open);
    const rest = await store().needing({ limit: 99, ...(first.next === undefined ? {} : { after: first.next }) });
    const seen = [...first.documents, ...rest.documents].map(({ id }) => id);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it('finds those that no person has by who wrote last', async () => {
    for (const [id, at] of [
      ['a', 30],
      ['b', 10],
      ['c', 20],
    ] as const)
      await put(id, withBot(at));
    await put('waits', { ...pending, lastInboundAt: 99 });
    expect(await lately()).toEqual(['a', 'c', 'b']);
    expect(await lately(2)).toEqual(['a', 'c']);
    await put('b', withBot(40));
    await put('a', { ...open, lastInboundAt: 50 });
    expect(await lately()).toEqual(['b', 'c']);
    await put('a', { status: 'resolved', ...withBot(50) });
    expect(await lately()).toEqual(['a', 'b', 'c']);
  });

  it('finds those whose customers fell silent, the longest first, page by page', async () => {
    for (let at = 1; at <= 7; at += 1) await put(`s${at}`, withBot(at * 10));
    await put('together', withBot(30));
    await put('waits', { ...pending, lastInboundAt: 20 });
    await store().erase('s5');
    const page = (from: number, limit: number) => store().silent({ from, until: 60, limit });
    const first = await page(0, 2);
    expect([first.documents.map(({ id }) => id), first.next]).toEqual([['s1', 's2'], 20]);
    const second = await page(20, 3);
    expect(second.documents.map(({ id }) => id).sort()).toEqual(['s2', 's3', 'together']);
    expect(second.next).toBe(30);
    const last = await page(40, 9);
    expect([last.documents.map(({ id }) => id), last.next]).toEqual([['s4', 's6'], undefined]);
  });

  it('goes by the records alone where a conversation does not say', async () => {
    await put('case', {}, [aCase('case', 'case:w1')]);
    await put('settled', {}, [aCase('settled', 'case:w1', 'settled')]);
    await put('bot', {});
    await put('case', {});
    expect(await all()).toEqual(['case']);
    await put('case', { desk: {} });
    expect(await all()).toEqual([]);
  });

  it('finds none that was erased', async () => {
    await put('needed', pending);
    await put('bot', withBot(5));
    for (const id of ['needed', 'bot']) await store().erase(id);
    expect([await all(), await lately()]).toEqual([[], []]);
    expect((await store().silent({ from: 0, until: 9, limit: 9 })).documents).toEqual([]);
  });
}
