import { checkAudit } from '../../../bot/operator/auditCheck';
import { readiness } from '../../../bot/readiness';
import { customer, type Line, play } from '../../support/conversation';
import { startTestProduct, type TestProduct, type TestProductOptions } from '../../support/product';
import { seal } from './casework';

const confirm: readonly Line[] = [customer.opens(), customer.answersUpTo('confirm'), customer.taps('accept')];
const ANN = { operator: 'ann', reason: 'the bank asked us to' };

describe('the switch of the callouts', () => {
  let product: TestProduct;
  const started = async (options: TestProductOptions = {}) => {
    product = await startTestProduct({ outboxStarts: false, ...options });
  };
  /** Lets the outbox look for work once, and waits until it has. */
  const looksOnce = async () => {
    product.outbox.start();
    await product.outbox.stop();
  };
  const callouts = async (conversationId: string) =>
    (await product.store.work(conversationId)).map(({ kind, status, attempts }) => ({ kind, status, attempts }));
  afterEach(() => product.stop());

  it('keeps leads waiting while it is off, also over a restart, and lets them go once when it is on again', async () => {
    await started();
    expect(await product.calloutSwitch.set(true, ANN)).toBe(true);
    const { chat, replies } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    await looksOnce();
    await product.restart();
    await looksOnce();
    expect(await callouts(chat.conversationId)).toEqual([{ kind: 'callout', status: 'pending', attempts: 0 }]);
    expect(await product.bank.applications()).toEqual([]);
    expect(replies.length).toBeGreaterThan(0);
    await product.calloutSwitch.set(false, ANN);
    product.outbox.start();
    await product.settled(chat.conversationId);
    expect(await product.bank.applications()).toHaveLength(1);
  });

  it('still answers who asks how an application stands', async () => {
    await started();
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    product.outbox.start();
    await product.settled(chat.conversationId);
    await product.calloutSwitch.set(true, ANN);
    await chat.taps('cmd|status', 'status');
    await product.settled(chat.conversationId);
    expect((await callouts(chat.conversationId)).at(-1)).toMatchObject({ kind: 'status', status: 'done' });
  });

  it('is heard by another process within seconds', async () => {
    await started();
    const other = product.another();
    expect(await other.calloutSwitch.isPaused()).toBe(false);
    await product.calloutSwitch.set(true, ANN);
    expect(await product.calloutSwitch.isPaused()).toBe(true);
    product.passes(5_001);
    expect(await other.calloutSwitch.isPaused()).toBe(true);
  });

  it('says in readiness that it is off, and is no reason not to be ready', async () => {
    await started();
    await product.calloutSwitch.set(true, ANN);
    expect(readiness(product.store, product.calloutSwitch, { now: () => [] })).toEqual({
      ok: true,
      detail: 'calloutsPaused',
    });
    await product.calloutSwitch.set(false, ANN);
    expect(readiness(product.store, product.calloutSwitch, { now: () => [] })).toEqual({ ok: true });
    const broken = { healthy: () => false };
    expect(readiness(broken, product.calloutSwitch, { now: () => [] })).toEqual({ ok: false, detail: 'store' });
  });

  it('is off while the configuration says so, whatever operators do', async () => {
    await started({ parts: () => ({ calloutsPaused: true }) });
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    await product.calloutSwitch.set(true, ANN);
    await product.calloutSwitch.set(false, ANN);
    await looksOnce();
    expect(await callouts(chat.conversationId)).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  it('lets nothing go while the store cannot tell how it stands', async () => {
    let isBroken = false;
    await started({
      parts: ({ store }) => ({
        store: {
          ...store,
          records: async (kind, filter) => {
            if (isBroken && kind === 'audit') throw new Error('down');
            return store.records(kind, filter);
          },
        },
      }),
    });
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, confirm);
    isBroken = true;
    await looksOnce();
    expect(await callouts(chat.conversationId)).toMatchObject([{ status: 'pending', attempts: 0 }]);
    isBroken = false;
  });

  it('is turned once by any number of operators at once, with a line of the audit for each turn', async () => {
    await started();
    const other = product.another();
    const turned = await Promise.all(
      [1, 2, 3].flatMap(() => [product.calloutSwitch.set(true, ANN), other.calloutSwitch.set(true, ANN)]),
    );
    expect(turned.filter(Boolean)).toHaveLength(1);
    await product.calloutSwitch.set(false, ANN);
    expect(await checkAudit(product.store, seal)).toMatchObject({ lines: 2, problems: [] });
  });
});
