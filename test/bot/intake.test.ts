import type { CustomerMessage } from '../../dialogs/message';
import type { Texts } from '../../dialogs/texts';
import { StoreFault } from '../../store/storeFault';
import { customer, play } from '../support/conversation';
import { startTestProduct, TEXTS, type TestProduct } from '../support/product';

describe('the intake', () => {
  let product: TestProduct;
  let isStoreBroken = false;
  let brokenKey: string | undefined;
  beforeAll(async () => {
    product = await startTestProduct({
      parts: ({ store, texts }) => ({
        store: {
          ...store,
          commit: async (commit) => (isStoreBroken ? Promise.reject(new StoreFault('full')) : store.commit(commit)),
        },
        texts: breakable(texts, () => brokenKey),
      }),
    });
  });
  beforeEach(() => {
    isStoreBroken = false;
    brokenKey = undefined;
  });
  afterAll(() => product.stop());

  const typed = (conversationId: string, id: string, text: string, echo?: object): CustomerMessage => ({
    id,
    conversationId,
    channel: 'webchat',
    receivedAt: product.now(),
    kind: 'text',
    text,
    ...(echo ? { echo: { activity: echo as Record<string, unknown> } } : {}),
  });
  const atName = () =>
    play(product, { market: 'SG', locale: 'en-SG' }, [customer.opens(), customer.answersUpTo('fullName')]);

  it('does not take a message of a conversation that was never started', async () => {
    expect(await product.intake.receive(typed('nobody', 'm1', 'hi'))).toMatchObject({ status: 'unavailable' });
    expect(await product.store.load('nobody')).toBeUndefined();
    expect(await product.intake.find('nobody')).toBeUndefined();
  });

  it('tells the most turns that ran at once, and then begins to count again', async () => {
    const chats = [await atName(), await atName(), await atName()];
    product.intake.mostAtOnce();
    await Promise.all(
      chats.map(({ chat }) => product.intake.receive(typed(chat.conversationId, 'at once', 'Mei Tan'))),
    );
    expect(product.intake.mostAtOnce()).toBe(3);
    expect(product.intake.mostAtOnce()).toBe(0);
  });

  it('knows who began a conversation, where and in which language', async () => {
    const { chat } = await atName();
    expect(await product.intake.find(chat.conversationId)).toMatchObject({ market: 'SG', locale: 'en-SG' });
  });

  it('acknowledges nothing while the store fails, and takes the same message afterwards', async () => {
    const { chat } = await atName();
    isStoreBroken = true;
    expect(await product.intake.receive(typed(chat.conversationId, 'late', 'Mei Tan'))).toMatchObject({
      status: 'unavailable',
    });
    isStoreBroken = false;
    expect(await product.intake.receive(typed(chat.conversationId, 'late', 'Mei Tan'))).toMatchObject({
      status: 'accepted',
    });
    expect(await product.store.load(chat.conversationId)).toMatchObject({ step: 'mobile' });
  });

  it('gives every row of the list a question offers, and none for an old question', async () => {
    const { chat } = await play(product, { market: 'VN' }, [customer.opens(), customer.answersUpTo('division')]);
    const promptId = (await product.store.load(chat.conversationId))?.prompt?.promptId ?? '';
    const rows = await product.intake.choices(chat.conversationId, promptId);
    expect(rows?.length).toBeGreaterThan(30);
    expect(rows?.[0]?.payload).toMatch(`${promptId}.division|pick:`);
    expect(await product.intake.choices(chat.conversationId, 'r1q1')).toBeUndefined();
  });

  describe('with a card number in the message', () => {
    it('keeps it nowhere: not in the transcript, not in the echo, not in the facts', async () => {
      const { chat } = await atName();
      const id = chat.conversationId;
      const text = 'my card is 4111 1111 1111 1111 ok';
      await product.intake.receive(typed(id, 'card', text, { text, channelData: { nested: '4111-1111-1111-1111' } }));
      const kept = JSON.stringify([await product.store.transcript(id, 0, 1_000), await product.store.load(id)]);
      expect(kept).not.toMatch(/4111[ -]?1111[ -]?1111/);
      expect(kept).toContain('my card is [card ••••1111 removed] ok');
    });

    it('keeps it out of a dead letter and of the label of a tapped button too', async () => {
      const { chat } = await atName();
      const id = chat.conversationId;
      const { receivedAt, channel } = typed(id, 'x', '');
      await product.intake.receive({
        id: 'tap',
        conversationId: id,
        channel,
        receivedAt,
        kind: 'choice',
        payload: 'x',
        label: '5555555555554444',
      });
      brokenKey = 'say.cardNumberRemoved';
      await product.intake.receive(typed(id, 'card', '378282246310005'));
      const letters = await product.store.records('deadLetter', { conversationId: id, limit: 5 });
      const kept = JSON.stringify([await product.store.transcript(id, 0, 1_000), letters]);
      expect(kept).not.toMatch(/5555555555554444|378282246310005/);
    });
  });

  describe('with a card number in two messages, of which a turn throws', () => {
    const halvesWith = async (broken: { first?: string; second?: string }) => {
      const { chat } = await atName();
      const id = chat.conversationId;
      brokenKey = broken.first;
      await product.intake.receive(typed(id, 'half-1', '4111 1111', { text: '4111 1111' }));
      brokenKey = broken.second;
      await product.intake.receive(typed(id, 'half-2', '1111 1111', { text: '1111 1111' }));
      const letters = await product.store.records('deadLetter', { conversationId: id, limit: 5 });
      expect(letters).toHaveLength(1);
      return JSON.stringify([letters, await product.store.transcript(id, 0, 1_000), await product.store.load(id)]);
    };

    it.each([
      ['the last', { second: 'say.cardNumberRemoved' }],
      ['the first', { first: 'error.nameCharacters' }],
    ])('keeps no part of it, neither in the dead letter nor elsewhere: %s', async (_, broken) => {
      const kept = await halvesWith(broken);
      expect(kept).not.toMatch(/1111 1111|\b4111\b/);
      expect(kept).toContain('[part of a card number removed]');
    });
  });

  describe('when a turn throws', () => {
    it('keeps the message, apologises, asks for a person, and goes on living', async () => {
      const { chat } = await atName();
      const id = chat.conversationId;
      brokenKey = 'ask.mobile';
      const receipt = await product.intake.receive(typed(id, 'bad', 'Mei Tan'));
      brokenKey = undefined;
      expect(receipt.status).toBe('accepted');
      const [letter, ...others] = await product.store.records('deadLetter', { conversationId: id, limit: 5 });
      expect(others).toEqual([]);
      expect(letter?.body).toMatchObject({
        message: { id: 'bad', text: 'Mei Tan' },
        fault: 'TypeError: a fault of ours',
      });
      expect(await product.store.load(id)).toMatchObject({ status: 'pending', pen: { owner: 'queue' } });
      expect((await product.store.transcript(id, 0, 1_000)).at(-1)?.body).toMatchObject({
        reply: { text: TEXTS.say('en-SG', 'say.apology') },
      });
      expect(await product.intake.receive(typed(id, 'next', 'assistant'))).toMatchObject({ status: 'accepted' });
      expect(await product.store.load(id)).toMatchObject({ status: 'bot', step: 'fullName' });
    });

    it('takes the message once, as any other', async () => {
      const { chat } = await atName();
      const id = chat.conversationId;
      brokenKey = 'ask.mobile';
      await product.intake.receive(typed(id, 'bad', 'Mei Tan'));
      expect(await product.intake.receive(typed(id, 'bad', 'Mei Tan'))).toMatchObject({ status: 'duplicate' });
      expect(await product.store.records('deadLetter', { conversationId: id, limit: 5 })).toHaveLength(1);
    });
  });
});

/** Texts of which one cannot be said: a fault of ours in the middle of a turn. */
function breakable(texts: Texts, broken: () => string | undefined): Texts {
  const all: Texts = {
    ...texts,
    overlay: () => all,
    say(locale, key, vars) {
      if (key === broken()) throw new TypeError('a fault of ours');
      return texts.say(locale, key, vars);
    },
  };
  return all;
}
