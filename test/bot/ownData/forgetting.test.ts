import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkAudit } from '../../../bot/operator/auditCheck';
import { ERASED_LIST, readErasedList } from '../../../bot/operator/erasedList';
import { agentOf } from '../../support/agent';
import { bank, bot, customer, play, type Talk } from '../../support/conversation';
import { ownDataOf } from '../../support/ownData';
import { HOUR_MS, startTestProduct, TEXTS, type TestProduct } from '../../support/product';
import { openWhatsAppChat } from '../../support/whatsAppChat';
import { seal } from '../operator/casework';

const SG = { market: 'SG', locale: 'en-SG' } as const;
const ERASED = { code: 'erased' };
const MINUTE_MS = 60_000;

describe('a customer who wants it all gone', () => {
  let home: string;
  let product: TestProduct;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'forgetting-'));
    product = await startTestProduct({ directory: () => join(home, 'data'), whatsApp: true });
  });
  afterEach(async () => {
    await product.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const own = () => ownDataOf(product, home);
  const due = async (ms = MINUTE_MS) => {
    product.passes(ms);
    await own().forgetsWhatIsDue();
  };
  const wishes = async ({ chat }: Talk) =>
    (await product.store.work(chat.conversationId)).filter(({ kind }) => kind === 'erase');
  const begun = () => play(product, SG, [customer.opens(), customer.answersUpTo('email')]);
  const confirms = [
    customer.types('delete my data'),
    bot.lastly('say.eraseAsk'),
    customer.taps('forget'),
    bot.lastly('say.erasing'),
  ];
  const codeOf = ({ replies }: Talk) => /([0-9A-Z]{5}-){7}[0-9A-Z]{5}/.exec(replies.at(-1)?.text ?? '')?.[0] ?? '';

  it('is told what that means first, and nothing is gone until they say so', async () => {
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('email'),
      customer.types('delete my data'),
      bot('say.eraseAsk'),
      customer.taps('keepData'),
      bot('say.eraseKept', 'ask.email'),
    ]);
    expect(await wishes(talk)).toEqual([]);
    await due(HOUR_MS);
    expect(await product.store.load(talk.chat.conversationId)).toBeDefined();
  });

  it.each([
    ['th', 'TH', 'ลบข้อมูลของฉัน'],
    ['ar-AE', 'AE', 'حذف بياناتي'],
    ['ru-RU', 'RU', 'удалите мои данные'],
    ['hi-IN', 'IN', 'मेरा डेटा मिटाएँ'],
  ] as const)('is understood in %s, and by the words on the button', async (locale, market, words) => {
    const talk = await play(product, { market, locale }, [
      customer.opens(),
      customer.answersUpTo('mobile'),
      customer.types(words),
      bot('say.eraseAsk'),
      customer.types(TEXTS.say(locale, 'btn.deleteData')),
      bot('say.erasing'),
    ]);
    expect(await wishes(talk)).toHaveLength(1);
  });

  it('gets a certificate that counts once the store has nothing any more', async () => {
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('email'), ...confirms]);
    const { conversationId } = talk.chat;
    const code = codeOf(talk);
    expect(await own().verifier.check(code)).toEqual({ kind: 'deleting', market: 'SG' });
    await own().forgetsWhatIsDue();
    // There is time to read it.
    expect(await product.store.load(conversationId)).toBeDefined();
    const { seq = 0 } = (await product.store.load(conversationId)) ?? {};
    await due();
    await expect(product.store.load(conversationId)).rejects.toMatchObject(ERASED);
    expect(await product.store.transcript(conversationId, 0, 99)).toEqual([]);
    expect(await product.store.records('consent', { conversationId, limit: 99 })).toEqual([]);
    expect(await own().verifier.check(code)).toMatchObject({
      kind: 'deleted',
      market: 'SG',
      at: expect.any(Number),
      destroyed: { messages: seq, decisions: expect.any(Number) },
    });
    expect(await own().verifier.check(code)).toEqual(await own().verifier.check(code));
  });

  it('leaves nothing readable in the files: neither what was said nor the key it was sealed with', async () => {
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('residenceStatus'), ...confirms]);
    const { facts } = (await product.store.load(talk.chat.conversationId)) ?? {};
    const said = [facts?.fields.email?.value, facts?.fields.mobile?.value].flatMap((value) => value ?? []);
    expect(said.length).toBe(2);
    const key = wrappedKey(talk.chat.conversationId);
    expect(filesHold(key)).toBe(true);
    await due();
    expect(filesHold(key)).toBe(false);
    for (const value of said) expect(filesHold(Buffer.from(value))).toBe(false);
  });

  it('is on the audit, under the certificate and no name, and on the list that backups are erased by', async () => {
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('email'), ...confirms]);
    await due();
    expect((await checkAudit(product.store, seal)).problems).toEqual([]);
    const lines = await product.store.records('audit', { conversationId: 'operators:erasures', limit: 9 });
    expect(lines.map(({ body }) => body)).toMatchObject([
      { operator: 'customer', action: 'conversation.forgotten', subject: talk.chat.conversationId },
    ]);
    expect(JSON.stringify(lines)).not.toContain('example');
    const list = readErasedList(join(home, 'backups', ERASED_LIST)) ?? [];
    expect(list.map(({ conversation }) => conversation)).toEqual([talk.chat.conversationId]);
    expect(await own().erasures.list()).toHaveLength(1);
  });

  it('is asked again by an old button, and by one that was tapped after something else was said', async () => {
    const talk = await begun();
    await talk.chat.taps('cmd|forget', 'Delete everything');
    await bot.lastly('say.eraseAsk').run(heard(talk));
    await customer.types('help').run(talk);
    await talk.chat.taps('cmd|forget', 'Delete everything');
    await bot.lastly('say.eraseAsk').run(heard(talk));
    expect(await wishes(talk)).toEqual([]);
  });

  it('waits for the bank while an application is on its way to it', async () => {
    await product.bank.goesDown();
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      customer.types('delete my data'),
      bot.lastly('say.eraseUnderWay'),
    ]);
    // Asked before it was confirmed, and told to go on meanwhile: it waits as well.
    expect(await wishes(talk)).toEqual([]);
    await product.bank.comesUp();
  });

  it('keeps an application that was confirmed after the wish until the bank has it', async () => {
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('confirm'), ...confirms]);
    await product.bank.goesDown();
    await goesOnAndConfirms(talk);
    const { conversationId } = talk.chat;
    await due();
    expect((await product.store.load(conversationId))?.submitted).toHaveLength(1);
    expect(await wishes(talk)).toMatchObject([{ status: 'pending' }]);
    expect(readErasedList(join(home, 'backups', ERASED_LIST)) ?? []).toEqual([]);
    await product.bank.comesUp();
    product.passes(10 * MINUTE_MS);
    const isDone = async () => (await product.store.load(conversationId))?.submitted[0]?.status === 'done';
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
    await own().forgetsWhatIsDue();
    await expect(product.store.load(conversationId)).rejects.toMatchObject(ERASED);
    expect(await product.bank.applications()).toHaveLength(1);
  });

  it('is told to note the reference number, which the bank keeps, and then has it gone here', async () => {
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bank.answers(),
      customer.types('delete my data'),
      bot.lastly('say.eraseAskApplied'),
    ]);
    const reference = (await product.store.load(talk.chat.conversationId))?.submitted[0]?.reference ?? '';
    expect(talk.replies.at(-1)?.text).toContain(reference);
    await customer.taps('forget').run(talk);
    await due();
    await expect(product.store.load(talk.chat.conversationId)).rejects.toMatchObject(ERASED);
    expect(await product.bank.applications()).toHaveLength(1);
  });

  it('is sent to a person while one settles a case with the bank', async () => {
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      bank.fails('timeoutAfter'),
      customer.taps('accept'),
      bank.answers(),
      customer.types('delete my data'),
      bot.lastly('say.eraseCase'),
    ]);
    expect(await wishes(talk)).toEqual([]);
  });

  it('is never erased under the hands of an agent, only afterwards', async () => {
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('email'),
      customer.asksFor('agent'),
      ...confirms,
    ]);
    const { conversationId } = talk.chat;
    const agent = agentOf(() => product);
    await agent.does(conversationId, { kind: 'claim' });
    await due();
    expect(await product.store.load(conversationId)).toBeDefined();
    // What is written then is for the agent, whatever it says.
    await customer.types('delete my data').run(talk);
    expect(await wishes(talk)).toHaveLength(1);
    await agent.does(conversationId, { kind: 'resolve', code: 'informed' });
    await due();
    await expect(product.store.load(conversationId)).rejects.toMatchObject(ERASED);
  });

  it('survives a process that dies before, and one that dies between the certificate and the erasure', async () => {
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('email'), ...confirms]);
    const { conversationId } = talk.chat;
    const code = codeOf(talk);
    await product.restart();
    product.passes(MINUTE_MS);
    const forget = () => Promise.reject(new Error('killed'));
    await own().forgetsWhatIsDue({ erasures: { forget } });
    expect(await own().verifier.check(code)).toEqual({ kind: 'deleting', market: 'SG' });
    expect(await product.store.load(conversationId)).toBeDefined();
    await due();
    expect(await own().verifier.check(code)).toMatchObject({ kind: 'deleted' });
  });

  it('is not erased by a wish when a turn came in between that hinders it', async () => {
    await product.bank.goesDown();
    const talk = await play(product, SG, [customer.opens(), customer.answersUpTo('confirm'), ...confirms]);
    const { conversationId } = talk.chat;
    const { erasures } = own();
    product.passes(MINUTE_MS);
    await own().forgetsWhatIsDue({
      erasures: {
        forget: async (judged, certificate) => {
          await goesOnAndConfirms(talk);
          return erasures.forget(judged, certificate);
        },
      },
    });
    expect((await product.store.load(conversationId))?.submitted).toHaveLength(1);
    await product.bank.comesUp();
  });

  it('has the certificate on the phone before anything is erased, and begins anew by writing again', async () => {
    const talk = await play(
      product,
      { market: 'TH' },
      [customer.opens(), customer.answersUpTo('mobile'), customer.asksFor('deleteData'), customer.taps('forget')],
      openWhatsAppChat,
    );
    const { conversationId } = talk.chat;
    expect(codeOf(heard(talk))).not.toBe('');
    // A message that was not sent yet keeps all of it.
    const { store } = product;
    const work: typeof store.work = async (id) => [
      ...(await store.work(id)),
      { ...replyOf(conversationId), status: 'claimed' },
    ];
    product.passes(MINUTE_MS);
    await own().forgetsWhatIsDue({ store: { ...store, work } });
    expect(await product.store.load(conversationId)).toBeDefined();
    await due();
    await expect(product.store.load(conversationId)).rejects.toMatchObject(ERASED);
    // The customer's phone is known by the conversation that is gone.
    await expect(talk.chat.opens()).rejects.toMatchObject(ERASED);
    const onPhones = (await product.store.lately(9)).filter(({ channel }) => channel === 'whatsapp');
    const [anew, ...others] = onPhones;
    expect(others).toEqual([]);
    expect(anew).toMatchObject({ channel: 'whatsapp', market: 'TH', facts: { fields: {} }, submitted: [] });
    expect(anew?.id).not.toBe(conversationId);
  });

  function wrappedKey(conversationId: string): Buffer {
    const db = new Database(join(home, 'data', 'store.db'), { readonly: true });
    const row = db
      .prepare<[string], { wrapped: Buffer }>(
        'SELECT wrapped FROM data_key JOIN conversation ON conversation.pk = data_key.conversation WHERE conversation.id = ?',
      )
      .get(conversationId);
    db.close();
    if (row === undefined) throw new Error('The conversation has no key.');
    return row.wrapped;
  }

  function filesHold(bytes: Buffer): boolean {
    const directory = join(home, 'data');
    return readdirSync(directory).some(
      (name) => name.startsWith('store.db') && readFileSync(join(directory, name)).includes(bytes),
    );
  }
});

function heard(talk: Talk): Talk {
  const said = talk.chat.heard();
  talk.replies.push(...said);
  talk.unread.push(...said);
  return talk;
}

/** The summary is put again, and its button counts. */
async function goesOnAndConfirms(talk: Talk): Promise<void> {
  await customer.asksFor('repeat').run(talk);
  await customer.taps('accept').run(heard(talk));
}

function replyOf(conversationId: string) {
  return { id: 'r', conversationId, kind: 'reply', dueAt: 0, attempts: 1, fence: 1, leaseUntil: 0, body: {} } as const;
}

describe('an application that stands in the way of a second one', () => {
  const DAY_MS = 24 * HOUR_MS;
  let home: string;
  let product: TestProduct;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'forgetting-'));
    const parts = () => ({ oneApplicationMs: DAY_MS });
    product = await startTestProduct({ directory: () => join(home, 'data'), parts });
  });
  afterEach(async () => {
    await product.stop();
    rmSync(home, { recursive: true, force: true });
  });
  const due = async (ms: number) => {
    product.passes(ms);
    await ownDataOf(product, home).forgetsWhatIsDue({ oneApplicationMs: DAY_MS });
  };
  const isThere = ({ chat }: Talk) =>
    product.store.load(chat.conversationId).then(
      (document) => document !== undefined,
      () => false,
    );

  it('is not erased: its customer reads until when it stands in the way of a second one', async () => {
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.taps('accept'),
      bank.answers(),
      customer.types('delete my data'),
    ]);
    expect(talk.replies.map(({ text }) => text).join('\n')).toMatch(
      /stays here until \w+, \d+ \w+ \d\d:\d\d \(GMT\+8\)/,
    );
    await due(DAY_MS);
    await customer.types('delete my data').run(talk);
    await customer.taps('forget').run(heard(talk));
    await due(MINUTE_MS);
    expect(await isThere(talk)).toBe(false);
  });

  it('is kept as long as it stands in the way, also when it was confirmed after the wish', async () => {
    const talk = await play(product, SG, [
      customer.opens(),
      customer.answersUpTo('confirm'),
      customer.types('delete my data'),
      customer.taps('forget'),
    ]);
    await goesOnAndConfirms(talk);
    const isDone = async () => (await product.store.load(talk.chat.conversationId))?.submitted[0]?.status === 'done';
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
    await due(2 * MINUTE_MS);
    expect(await isThere(talk)).toBe(true);
    await due(DAY_MS);
    expect(await isThere(talk)).toBe(false);
  });
});
