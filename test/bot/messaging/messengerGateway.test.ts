import { randomBytes } from 'node:crypto';
import { createMessengerGateway } from '../../../bot/messaging/messengerGateway';
import { createPseudonym } from '../../../bot/telemetry';
import type { Identity, Store } from '../../../store/store';
import { StoreFault } from '../../../store/storeFault';
import { startTestProduct, type TestProduct } from '../../support/product';
import { createCustomer } from './messengerCustomer';

describe('the door for a messenger', () => {
  let product: TestProduct;
  let now = Date.now();
  let isStoreBroken = false;
  let identities: Identity[] = [];
  beforeAll(async () => {
    product = await startTestProduct({ parts: ({ store }) => ({ store: breakable(store) }) });
  });
  beforeEach(() => {
    isStoreBroken = false;
    identities = [];
  });
  afterAll(() => product.stop());

  const breakable = (store: Store): Store => ({
    ...store,
    identify: async (identity) => {
      identities.push(identity);
      return store.identify(identity);
    },
    commit: async (commit) => (isStoreBroken ? Promise.reject(new StoreFault('full')) : store.commit(commit)),
    deliver: async (delivery) => (isStoreBroken ? Promise.reject(new StoreFault('full')) : store.deliver(delivery)),
  });
  const open = () => {
    const { store, intake } = product;
    const pseudonym = createPseudonym('test master key');
    return createMessengerGateway({
      store,
      intake,
      pseudonym,
      randomBytes,
      channel: 'whatsapp',
      clock: () => now,
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
  };
  const sender = 'whatsapp:+6530000000';

  describe('knows people', () => {
    it('by either name, over restarts, at one sender', async () => {
      const both = { sender, personId: 'SG.1', number: '+6591111111' };
      const id = await open().conversationOf(both);
      expect(id).toMatch(/^wa-[A-Za-z0-9_-]{22}$/);
      await product.restart();
      expect(await open().conversationOf(both)).toBe(id);
      expect(await open().conversationOf({ sender, personId: 'SG.1' })).toBe(id);
      expect(await open().conversationOf({ sender, number: '+6591111111' })).toBe(id);
      expect(await open().conversationOf({ ...both, sender: 'whatsapp:+6530000001' })).not.toBe(id);
    });

    it('as one when they write twice at once', async () => {
      const gateway = open();
      const names = { sender, number: '+6592222222' };
      const ids = await Promise.all([gateway, gateway, open()].map((door) => door.conversationOf(names)));
      expect(new Set(ids).size).toBe(1);
    });

    it('without telling the store a number or an id', async () => {
      await open().conversationOf({ sender, personId: 'SG.13491208655302741918', number: '+6593333333' });
      expect(JSON.stringify(identities)).not.toMatch(/SG\.1349|93333333|30000000/);
      expect(identities).toEqual([
        { personId: expect.any(String), number: expect.any(String), conversationId: expect.any(String) },
      ]);
      expect(identities[0]?.personId).not.toBe(identities[0]?.number);
    });

    it('asks the store once while a conversation runs, and again after ten minutes', async () => {
      const gateway = open();
      const names = { sender, number: '+6594444444' };
      const id = await gateway.conversationOf(names);
      for (let again = 0; again < 5; again++) expect(await gateway.conversationOf(names)).toBe(id);
      expect(identities).toHaveLength(1);
      now += 600_000;
      expect(await gateway.conversationOf(names)).toBe(id);
      expect(identities).toHaveLength(2);
    });

    it('apart when a number has gone to somebody else', async () => {
      const gateway = open();
      const number = '+6595555555';
      const first = await gateway.conversationOf({ sender, personId: 'SG.5', number });
      const second = await gateway.conversationOf({ sender, personId: 'SG.6', number });
      expect(second).not.toBe(first);
      expect(await gateway.conversationOf({ sender, personId: 'SG.5', number })).toBe(first);
    });

    it('by their number alone as whoever has it by now', async () => {
      const gateway = open();
      const number = '+6597777777';
      const first = await gateway.conversationOf({ sender, personId: 'SG.7', number });
      expect(await gateway.conversationOf({ sender, number })).toBe(first);
      const second = await gateway.conversationOf({ sender, personId: 'SG.8', number });
      expect(second).not.toBe(first);
      expect(await gateway.conversationOf({ sender, number })).toBe(second);
    });

    it('whose conversation was erased a moment ago by their first message, which begins anew at once', async () => {
      const gateway = open();
      const names = { sender, personId: 'SG.9', number: '+6598888888' };
      const erased = await gateway.conversationOf(names);
      const mei = createCustomer(() => product, { conversationId: erased });
      expect(await mei.types('hello', { through: gateway })).toMatchObject({ status: 'accepted' });
      // By another process: this one remembers both the conversation and whose it is.
      expect(await product.store.erase(erased, (await mei.document()).version)).toBe('erased');
      expect(await mei.types('hello again', { through: gateway })).toMatchObject({ status: 'accepted' });
      const begun = await gateway.conversationOf(names);
      expect(begun).not.toBe(erased);
      expect(await createCustomer(() => product, { conversationId: begun }).said()).toEqual(['hello again']);
    });

    it('does not remember more of them than there is room for', async () => {
      const gateway = open();
      const names = { sender, number: '+6596666666' };
      await gateway.conversationOf(names);
      await Promise.all(Array.from({ length: 5_000 }, (_, n) => gateway.conversationOf({ sender, number: `+${n}` })));
      identities = [];
      await gateway.conversationOf(names);
      expect(identities).toHaveLength(1);
    });
  });

  describe('takes the word of the provider', () => {
    const asked = async () => {
      const mei = createCustomer(() => product);
      await mei.types('hello');
      const [item] = await mei.work('reply');
      const report = { conversationId: mei.conversationId, workId: item?.id ?? '', part: 0, sid: 'SM1', at: now };
      return { mei, report };
    };

    it('on how far a message got', async () => {
      const { mei, report } = await asked();
      for (const status of ['sent', 'delivered', 'sent'] as const) {
        expect(await open().delivered({ ...report, status })).toBe(true);
      }
      expect(await product.store.deliveries(mei.conversationId)).toEqual([{ ...report, status: 'delivered' }]);
    });

    it('on a failure, which is a turn too, once', async () => {
      const { mei, report } = await asked();
      const failure = { ...report, status: 'failed', problem: 'unreachable', code: '63024' } as const;
      expect(await Promise.all([open().delivered(failure), open().delivered(failure)])).toEqual([true, true]);
      expect(await product.store.deliveries(mei.conversationId)).toEqual([
        { ...report, status: 'failed', code: '63024' },
      ]);
      const cases = await product.store.records('case', { conversationId: mei.conversationId, limit: 5 });
      expect(cases).toMatchObject([{ body: { reason: 'replyUndeliverable', evidence: { code: '63024' } } }]);
      expect((await mei.document()).version).toBe(2);
    });

    it('again when the store could not take it, without losing what is to be done', async () => {
      const { mei, report } = await asked();
      const failure = { ...report, status: 'failed', problem: 'contentRefused', code: '63005' } as const;
      isStoreBroken = true;
      expect(await open().delivered(failure)).toBe(false);
      expect(await open().delivered({ ...report, status: 'sent' })).toBe(false);
      isStoreBroken = false;
      expect(await open().delivered(failure)).toBe(true);
      expect((await mei.work('reply')).map(({ id }) => id)).toEqual([report.workId, `${report.workId}:text`]);
    });

    it('on a failed request to write again, after which only a person can help', async () => {
      const { mei, report } = await asked();
      const failure = { ...report, part: -1, status: 'failed', problem: 'contentRefused', code: '63027' } as const;
      expect(await open().delivered(failure)).toBe(true);
      const cases = await product.store.records('case', { conversationId: mei.conversationId, limit: 5 });
      expect(cases).toMatchObject([{ body: { reason: 'replyWindowClosed', evidence: { code: '63027' } } }]);
      expect(await mei.work('reply')).toHaveLength(1);
    });

    it('about a conversation there is not, and leaves it at that', async () => {
      const report = { conversationId: 'nobody', workId: 'w', part: 0, sid: 'SM1', at: now, code: '1' };
      expect(await open().delivered({ ...report, status: 'failed', problem: 'failed' })).toBe(true);
      expect(await open().delivered({ ...report, status: 'sent' })).toBe(true);
      expect(await product.store.deliveries('nobody')).toEqual([]);
    });
  });
});
