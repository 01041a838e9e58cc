import { BotFault } from '../../../bot/errors';
import type { FlowRegistry } from '../../../bot/flows';
import type { DeliveryMessage, DeliveryProblem } from '../../../dialogs/message';
import { startTestProduct, type TestProduct } from '../../support/product';
import { createCustomer } from './messengerCustomer';

describe('a reply that did not arrive', () => {
  let product: TestProduct;
  let reports = 0;
  let isFlowGone = false;
  beforeAll(async () => {
    product = await startTestProduct({ parts: ({ flows }) => ({ flows: breakable(flows, () => isFlowGone) }) });
  });
  afterAll(() => product.stop());

  const asked = async () => {
    const mei = createCustomer(() => product);
    await mei.types('hello');
    return mei;
  };
  const failed = (conversationId: string, workId: string, problem: DeliveryProblem, id?: string): DeliveryMessage => ({
    kind: 'delivery',
    id: id ?? `delivery:SM${++reports}`,
    conversationId,
    channel: 'whatsapp',
    receivedAt: product.now(),
    workId,
    problem,
    code: '63000',
  });
  const reported = (conversationId: string, workId: string, problem: DeliveryProblem) =>
    product.intake.take(failed(conversationId, workId, problem));
  const cases = (conversationId: string) => product.store.records('case', { conversationId, limit: 10 });

  it('is said once more as text when its buttons were refused, and then a person has to know', async () => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    await reported(mei.conversationId, first?.id ?? '', 'contentRefused');
    const [, second, ...more] = await mei.work('reply');
    expect(more).toEqual([]);
    expect(second).toMatchObject({
      id: `${first?.id}:text`,
      status: 'pending',
      body: { ...first?.body, asText: true },
    });
    expect(await cases(mei.conversationId)).toEqual([]);
    await reported(mei.conversationId, `${first?.id}:text`, 'contentRefused');
    expect(await mei.work('reply')).toHaveLength(2);
    expect(await cases(mei.conversationId)).toMatchObject([
      { id: `case:${first?.id}:text`, body: { reason: 'replyRefused', status: 'open', evidence: { code: '63000' } } },
    ]);
  });

  it('is sent again a minute later when the provider had trouble, once', async () => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    await reported(mei.conversationId, first?.id ?? '', 'failed');
    await reported(mei.conversationId, first?.id ?? '', 'failed');
    const [, again, ...more] = await mei.work('reply');
    expect(more).toEqual([]);
    expect(again).toMatchObject({ id: `${first?.id}:again`, body: first?.body });
    expect((again?.dueAt ?? 0) - product.now()).toBeGreaterThan(50_000);
    expect((again?.dueAt ?? 0) - product.now()).toBeLessThanOrEqual(60_000);
    await reported(mei.conversationId, `${first?.id}:again`, 'failed');
    expect(await mei.work('reply')).toHaveLength(2);
    expect(await cases(mei.conversationId)).toMatchObject([{ body: { reason: 'replyUndeliverable' } }]);
  });

  it('has each other way tried once, in whatever order the failures come', async () => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    await reported(mei.conversationId, first?.id ?? '', 'failed');
    await reported(mei.conversationId, `${first?.id}:again`, 'contentRefused');
    await reported(mei.conversationId, `${first?.id}:again:text`, 'failed');
    await reported(mei.conversationId, `${first?.id}:again:text`, 'contentRefused');
    expect((await mei.work('reply')).map(({ id }) => id.slice(first?.id.length))).toEqual([
      '',
      ':again',
      ':again:text',
    ]);
    expect((await mei.replyWork()).at(-1)).toMatchObject({ asText: true });
    expect(await cases(mei.conversationId)).toHaveLength(1);
  });

  it('keeps what it is when it goes out again', async () => {
    const mei = await asked();
    await mei.types('stop');
    const confirmation = (await mei.work('reply'))[1];
    await mei.types('start');
    await reported(mei.conversationId, confirmation?.id ?? '', 'failed');
    expect((await mei.replyWork()).at(-1)).toEqual(confirmation?.body);
  });

  it.each([
    ['windowClosed', 'replyWindowClosed'],
    ['unreachable', 'replyUndeliverable'],
    ['policy', 'replyRefused'],
  ] as const)('becomes a case when %s', async (problem, reason) => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    await reported(mei.conversationId, first?.id ?? '', problem);
    expect(await cases(mei.conversationId)).toMatchObject([
      { id: `case:${first?.id}`, body: { status: 'open', market: 'SG', workId: first?.id, reason } },
    ]);
    expect(await mei.work('reply')).toHaveLength(1);
  });

  it('does not open again the case that a person has settled', async () => {
    const mei = await asked();
    const { conversationId } = mei;
    const [first] = await mei.work('reply');
    await reported(conversationId, first?.id ?? '', 'policy');
    const document = await mei.document();
    const [open] = await cases(conversationId);
    if (!open) throw new Error('There is no case.');
    await product.store.commit({
      conversationId,
      expectedVersion: document.version,
      conversation: { ...document, version: document.version + 1 },
      records: [{ ...open, body: { ...open.body, status: 'settled' } }],
    });
    await reported(conversationId, first?.id ?? '', 'unreachable');
    expect(await cases(conversationId)).toMatchObject([{ body: { status: 'settled', reason: 'replyRefused' } }]);
  });

  it('ends all messages, silently, when the customer blocked us at the provider, until they write again', async () => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    await reported(mei.conversationId, first?.id ?? '', 'optedOut');
    const at = (await mei.document()).optedOut?.at;
    expect(at).toBeDefined();
    await reported(mei.conversationId, first?.id ?? '', 'failed');
    expect(await mei.work('reply')).toHaveLength(1);
    expect((await mei.document()).optedOut).toEqual({ at, toldTo: 'provider' });
    expect(await cases(mei.conversationId)).toEqual([]);
    const due = { kinds: ['reply'], now: product.now(), leaseMs: 60_000, limit: 1_000 } as const;
    const claimed = (await product.store.claim(due)).find(({ id }) => id === first?.id);
    const settlement = { conversationId: mei.conversationId, id: first?.id ?? '', fence: claimed?.fence ?? 0 };
    await product.store.settle({ ...settlement, status: 'dead' });
    await mei.types('anyone?');
    expect(await mei.work('reply')).toHaveLength(2);
    expect((await mei.document()).optedOut).toBeUndefined();
  });

  it('changes nothing else: no words, no step, and the customer has not written', async () => {
    const mei = await asked();
    const before = await mei.document();
    const entries = await mei.entries();
    const [first] = await mei.work('reply');
    product.passes(60_000);
    for (const problem of ['contentRefused', 'failed', 'policy'] as const) {
      await reported(mei.conversationId, first?.id ?? '', problem);
    }
    expect(await mei.entries()).toEqual(entries);
    const unseen = before.prompt?.promptId;
    const desk = { openCases: [expect.objectContaining({ id: expect.stringMatching(/^case:/) })] };
    expect(await mei.document()).toEqual({ ...before, version: before.version + 3, unseen, desk });
  });

  it('is one turn however often and to however many processes it is reported', async () => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    const report = failed(mei.conversationId, first?.id ?? '', 'failed', 'delivery:SMtwice');
    const other = product.another();
    const outcomes = await Promise.all([product, other, product, other].map(({ intake }) => intake.take(report)));
    expect(outcomes.filter(({ status }) => status === 'committed')).toHaveLength(1);
    expect(await mei.work('reply')).toHaveLength(2);
  });

  it('of which nothing is known becomes a case', async () => {
    const mei = await asked();
    await reported(mei.conversationId, 'no such item', 'failed');
    expect(await cases(mei.conversationId)).toMatchObject([{ id: 'case:no such item' }]);
  });

  it('is dealt with although the flow it was said in is gone', async () => {
    const mei = await asked();
    const [first] = await mei.work('reply');
    isFlowGone = true;
    await reported(mei.conversationId, first?.id ?? '', 'policy');
    isFlowGone = false;
    expect(await cases(mei.conversationId)).toHaveLength(1);
    expect((await mei.document()).flow).toMatchObject({ id: 'card-lead', version: 1 });
  });
});

/** Published flows of which the pinned version can be lost. */
function breakable(flows: FlowRegistry, isGone: () => boolean): FlowRegistry {
  return {
    ...flows,
    pinned(market, pin) {
      if (isGone()) throw new BotFault('FLOW_MISSING', 'The version is gone.');
      return flows.pinned(market, pin);
    },
  };
}
