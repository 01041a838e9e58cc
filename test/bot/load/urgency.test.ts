import type { Urgency } from '../../../adapters/route';
import type { CustomerMessage } from '../../../dialogs/message';
import { customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';

describe('while there is too much to do', () => {
  let product: TestProduct;
  let away: readonly Urgency[] = [];
  beforeAll(async () => {
    const shedding = { turnsAway: (urgency: Urgency) => (away.includes(urgency) ? 2_000 : undefined) };
    product = await startTestProduct({ parts: () => ({ shedding }) });
  });
  beforeEach(() => {
    away = [];
  });
  afterAll(() => product.stop());

  const at = async (step: 'fullName' | 'summary') =>
    (await play(product, { market: 'SG', locale: 'en-SG' }, [customer.opens(), customer.answersUpTo(step)])).chat
      .conversationId;
  const typed = (conversationId: string, text: string): CustomerMessage => ({
    id: `dl:${text}`,
    conversationId,
    channel: 'webchat',
    receivedAt: product.now(),
    kind: 'text',
    text,
  });
  const begins = (conversationId: string): CustomerMessage => ({
    id: 'dl:start',
    conversationId,
    channel: 'webchat',
    receivedAt: product.now(),
    kind: 'started',
    userId: 'dl_1',
    market: 'SG',
  });

  it('a conversation that begins is told to come back, and begins then', async () => {
    away = ['later', 'new'];
    expect(await product.intake.receive(begins('late'))).toEqual({ status: 'unavailable', retryAfterMs: 2_000 });
    expect(await product.store.load('late')).toBeUndefined();
    away = [];
    expect(await product.intake.receive(begins('late'))).toMatchObject({ status: 'accepted' });
  });

  it('running ones go on for longer, whether or not they are in memory', async () => {
    const running = await at('fullName');
    away = ['later', 'new'];
    expect(product.intake.urgency(running)).toBe('running');
    expect(await product.intake.receive(typed(running, 'Mei Tan'))).toMatchObject({ status: 'accepted' });
    const elsewhere = product.another();
    expect(elsewhere.intake.urgency(running)).toBe('first');
    expect(await elsewhere.intake.receive(typed(running, 'help'))).toMatchObject({ status: 'accepted' });
    away = ['later', 'new', 'running'];
    const before = (await product.store.load(running))?.seq;
    expect(await product.intake.receive(typed(running, 'status'))).toMatchObject({ status: 'unavailable' });
    expect(await elsewhere.intake.receive(typed(running, 'status'))).toMatchObject({ status: 'unavailable' });
    expect((await product.store.load(running))?.seq).toBe(before);
  });

  it('a lead is confirmed whatever the load', async () => {
    const confirming = await at('summary');
    away = ['later', 'new', 'running'];
    expect(product.intake.urgency(confirming)).toBe('first');
    for (const words of ['looks right', 'i agree', 'i agree ', 'submit'])
      expect([words, (await product.intake.receive(typed(confirming, words))).status]).toEqual([words, 'accepted']);
    await product.settled(confirming);
    expect((await product.store.load(confirming))?.submitted).toHaveLength(1);
    // With the bank it is as urgent as any other that runs.
    expect(product.intake.urgency(confirming)).toBe('running');
  });
});
