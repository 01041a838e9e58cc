import { endsInDigits, isAllDigits, withoutSplitCard } from '../../bot/splitCards';
import { customer, play } from '../support/conversation';
import { startTestProduct, type TestProduct } from '../support/product';

describe('a card number in several messages', () => {
  it.each([
    [['4111 1111', '1111 1111']],
    [['my card is 4111 1111 11', '11 1111 thanks']],
    [['4111-1111-1111-', 'and then 1111']],
    [['4111', '1111', '1111', '1111']],
    [['٤١١١ ١١١١', '1111 1111']],
  ])('is found in %j', (messages) => {
    const left = withoutSplitCard(messages) ?? [];
    expect(left.join(' ').replace(/••••1111/, '')).not.toMatch(/\p{Nd}/u);
    expect(left.at(-1)).toContain('[card ••••1111 removed]');
  });

  it.each([
    [['91234567', '12 Orchard Road']],
    [['4111 1111', 'name@example.com']],
    [['4111 1111', '1111 1112']],
    [['4111 1111', 'no', '1111 1111']],
  ])('is not seen in %j', (messages) => {
    expect(withoutSplitCard(messages)).toBeUndefined();
  });

  it('may begin where a message ends in digits', () => {
    expect(['4111', 'card 4111 11', '4111 ok?'].map(endsInDigits)).toEqual([true, true, true]);
    expect(['', 'hello', '1'.repeat(19), `4111 ${'x'.repeat(40)}`].map(endsInDigits)).toEqual(Array(4).fill(false));
    expect(['4111', 'then 4111', '41 and 11'].map(isAllDigits)).toEqual([true, true, false]);
  });

  describe('is taken out of the conversation', () => {
    let product: TestProduct;
    beforeAll(async () => {
      product = await startTestProduct();
    });
    afterAll(() => product.stop());
    const told = async (conversationId: string) => {
      const entries = await product.store.transcript(conversationId, 0, 999);
      return JSON.stringify([entries, await product.store.load(conversationId)]);
    };
    const types = (conversationId: string, id: string, text: string) =>
      product.intake.receive({
        kind: 'text',
        text,
        id,
        conversationId,
        channel: 'webchat',
        receivedAt: product.now(),
        echo: { activity: { text, channelData: { clientActivityID: id } } },
      });
    const at = async (step: string) => {
      const lines = [customer.opens(), customer.answersUpTo(step)];
      return (await play(product, { market: 'VN', locale: 'en-VN' }, lines)).chat;
    };

    it('from both messages, their echoes, and an answer that was made of the first', async () => {
      const chat = await at('mobile');
      const { conversationId } = chat;
      await types(conversationId, 'half-1', '4111 1111');
      expect(await told(conversationId)).toContain('4111 1111');
      await types(conversationId, 'half-2', '1111 1111');
      const after = await told(conversationId);
      expect(after).not.toMatch(/1111 1111|\b4111\b/);
      expect(after).toContain('[part of a card number removed]');
      expect(after).toContain('"clientActivityID":"half-1"');
      await chat.catchesUp();
      expect(chat.heard().some(({ text }) => text.includes('removed a card number'))).toBe(true);
      // Brought once more it changes nothing.
      expect(await types(conversationId, 'half-2', '1111 1111')).toMatchObject({ status: 'duplicate' });
      expect(await told(conversationId)).toBe(after);
    });

    it('whatever comes in four messages', async () => {
      const { conversationId } = await at('mobile');
      for (const [index, part] of ['4242', '4242', '4242', '4242'].entries())
        await types(conversationId, `part-${index}`, part);
      expect((await told(conversationId)).replaceAll('••••4242', '')).not.toContain('4242');
    });

    it('and nothing is looked at again once a number was an answer', async () => {
      const { conversationId } = await at('mobile');
      await types(conversationId, 'number', '0912345678');
      expect((await product.store.load(conversationId))?.openDigits).toBeUndefined();
      expect((await product.store.load(conversationId))?.facts.fields.mobile?.value).toBe('+84912345678');
    });
  });
});
