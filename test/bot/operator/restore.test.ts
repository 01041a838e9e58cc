import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAudit } from '../../../bot/operator/auditCheck';
import type { ErasedEntry } from '../../../bot/operator/erasedList';
import { restoreBackup } from '../../../bot/operator/restore';
import { backUpSqlite } from '../../../store/sqlite/backup';
import type { Chat } from '../../support/chat';
import { customer, type Line, play } from '../../support/conversation';
import { startTestProduct, TEST_KMS, type TestProduct } from '../../support/product';
import { caseworkOf, seal } from './casework';

const SG = { market: 'SG', locale: 'en-SG' } as const;
const atConfirm: readonly Line[] = [customer.opens(), customer.answersUpTo('confirm')];
const BACK = { operator: 'ann', reason: 'restored, bank asked' };

describe('a product restored from a backup', () => {
  let home: string;
  let product: TestProduct;
  /** Where the product finds its store at its next start. */
  let directory: string;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'restore-'));
    directory = join(home, 'first');
    product = await startTestProduct({ outboxStarts: false, directory: () => directory });
  });
  afterEach(async () => {
    await product.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const backUp = () => backUpSqlite({ directory, into: join(home, 'backups'), clock: product.now });
  /** The first store is lost with all that happened since; the product starts on what the backup has. */
  const losesAllSince = async (manifestPath: string, erased: readonly ErasedEntry[] = []) => {
    await product.outbox.stop();
    directory = join(home, 'second');
    await restoreBackup({ manifestPath, directory, clock: product.now, seal, kms: TEST_KMS, erased });
    await product.restart();
  };
  const submits = async (conversationId: string) => {
    product.outbox.start();
    await product.settled(conversationId);
  };
  const looksOnce = async () => {
    product.outbox.start();
    await product.outbox.stop();
  };
  const accepts = async (chat: Chat) => {
    const { prompt } = (await product.store.load(chat.conversationId)) ?? {};
    await chat.taps(`${prompt?.promptId}|accept`, 'accept');
  };
  const resumes = async (conversationId: string) => {
    await product.calloutSwitch.set(false, BACK);
    await submits(conversationId);
  };
  const cases = () => product.store.records('case', { limit: 10 });

  it('starts with callouts paused, takes leads, and knows the audit of before', async () => {
    await product.calloutSwitch.set(true, BACK);
    await product.calloutSwitch.set(false, BACK);
    const { manifestPath } = await backUp();
    await losesAllSince(manifestPath);
    expect(await product.calloutSwitch.isPaused()).toBe(true);
    const { chat } = await play(product, SG, [...atConfirm, customer.taps('accept')]);
    await looksOnce();
    expect(await product.bank.applications()).toEqual([]);
    await resumes(chat.conversationId);
    expect(await product.bank.applications()).toHaveLength(1);
    expect(await cases()).toEqual([]);
    expect(await checkAudit(product.store, seal)).toMatchObject({ lines: 4, problems: [] });
  });

  it('never sends again what was waiting when the backup was made and went out after it', async () => {
    const { chat } = await play(product, SG, [...atConfirm, customer.taps('accept')]);
    const { manifestPath } = await backUp();
    await submits(chat.conversationId);
    const before = await product.bank.applications();
    expect(before).toHaveLength(1);
    await losesAllSince(manifestPath);
    await resumes(chat.conversationId);
    expect(await product.bank.applications()).toEqual(before);
    const [only, ...others] = await cases();
    expect([only?.body.reason, others]).toEqual(['ambiguousSubmission', []]);
    // The lost store claimed it once: the request that the bank knows is among those the case names.
    const { submission } = (only?.body.evidence ?? {}) as { submission: { requestIds: string[] } };
    const [application] = before as readonly { uuid?: string }[];
    expect(submission.requestIds).toContain(application?.uuid);
    const casework = caseworkOf(product, product.intake);
    const done = { kind: 'done', reference: before[0]?.reference ?? '' } as const;
    await casework.decide(only?.id ?? '', 'ann', done);
    await casework.decide(only?.id ?? '', 'bob', done);
    await chat.catchesUp();
    expect(
      chat
        .heard()
        .map(({ text }) => text)
        .join('\n'),
    ).toContain(done.reference);
  });

  it('never sends what a customer confirmed and got after the backup, and confirms again now', async () => {
    const { chat } = await play(product, SG, atConfirm);
    const { manifestPath } = await backUp();
    await accepts(chat);
    await submits(chat.conversationId);
    await losesAllSince(manifestPath);
    await accepts(chat);
    await resumes(chat.conversationId);
    expect(await product.bank.applications()).toHaveLength(1);
    expect(await cases()).toMatchObject([{ body: { status: 'open', reason: 'ambiguousSubmission' } }]);
    const [only] = await cases();
    const casework = caseworkOf(product, product.intake);
    await casework.decide(only?.id ?? '', 'ann', { kind: 'resend' });
    await casework.decide(only?.id ?? '', 'bob', { kind: 'resend' });
    await product.settled(chat.conversationId);
    // Two operators said that the bank does not have it; that is theirs to know, and it is believed.
    expect(await product.bank.applications()).toHaveLength(2);
  });

  it('submits the next application of a customer that the backup knows', async () => {
    const talk = await play(product, SG, [...atConfirm, customer.taps('accept')]);
    const { conversationId } = talk.chat;
    await submits(conversationId);
    const { manifestPath } = await backUp();
    await losesAllSince(manifestPath);
    await product.calloutSwitch.set(false, BACK);
    product.passes(25 * 3_600_000);
    await talk.chat.taps('cmd|new', 'new');
    await customer.answersUpTo('confirm').run(talk);
    await accepts(talk.chat);
    await submits(conversationId);
    expect(await product.store.load(conversationId)).toMatchObject({ run: 2, restored: { run: 1 } });
    expect(await product.bank.applications()).toHaveLength(2);
    expect(await cases()).toEqual([]);
  });
});
