import { StoreFault } from '../../store/storeFault';
import { customer, type Line, play } from '../support/conversation';
import { startTestProduct, type TestProduct } from '../support/product';
import { until } from './messaging/messengerCustomer';

/** A bank that gives everybody the same number. */

const SAME = 'APP-2026-SAME';
const confirm: readonly Line[] = [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept')];

describe('one reference number for two applications', () => {
  let product: TestProduct;
  let fault: StoreFault | undefined;
  beforeEach(async () => {
    fault = undefined;
    product = await startTestProduct({
      outboxStarts: false,
      parts: ({ callout, store }) => ({
        callout: (market) => ({
          ...callout(market),
          submit: async () => ({ class: 'done', reference: SAME, details: {} }),
        }),
        store: {
          ...store,
          commit: async (commit) => {
            const failing = commit.settle?.length ? fault : undefined;
            fault = failing === undefined ? fault : undefined;
            return failing === undefined ? store.commit(commit) : Promise.reject(failing);
          },
        },
      }),
    });
  });
  afterEach(() => product.stop());

  const confirmed = async () => (await play(product, { market: 'SG', locale: 'en-SG' }, confirm)).chat.conversationId;
  const isDone = async (id: string) =>
    (await product.store.load(id))?.submitted.some(({ reference }) => reference === SAME) === true;
  const caseOf = async (id: string) => (await product.store.records('case', { conversationId: id, limit: 5 }))[0]?.body;

  it('is of the one whose turn was kept first, of two workers at once, and the other is before a person', async () => {
    const ids = [await confirmed(), await confirmed(), await confirmed()];
    const other = product.another();
    product.outbox.start();
    other.outbox.start();
    for (const id of ids) await product.settled(id);
    await other.outbox.stop();
    const done: string[] = [];
    for (const id of ids) if (await isDone(id)) done.push(id);
    expect(done).toHaveLength(1);
    for (const id of ids.filter((one) => one !== done[0])) {
      const body = await caseOf(id);
      expect(body).toMatchObject({ status: 'open', reason: 'ambiguousSubmission' });
      // What a person asks the bank about; to nobody else is it told.
      expect(body?.evidence.evidence).toBe(`foreignReference ${SAME}`);
      expect(JSON.stringify(await product.store.transcript(id, 0, 1_000))).not.toContain(SAME);
    }
    expect(JSON.stringify(product.log)).not.toContain(SAME);
    expect(product.log).toContainEqual(expect.objectContaining({ event: 'callout.foreignReference' }));
  });

  it('is not held by an answer whose turn was never kept', async () => {
    const first = await confirmed();
    fault = new StoreFault('corrupt');
    product.outbox.start();
    await until(async () => fault === undefined);
    await product.outbox.stop();
    expect(await isDone(first)).toBe(false);
    const second = await confirmed();
    product.outbox.start();
    await product.settled(second);
    expect(await isDone(second)).toBe(true);
  });
});
