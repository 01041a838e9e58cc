import { startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { createCustomer, until } from './messengerCustomer';

describe('a customer who writes on a messenger', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(() => product.stop());

  const customer = (about?: Parameters<typeof createCustomer>[1]) => createCustomer(() => product, about);
  const says = (key: string, locale = 'en-SG', vars = {}) => TEXTS.say(locale, key, vars);

  describe('for the first time', () => {
    it.each([
      ['a text', { kind: 'text', text: 'I want a card' }],
      ['a picture', { kind: 'media', media: 'image' }],
      ['an old button', { kind: 'choice', payload: 'r1q1|grant', label: 'I agree' }],
    ] as const)('is greeted whatever comes: %s', async (_what, said) => {
      const mei = customer();
      if (said.kind === 'text') await mei.types(said.text);
      else if (said.kind === 'media') await mei.sends(said.media);
      else await mei.tapsPayload(said.payload);
      expect(await mei.document()).toMatchObject({
        market: 'SG',
        channel: 'whatsapp',
        locale: 'en-SG',
        userId: 'person',
        address: mei.home,
        step: 'product',
        version: 1,
      });
      const [own, greeting] = await mei.entries();
      expect(own?.body).toMatchObject({ from: 'customer', kind: said.kind });
      expect(greeting?.body).toMatchObject({ from: 'bot', reply: { prompt: { step: 'welcome' } } });
    });

    it('is told what became of a card number, between the greeting and the question', async () => {
      const mei = customer();
      await mei.types('4111 1111 1111 1111');
      const replies = await mei.replies();
      expect(replies.map(({ prompt }) => prompt?.step)).toEqual(['welcome', 'offer', 'product']);
      expect(replies.map(({ text }) => text.includes(says('say.cardNumberRemoved')))).toEqual([false, false, true]);
      expect(await mei.said()).not.toContain('4111 1111 1111 1111');
    });

    it('begins once when two messages come together, and both are kept', async () => {
      const mei = customer();
      await Promise.all([mei.types('hello'), mei.types('anyone there?')]);
      expect(await mei.said()).toEqual(['hello', 'anyone there?']);
      expect((await mei.replies()).filter(({ prompt }) => prompt?.step === 'welcome')).toHaveLength(1);
    });

    it('begins once when the same message comes twice, to two processes', async () => {
      const mei = customer();
      const through = product.another().intake;
      const receipts = await Promise.all([mei.types('hi', { id: 'SMx' }), mei.types('hi', { id: 'SMx', through })]);
      expect(receipts.map(({ status }) => status).toSorted()).toEqual(['accepted', 'duplicate']);
      expect(await mei.said()).toEqual(['hi']);
      expect((await mei.document()).version).toBe(1);
    });

    it('goes on in the conversation that exists, in its own market, after a restart too', async () => {
      const mei = customer();
      await mei.types('hello');
      await product.restart();
      await product.intake.receive({
        kind: 'text',
        text: '1',
        id: 'elsewhere',
        conversationId: mei.conversationId,
        channel: 'whatsapp',
        receivedAt: product.now(),
        start: { userId: 'person', markets: ['TH'], address: mei.home },
      });
      expect(await mei.document()).toMatchObject({ market: 'SG', locale: 'en-SG', step: 'ageConfirmed' });
    });
  });

  it('is answered where the last message came from', async () => {
    const mei = customer();
    await mei.types('hello');
    const moved = { ...mei.home, user: 'whatsapp:SG.1349' };
    await mei.types('1', { address: moved, userId: 'SG.1349' });
    expect(await mei.document()).toMatchObject({ address: moved, userId: 'SG.1349', step: 'ageConfirmed' });
  });

  describe('is answered by one work item per turn', () => {
    it('that names what the turn said', async () => {
      const mei = customer();
      await mei.types('hello');
      await mei.types('1');
      const entries = await mei.entries();
      const [first, second, ...more] = await mei.work('reply');
      expect(more).toEqual([]);
      expect(first).toMatchObject({ id: `${mei.conversationId}:reply:1`, status: 'pending' });
      expect(second).toMatchObject({ id: `${mei.conversationId}:reply:2`, status: 'pending' });
      const ranges = [first, second].map((item) => entries.slice(Number(item?.body.from) - 1, Number(item?.body.to)));
      expect(ranges.flat()).toEqual(entries.filter(({ body }) => body.from === 'bot'));
    });

    it('and by none when nothing was said', async () => {
      const mei = customer();
      await mei.types('hello');
      await mei.answersUpTo('privacy');
      await mei.taps('grant');
      const before = await mei.work('reply');
      await mei.taps('grant', { id: 'again' });
      expect(await mei.said()).toEqual(['hello']);
      expect((await mei.work('reply')).slice(0, before.length)).toEqual(before);
    });

    it('which is marked when it tells the reference number', async () => {
      const mei = customer();
      await mei.types('hello');
      await mei.answersUpTo('confirm');
      await mei.taps('accept');
      await until(async () => (await mei.document()).submitted[0]?.reference !== undefined);
      const { submitted } = await mei.document();
      const replies = await mei.replyWork();
      const marked = replies.filter(({ isReference }) => isReference);
      expect(marked).toHaveLength(1);
      const entries = await mei.entries();
      const told = entries.slice((marked[0]?.from ?? 0) - 1, marked[0]?.to);
      expect(JSON.stringify(told)).toContain(submitted[0]?.reference);
    });

    it('which on web chat there is not', async () => {
      const { conversationId, receivedAt } = { conversationId: 'page', receivedAt: product.now() };
      await product.intake.receive({
        kind: 'started',
        id: 'start',
        conversationId,
        channel: 'webchat',
        receivedAt,
        userId: 'u',
        market: 'SG',
      });
      expect(await product.store.work(conversationId)).toEqual([]);
    });
  });

  it('wakes the replies that wait for the customer to write', async () => {
    const mei = customer();
    await mei.types('hello');
    const [item] = await product.store.claim({ kinds: ['reply'], now: product.now() + 1e9, leaseMs: 1_000, limit: 50 });
    const waiting = (await mei.work('reply')).find(({ status }) => status === 'claimed') ?? item;
    const later = product.now() + 50 * 3_600_000;
    await product.store.settle({
      conversationId: mei.conversationId,
      id: `${mei.conversationId}:reply:1`,
      fence: waiting?.fence ?? 0,
      status: 'pending',
      dueAt: later,
    });
    expect((await mei.work('reply'))[0]?.dueAt).toBe(later);
    await mei.types('1');
    expect((await mei.work('reply'))[0]?.dueAt).toBeLessThanOrEqual(product.now());
  });

  describe('whose message was fetched afterwards', () => {
    it('is not answered when they have gone on since; the words are kept', async () => {
      const mei = customer();
      await mei.types('hello');
      const sentAt = product.now() - 17_000;
      await mei.types('1');
      const before = await mei.document();
      await mei.types('2', { sentAt, address: { ...mei.home, user: 'whatsapp:+6500000000' } });
      const after = await mei.document();
      expect(await mei.said()).toEqual(['hello', '1', '2']);
      expect(after).toEqual({ ...before, version: before.version + 1, seq: before.seq + 1 });
      expect(await mei.work('reply')).toHaveLength(2);
    });

    it.each([0, 1, 999, 8_000, 15_900])(
      'is not passed over in silence when it may be the newer one: %i ms',
      async (ms) => {
        const mei = customer();
        await mei.types('hello');
        await mei.types('1');
        const before = await mei.document();
        await mei.types('1', { sentAt: before.lastInboundAt - ms, address: mei.home });
        const after = await mei.document();
        if (ms === 0) expect(after.step).not.toBe(before.step);
        else expect(after).toMatchObject({ step: before.step, lastInboundAt: before.lastInboundAt });
        expect(after.prompt?.promptId).not.toBe(before.prompt?.promptId);
        expect((await mei.replies()).at(-1)?.prompt?.step).toBe(after.step);
        expect(await mei.work('reply')).toHaveLength(3);
      },
    );

    it('says where things are when no question is open', async () => {
      const mei = customer();
      await mei.types('hello');
      await mei.answersUpTo('confirm');
      await mei.types('agent');
      const { lastInboundAt } = await mei.document();
      await mei.types('are you there?', { sentAt: lastInboundAt - 1_000 });
      expect(await mei.lastText()).toBe(says('say.handoffWaiting'));
    });

    it('in time to be in doubt, chooses no market, and is asked again', async () => {
      const som = customer({ markets: ['SG', 'TH', 'HK'], number: '+66812345678' });
      await som.types('hi');
      const { lastInboundAt } = await som.document();
      await som.types('hk', { sentAt: lastInboundAt - 1_000 });
      expect(await som.document()).toMatchObject({ market: 'TH', marketChoices: ['SG', 'TH', 'HK'] });
      expect((await som.replyWork()).length).toBe(2);
    });

    it('is answered when nothing came after it, and counts from when it was written', async () => {
      const mei = customer();
      await mei.types('hello');
      product.passes(3 * 3_600_000);
      const sentAt = product.now() - 3_600_000;
      await mei.types('1', { sentAt });
      expect(await mei.document()).toMatchObject({ step: 'ageConfirmed', lastInboundAt: sentAt });
    });

    it('begins the conversation when it is the first', async () => {
      const mei = customer();
      const sentAt = product.now() - 7_200_000;
      await mei.types('hello', { sentAt });
      expect(await mei.document()).toMatchObject({ step: 'product', lastInboundAt: sentAt });
    });

    it('still counts when it says STOP', async () => {
      const mei = customer();
      await mei.types('hello');
      const sentAt = product.now() - 1_000;
      await mei.types('1');
      await mei.types('STOP', { sentAt });
      expect((await mei.document()).optedOut).toBeDefined();
    });

    it('does not take back a STOP that came after it', async () => {
      const mei = customer();
      await mei.types('hello');
      const sentAt = product.now() - 1_000;
      await mei.types('stop');
      await mei.types('start', { sentAt });
      expect((await mei.document()).optedOut).toBeDefined();
    });
  });

  describe('has copies at the provider', () => {
    const copy = { account: 'AC1', message: 'MM1', media: ['ME1'] };

    it('deleted when it was a picture, which is answered as ever', async () => {
      const mei = customer();
      await mei.types('hello');
      await mei.sends('image', { id: 'MM1', copy });
      expect(await mei.work('purge')).toMatchObject([{ id: 'purge:MM1', status: 'pending', body: { copy } }]);
      expect(await mei.lastText()).toContain(says('error.image'));
    });

    it('deleted when a card number was in it', async () => {
      const mei = customer();
      await mei.types('4111 1111 1111 1111', { id: 'SM9', copy });
      await mei.types('5555 5555 5555 4444', { id: 'SM10', copy });
      expect((await mei.work('purge')).map(({ id }) => id)).toEqual(['purge:SM9', 'purge:SM10']);
    });

    it('left alone otherwise', async () => {
      const mei = customer();
      await mei.types('hello', { copy });
      expect(await mei.work('purge')).toEqual([]);
    });
  });
});
