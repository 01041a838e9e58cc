import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAudit } from '../../bot/operator/auditCheck';
import { ERASED_LIST, readErasedList } from '../../bot/operator/erasedList';
import { ERASURES_THREAD, type Erasures } from '../../bot/operator/erasure';
import { createRetention, type RetentionRule, whyRetired } from '../../bot/retention';
import { bank, customer, play } from '../support/conversation';
import { erasuresOf } from '../support/erasures';
import { HOUR_MS, startTestProduct, type TestProduct } from '../support/product';
import { seal } from './operator/casework';

const SG = { market: 'SG', locale: 'en-SG' } as const;
const DAY_MS = 24 * HOUR_MS;
const RULE = { abandonedMs: 30 * DAY_MS, submittedMs: undefined };
const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };

describe('what nobody came back to', () => {
  let home: string;
  let product: TestProduct;
  let erasures: Erasures;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'retention-'));
    product = await startTestProduct({ directory: () => join(home, 'data') });
    erasures = erasuresOf(product, home);
  });
  afterEach(async () => {
    await product.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const look = (days: number, rule: RetentionRule = RULE, { retire }: Pick<Erasures, 'retire'> = erasures) =>
    createRetention({
      rule,
      store: product.store,
      erasures: { retire },
      clock: () => product.now() + days * DAY_MS,
      log,
    }).look();
  const begun = async () => (await play(product, SG, [customer.opens(), customer.answersUpTo('email')])).chat;
  const submitted = async () =>
    (
      await play(product, SG, [
        customer.opens(),
        customer.answersUpTo('confirm'),
        customer.taps('accept'),
        bank.answers(),
      ])
    ).chat;
  const isThere = async (id: string) => {
    const outcome = await product.store.load(id).catch(({ code }: { code: string }) => code);
    return outcome !== 'erased';
  };

  it('is taken out once it is old enough, and not a day before', async () => {
    const { conversationId } = await begun();
    expect(await look(29)).toBe(0);
    expect(await isThere(conversationId)).toBe(true);
    expect(await look(31)).toBe(1);
    expect(await isThere(conversationId)).toBe(false);
    expect(await look(31)).toBe(0);
  });

  it('leaves an audit that says why, and a list for whoever restores an older backup', async () => {
    const { conversationId } = await begun();
    await look(31);
    const [line] = await product.store.records('audit', { conversationId: ERASURES_THREAD, limit: 9 });
    expect(line?.body).toMatchObject({
      operator: 'retention',
      action: 'conversation.retired',
      subject: conversationId,
      details: { reason: 'abandoned, silent for 30 days' },
    });
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
    expect((await erasures.list()).map(({ conversation }) => conversation)).toEqual([conversationId]);
    expect(readErasedList(join(home, ERASED_LIST))).toMatchObject([{ conversation: conversationId }]);
  });

  it('keeps what was submitted for as long as the bank says, which is for good if it says nothing', async () => {
    const { conversationId } = await submitted();
    expect(await look(10_000)).toBe(0);
    const rule = { abandonedMs: 30 * DAY_MS, submittedMs: 400 * DAY_MS };
    expect(await look(399, rule)).toBe(0);
    expect(await isThere(conversationId)).toBe(true);
    expect(await look(401, rule)).toBe(1);
    expect(await isThere(conversationId)).toBe(false);
  });

  it('keeps an application that is on its way, or that people are to settle', async () => {
    const unsure = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('reset-after'),
      customer.taps('accept'),
      bank.answers(),
    ]);
    await product.bank.goesDown();
    const { chat } = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
    ]);
    const both = { abandonedMs: DAY_MS, submittedMs: DAY_MS };
    expect(await look(2, both)).toBe(0);
    for (const { conversationId } of [unsure.chat, chat]) expect(await isThere(conversationId)).toBe(true);
  });

  it('keeps a customer who comes back in that very moment', async () => {
    const chat = await begun();
    const { retire } = erasures;
    const comesBack: Erasures['retire'] = async (judged, reason) => {
      await chat.types('mei.lin@example.com');
      return retire(judged, reason);
    };
    expect(await look(31, RULE, { retire: comesBack })).toBe(0);
    expect(await isThere(chat.conversationId)).toBe(true);
  });

  it('says in the audit that it was kept when another process committed while it was being taken out', async () => {
    const chat = await begun();
    const { store, now } = product;
    let isFirst = true;
    const erase: typeof store.erase = async (id, version) => {
      if (isFirst) await chat.types('mei.lin@example.com');
      isFirst = false;
      return store.erase(id, version);
    };
    const elsewhere = erasuresOf({ store: { ...store, erase }, intake: product.another().intake, now }, home);
    expect(await look(31, RULE, elsewhere)).toBe(0);
    expect(await isThere(chat.conversationId)).toBe(true);
    expect(await erasures.list()).toEqual([]);
    expect(readErasedList(join(home, ERASED_LIST))).toEqual([]);
    // Two operators are needed for it, as ever.
    const wish = { conversationId: chat.conversationId, operator: 'ann', reason: 'case 1', evenWithOpenCase: false };
    expect(await erasures.erase(wish)).toEqual({ kind: 'proposed' });
  });

  it('goes past any number that is kept, also of those who fell silent in one moment', async () => {
    const { conversationId } = await submitted();
    const kept = await product.store.load(conversationId);
    if (kept === undefined) throw new Error('It is there.');
    for (let at = 0; at < 120; at += 1) {
      const id = `kept-${at}`;
      await product.store.commit({
        conversationId: id,
        expectedVersion: 0,
        conversation: { ...kept, id, version: 1, lastInboundAt: 1_000 },
      });
    }
    const { conversationId: old } = await begun();
    expect(await look(31)).toBe(1);
    expect(await isThere(old)).toBe(false);
  });

  it('is kept while people have something to call or to settle', () => {
    const silent = { submitted: [], lastInboundAt: 0 };
    const rule = { abandonedMs: DAY_MS, submittedMs: undefined };
    const some = [{ id: 'x', at: 0 }];
    expect(whyRetired({ ...silent, desk: { callBacks: [], openCases: [] } }, rule, DAY_MS)).toBeDefined();
    expect(whyRetired({ ...silent, desk: { callBacks: some } }, rule, DAY_MS)).toBeUndefined();
    expect(whyRetired({ ...silent, desk: { openCases: some } }, rule, DAY_MS)).toBeUndefined();
  });

  it('does not wait for one that cannot be taken out', async () => {
    const [first, second] = [await begun(), await begun()];
    const retire: Erasures['retire'] = async (judged, reason) => {
      if (judged.id === first.conversationId) throw new Error('damaged');
      return erasures.retire(judged, reason);
    };
    expect(await look(31, RULE, { retire })).toBe(1);
    expect([await isThere(first.conversationId), await isThere(second.conversationId)]).toEqual([true, false]);
    expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ event: 'retention.notTaken' }));
  });

  it('is for good where the bank wants no limit', async () => {
    await begun();
    expect(await look(10_000, { abandonedMs: undefined, submittedMs: undefined })).toBe(0);
  });
});
