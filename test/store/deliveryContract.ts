import fc from 'fast-check';
import type { Delivery } from '../../store/documents';
import type { Store } from '../../store/store';

const aDelivery = (changes: Partial<Delivery> = {}): Delivery => ({
  conversationId: 'c1',
  workId: 'c1:reply:1',
  part: 0,
  sid: 'SM1',
  status: 'queued',
  at: 10,
  ...changes,
});

/** How far a message got. */
export function delivers(store: () => Store): void {
  const known = async (conversationId = 'c1') => store().deliveries(conversationId);

  it('keeps messages in the order they were taken, per conversation, whether or not it is known', async () => {
    const all = [aDelivery(), aDelivery({ part: 1, sid: 'SM2' }), aDelivery({ workId: 'c1:reply:2', sid: 'SM0' })];
    for (const delivery of all) expect(await store().deliver(delivery)).toBe(true);
    expect(await store().deliver(aDelivery({ conversationId: 'c2' }))).toBe(true);
    expect(await known()).toEqual(all);
    expect(await known('c2')).toEqual([aDelivery({ conversationId: 'c2' })]);
    expect(await known('nobody')).toEqual([]);
  });

  it('keeps a part that was sent twice as the two messages it is', async () => {
    await store().deliver(aDelivery());
    expect(await store().deliver(aDelivery({ sid: 'SM9', status: 'sent' }))).toBe(true);
    expect((await known()).map(({ sid, status }) => [sid, status])).toEqual([
      ['SM1', 'queued'],
      ['SM9', 'sent'],
    ]);
  });

  it('goes forward with time and code, and tells what was no news', async () => {
    expect(await store().deliver(aDelivery())).toBe(true);
    expect(await store().deliver(aDelivery({ at: 11 }))).toBe(false);
    expect(await store().deliver(aDelivery({ status: 'failed', code: '63024', at: 12 }))).toBe(true);
    expect(await store().deliver(aDelivery({ status: 'delivered', at: 13 }))).toBe(false);
    expect(await known()).toEqual([aDelivery({ status: 'failed', code: '63024', at: 12 })]);
  });

  it('ends nothing as failed that was delivered or read', async () => {
    for (const status of ['delivered', 'read'] as const) {
      await store().deliver(aDelivery({ sid: status, status }));
      expect(await store().deliver(aDelivery({ sid: status, status: 'failed' }))).toBe(false);
    }
  });

  it('takes each report for news once when many arrive together', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => store().deliver(aDelivery({ status: 'sent' }))));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('only ever goes forward, in whatever order reports come and however often', async () => {
    const order = ['queued', 'sent', 'delivered', 'read'] as const;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...order, 'failed' as const), { maxLength: 12 }), async (reports) => {
        run += 1;
        let expected: Delivery['status'] | undefined;
        for (const status of reports) {
          const isNews = follows(expected, status);
          expect(await store().deliver(aDelivery({ sid: `SM-${run}`, status }))).toBe(isNews);
          if (isNews) expected = status;
        }
        const found = (await known()).find(({ sid }) => sid === `SM-${run}`);
        expect(found?.status).toBe(expected);
        if (!reports.includes('failed') && reports.length > 0) {
          expect(found?.status).toBe(order.filter((status) => reports.includes(status)).at(-1));
        }
      }),
      { numRuns: 60 },
    );
  });
}

/** Said another way than in the store: by rank, with failure as an end that comes before delivery. */
function follows(known: Delivery['status'] | undefined, report: Delivery['status']): boolean {
  const rank = { queued: 1, sent: 2, delivered: 3, read: 4 };
  if (known === undefined) return true;
  if (known === 'failed') return false;
  return report === 'failed' ? rank[known] < 3 : rank[report] > rank[known];
}
