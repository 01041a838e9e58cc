import { type PenEvent, passPen } from '../../machines/handoff';
import { bank, bot, customer, type Line, play } from '../support/conversation';
import { startTestProduct, type TestProduct } from '../support/product';

/** As the agents' desk would, in one commit on the version that was read. */
function desk(says: string, event: PenEvent): Line {
  return {
    says,
    async run({ product, chat: { conversationId } }) {
      const before = await product.store.load(conversationId);
      const passed = before && passPen(before, event);
      if (before === undefined || passed === undefined) throw new Error('The pen does not pass.');
      const conversation = { ...before, ...passed, version: before.version + 1 };
      const commit = { conversationId, expectedVersion: before.version, conversation };
      expect(await product.store.commit(commit)).toEqual({ status: 'committed' });
    },
  };
}

const takesOver = desk('an agent takes over', { type: 'agent.claimed', agent: 'ann' });
const handsBack = desk('the agent hands back', { type: 'agent.released', agent: 'ann' });

describe('beside an agent', () => {
  let product: TestProduct;
  beforeEach(async () => {
    product = await startTestProduct({ outboxStarts: false });
  });
  afterEach(() => product.stop());

  it('the bot keeps what the customer writes and answers nothing', async () => {
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      takesOver,
      customer('8123 4567'),
      bot(),
      customer.asksFor('back'),
      bot(),
      customer.tapsOld('privacy', 'refuse'),
      bot(),
      customer.sends('image'),
      bot(),
      handsBack,
      customer('8123 4567'),
      bot.lastly('ask.email'),
    ]);
    const entries = await product.store.transcript(chat.conversationId, 0, 1_000);
    expect(entries.filter(({ body }) => body.from === 'customer').slice(-5)).toHaveLength(5);
  });

  it('the bank’s answer is noted without a word, and the reference told first when the bot is back', async () => {
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bot.lastly('say.submitting'),
      takesOver,
      { says: 'the bank may be called', run: ({ product: { outbox } }) => outbox.start() },
      bank.answers(),
      bot(),
      bank.has(1),
    ]);
    const document = await product.store.load(chat.conversationId);
    const [application] = await product.bank.applications();
    expect(document?.submitted).toMatchObject([{ status: 'done', reference: application?.reference }]);
    expect(document?.untold).toMatchObject([{ reference: application?.reference }]);
    await product.store.commit({
      conversationId: chat.conversationId,
      expectedVersion: document?.version ?? 0,
      conversation: {
        ...(document as NonNullable<typeof document>),
        ...passPen(document as NonNullable<typeof document>, { type: 'agent.released', agent: 'ann' }),
        version: (document?.version ?? 0) + 1,
      },
    });
    await chat.types('help');
    expect(chat.heard()[0]?.text).toContain(application?.reference);
    expect((await product.store.load(chat.conversationId))?.untold).toBeUndefined();
  });
});
