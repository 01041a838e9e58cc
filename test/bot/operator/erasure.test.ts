import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAudit } from '../../../bot/operator/auditCheck';
import { createErasedList, ERASED_LIST, readErasedList } from '../../../bot/operator/erasedList';
import { ERASURES_THREAD, type Erasures } from '../../../bot/operator/erasure';
import { restoreBackup } from '../../../bot/operator/restore';
import { backUpSqlite } from '../../../store/sqlite/backup';
import { bank, bot, customer, play } from '../../support/conversation';
import { erasuresOf } from '../../support/erasures';
import { HOUR_MS, startTestProduct, TEST_KMS, type TestProduct } from '../../support/product';
import { seal } from './casework';

const SG = { market: 'SG', locale: 'en-SG' } as const;
const ERASED = { code: 'erased' };

describe('erasing a conversation', () => {
  let home: string;
  let directory: string;
  let product: TestProduct;
  let erasures: Erasures;
  let ended: string[] = [];
  beforeEach(async () => {
    ended = [];
    home = mkdtempSync(join(tmpdir(), 'erasure-'));
    directory = join(home, 'first');
    product = await startTestProduct({ directory: () => directory });
    erasures = erasuresAt(product);
  });
  afterEach(async () => {
    await product.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const list = () => join(home, 'backups', ERASED_LIST);
  const erasuresAt = (of: Pick<TestProduct, 'store' | 'intake' | 'now'>) =>
    erasuresOf(of, join(home, 'backups'), { onErased: (id) => void ended.push(id) });
  const wants = (operator: string, conversationId: string, evenWithOpenCase = false) =>
    erasures.erase({ operator, conversationId, reason: 'case 4711', evenWithOpenCase });
  const begun = async () => (await play(product, SG, [customer.opens(), customer.answersUpTo('email')])).chat;

  it('takes two operators, and then nothing of it is left to read', async () => {
    const { conversationId } = await begun();
    expect(await wants('ann', conversationId)).toEqual({ kind: 'proposed' });
    expect(await wants('ann', conversationId)).toMatchObject({ kind: 'refused', code: 'SecondOperatorNeeded' });
    expect(await product.store.load(conversationId)).toBeDefined();
    expect(ended).toEqual([]);
    expect(await wants('bob', conversationId)).toEqual({ kind: 'erased' });
    // Its page is left at once.
    expect(ended).toEqual([conversationId]);
    await expect(product.store.load(conversationId)).rejects.toMatchObject(ERASED);
    expect(await product.store.transcript(conversationId, 0, 99)).toEqual([]);
    expect(await product.intake.find(conversationId)).toBeUndefined();
    expect(readErasedList(list())?.map(({ conversation }) => conversation)).toEqual([conversationId]);
  });

  it('leaves an audit that is whole and knows nothing of the person', async () => {
    const { conversationId } = await begun();
    await wants('ann', conversationId);
    await wants('bob', conversationId);
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
    const lines = JSON.stringify(await product.store.records('audit', { conversationId: ERASURES_THREAD, limit: 9 }));
    expect(lines).not.toContain('example');
    expect(await erasures.list()).toMatchObject([{ conversation: conversationId }]);
  });

  it('is finished by whoever asks again, when it was cut off', async () => {
    const { conversationId } = await begun();
    await wants('ann', conversationId);
    await wants('bob', conversationId);
    expect(await wants('ann', conversationId)).toEqual({ kind: 'erased' });
  });

  it('waits for the bank, and for a case unless both say otherwise', async () => {
    await product.bank.goesDown();
    const { chat } = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
    ]);
    expect(await wants('ann', chat.conversationId)).toMatchObject({ code: 'SubmissionUnderWay' });
    expect(await wants('ann', chat.conversationId, true)).toMatchObject({ code: 'SubmissionUnderWay' });
    await product.bank.comesUp();
    const unsure = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('timeoutAfter'),
      customer.taps('accept'),
      bot('say.submitting'),
      bank.answers(),
    ]);
    const { conversationId } = unsure.chat;
    expect(await wants('ann', conversationId)).toMatchObject({ code: 'CaseOpen' });
    expect(await wants('ann', conversationId, true)).toEqual({ kind: 'proposed' });
    expect(await wants('bob', conversationId)).toMatchObject({ code: 'CaseOpen' });
    expect(await wants('bob', conversationId, true)).toEqual({ kind: 'erased' });
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
  });

  it('looks again when another process committed in between', async () => {
    await product.bank.goesDown();
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('confirm')]);
    const { conversationId } = talk.chat;
    await wants('ann', conversationId);
    const { store } = product;
    let asked = 0;
    const erase: typeof store.erase = async (id, version) => {
      asked += 1;
      if (asked === 1) await customer.taps('accept').run(talk);
      return store.erase(id, version);
    };
    erasures = erasuresAt({ ...product, store: { ...store, erase }, intake: product.another().intake });
    expect(await wants('bob', conversationId)).toMatchObject({ code: 'SubmissionUnderWay' });
    expect(await store.load(conversationId)).toBeDefined();
    expect(asked).toBe(1);
    // A restore must not take it for one that was erased.
    expect(readErasedList(list())).toEqual([]);
    expect(await wants('bob', conversationId)).toMatchObject({ code: 'SubmissionUnderWay' });
    await product.settledAfter(HOUR_MS, conversationId);
    expect(await wants('bob', conversationId)).toMatchObject({ code: 'CaseOpen' });
    expect(await wants('bob', conversationId, true)).toEqual({ kind: 'proposed' });
    expect(await wants('ann', conversationId, true)).toEqual({ kind: 'erased' });
    expect(readErasedList(list())?.map(({ conversation }) => conversation)).toEqual([conversationId]);
  });

  it('is done when what came in between hinders nothing', async () => {
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('email')]);
    const { conversationId } = talk.chat;
    await wants('ann', conversationId);
    const { store } = product;
    const versions: (number | undefined)[] = [];
    const erase: typeof store.erase = async (id, version) => {
      versions.push(version);
      if (versions.length === 1) await talk.chat.types('mei.lin@example.com');
      return store.erase(id, version);
    };
    erasures = erasuresAt({ ...product, store: { ...store, erase }, intake: product.another().intake });
    expect(await wants('bob', conversationId)).toEqual({ kind: 'erased' });
    expect(versions).toHaveLength(2);
    expect(versions[1]).toBeGreaterThan(versions[0] ?? Infinity);
    await expect(store.load(conversationId)).rejects.toMatchObject(ERASED);
  });

  it('is refused of what is none', async () => {
    expect(await wants('ann', 'nobody')).toEqual({ kind: 'unknown' });
    expect(await wants('ann', ERASURES_THREAD)).toMatchObject({ code: 'NotAConversation' });
  });

  it('is done again to a backup from before', async () => {
    const [first, other] = [await begun(), await begun()];
    const { manifestPath } = await backUpSqlite({ directory, into: join(home, 'backups'), clock: product.now });
    await wants('ann', first.conversationId);
    await wants('bob', first.conversationId);
    directory = join(home, 'second');
    const erased = readErasedList(list()) ?? [];
    const request = { manifestPath, directory, clock: product.now, seal, kms: TEST_KMS };
    expect(await restoreBackup({ ...request, erased })).toMatchObject({ erasedAgain: 1 });
    await product.restart();
    await expect(product.store.load(first.conversationId)).rejects.toMatchObject(ERASED);
    expect(await product.store.load(other.conversationId)).toBeDefined();
    erasures = erasuresAt(product);
    expect((await erasures.list()).map(({ conversation }) => conversation)).toEqual([first.conversationId]);
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
  });
});

describe('the list of what was erased', () => {
  it('is read without the line that was being written when the power failed, and not with a spoilt one', () => {
    const home = mkdtempSync(join(tmpdir(), 'list-'));
    const path = join(home, 'deep', ERASED_LIST);
    expect(readErasedList(path)).toBeUndefined();
    createErasedList(path).add({ conversation: 'c1', at: 1 });
    appendFileSync(path, '{"conversation":"c2","a');
    createErasedList(path).add({ conversation: 'c3', at: 3 });
    expect(readErasedList(path)).toEqual([
      { conversation: 'c1', at: 1 },
      { conversation: 'c3', at: 3 },
    ]);
    appendFileSync(path, '{"conversation":7,"at":4}\n');
    expect(() => readErasedList(path)).toThrow('line');
    expect(readFileSync(path, 'utf8')).toContain('c1');
    rmSync(home, { recursive: true });
  });
});
