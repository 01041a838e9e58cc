import { BotFault } from '../../../bot/errors';
import type { FlowRegistry } from '../../../bot/flows';
import { checkAudit } from '../../../bot/operator/auditCheck';
import { bank, customer, play } from '../../support/conversation';
import { startTestProduct, type TestProduct } from '../../support/product';
import { createCustomer } from '../messaging/messengerCustomer';
import { caseworkOf, seal, theCase } from './casework';

describe('a case that is not of an uncertain submission', () => {
  let product: TestProduct;
  let isFlowGone = false;
  beforeEach(async () => {
    isFlowGone = false;
    product = await startTestProduct({ parts: ({ flows }) => ({ flows: breakable(flows, () => isFlowGone) }) });
  });
  afterEach(() => product.stop());
  const casework = () => caseworkOf(product, product.intake);
  const heard = async (conversationId: string) =>
    (await product.store.transcript(conversationId, 0, 1_000)).flatMap(({ body }) =>
      body.from === 'bot' ? [body.reply.text] : [],
    );

  it('of a reply is closed by whoever told the customer, whose note stays out of the audit', async () => {
    const mei = createCustomer(() => product);
    await mei.types('hello');
    const [reply] = await mei.work('reply');
    const { conversationId } = mei;
    await product.intake.take({
      kind: 'delivery',
      id: 'delivery:SM1',
      conversationId,
      channel: 'whatsapp',
      receivedAt: product.now(),
      workId: reply?.id ?? '',
      problem: 'unreachable',
      code: '63024',
    });
    const { id } = await theCase(product);
    const before = (await heard(conversationId)).length;
    expect(await casework().decide(id, 'ann', { kind: 'done', reference: 'APP-1' })).toMatchObject({
      code: 'NotForThisCase',
    });
    const told = { kind: 'told', note: 'Called Mei on Monday' } as const;
    const rulings = await Promise.all(['ann', 'bob', 'ann'].map((name) => casework().decide(id, name, told)));
    expect(rulings.map((ruling) => ruling?.kind).sort()).toEqual(['already', 'already', 'settles']);
    expect((await theCase(product)).body).toMatchObject({ status: 'settled', settlement: { action: told } });
    expect((await heard(conversationId)).length).toBe(before);
    const audit = await product.store.records('audit', { limit: 5 });
    expect(audit).toHaveLength(1);
    expect(JSON.stringify(audit)).not.toContain('Mei');
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
  });

  it('of an answer that could not be taken is done with the bank’s own reference only, told although the flow is gone', async () => {
    const { chat } = await play(product, { market: 'SG', locale: 'en-SG' }, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('slow', { delayMs: 300 }),
      customer.taps('accept'),
    ]);
    isFlowGone = true;
    await product.settled(chat.conversationId);
    const [application] = await product.bank.applications();
    const reference = application?.reference ?? '';
    const { id, body } = await theCase(product);
    expect(body.reason).toBe('answerNotTaken');
    expect(await casework().decide(id, 'ann', { kind: 'done', reference: 'APP-OTHER' })).toMatchObject({
      code: 'ReferenceDiffers',
    });
    expect(await casework().decide(id, 'ann', { kind: 'resend' })).toMatchObject({ code: 'NotForThisCase' });
    await casework().decide(id, 'ann', { kind: 'done', reference });
    const rulings = await Promise.all(
      ['bob', 'cem'].map((name) => casework().decide(id, name, { kind: 'done', reference })),
    );
    expect(rulings.map((ruling) => ruling?.kind).sort()).toEqual(['already', 'settles']);
    expect((await heard(chat.conversationId)).filter((text) => text.includes(reference))).toHaveLength(1);
    expect((await product.store.load(chat.conversationId))?.submitted).toMatchObject([{ status: 'done', reference }]);
    expect((await theCase(product)).body.status).toBe('settled');
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
  });
});

/** Flows of which every pinned version can be gone, as after a release that dropped it. */
function breakable(flows: FlowRegistry, isGone: () => boolean): FlowRegistry {
  return {
    ...flows,
    pinned(market, pin) {
      if (isGone()) throw new BotFault('FLOW_MISSING', 'The flow is gone; bring it back.');
      return flows.pinned(market, pin);
    },
  };
}
