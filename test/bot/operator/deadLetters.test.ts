import type { Casework } from '../../../bot/operator/casework';
import type { Texts } from '../../../dialogs/texts';
import { customer, play } from '../../support/conversation';
import { startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { caseworkOf } from './casework';

describe('replaying a dead letter', () => {
  let product: TestProduct;
  let casework: Casework;
  let brokenKey: string | undefined;
  const texts: Texts = {
    ...TEXTS,
    overlay: () => texts,
    say: (locale, key, vars) => {
      if (key === brokenKey) throw new TypeError('a fault of ours about Mei Tan');
      return TEXTS.say(locale, key, vars);
    },
  };
  /** A customer whose name could not be taken, for a fault that is then mended. */
  const letterKept = async () => {
    brokenKey = undefined;
    product = await startTestProduct({ parts: () => ({ texts }) });
    casework = caseworkOf(product, product.intake);
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('fullName'),
    ]);
    brokenKey = 'ask.mobile';
    await chat.types('Mei Tan');
    const [letter] = await casework.deadLetters();
    if (letter === undefined) throw new Error('No letter was kept.');
    return { conversationId: chat.conversationId, id: letter.id };
  };
  const known = async (id: string) => (await product.store.load(id))?.facts.fields.fullName?.value;
  const lines = async (id: string) =>
    (await product.store.transcript(id, 0, 1_000)).filter(
      ({ body }) => body.from === 'customer' && body.kind === 'text',
    );
  afterEach(() => product.stop());

  it('takes the message once, as if it had just come, and puts it into the transcript no second time', async () => {
    const { conversationId, id } = await letterKept();
    const before = (await lines(conversationId)).length;
    expect(await known(conversationId)).toBeUndefined();
    brokenKey = undefined;
    const other = caseworkOf(product, product.another().intake);
    const receipts = await Promise.all([
      casework.replay(id, 'ann'),
      other.replay(id, 'bob'),
      casework.replay(id, 'ann'),
    ]);
    expect(receipts.map((receipt) => receipt?.status).sort()).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await known(conversationId)).toBe('Mei Tan');
    expect(await product.store.load(conversationId)).toMatchObject({ status: 'bot', step: 'mobile' });
    expect((await lines(conversationId)).length).toBe(before);
    await product.restart();
    expect(await caseworkOf(product, product.intake).replay(id, 'ann')).toMatchObject({ status: 'duplicate' });
  });

  it('keeps who asked for it, before anything happens', async () => {
    const { id } = await letterKept();
    const dead = { ...product.intake, receive: () => Promise.reject(new Error('killed')) };
    await expect(caseworkOf(product, dead).replay(id, 'ann')).rejects.toThrow('killed');
    const [line] = await product.store.records('audit', { limit: 5 });
    expect(line?.body).toMatchObject({ operator: 'ann', action: 'deadLetter.replayed', subject: id });
  });

  it('keeps a message that fails again as a new letter, which can be replayed in its turn', async () => {
    const { conversationId, id } = await letterKept();
    expect(await casework.replay(id, 'ann')).toMatchObject({ status: 'accepted' });
    const [newest, ...others] = await casework.deadLetters();
    expect(others).toHaveLength(1);
    brokenKey = undefined;
    expect(await casework.replay(newest?.id ?? '', 'ann')).toMatchObject({ status: 'accepted' });
    expect(await known(conversationId)).toBe('Mei Tan');
  });

  it('knows of no other letters', async () => {
    await letterKept();
    expect(await casework.replay('deadLetter:none', 'ann')).toBeUndefined();
  });
});
